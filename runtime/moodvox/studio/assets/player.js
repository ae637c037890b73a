// Hears lines: the samples go to the audio thread as they come, nothing is rendered first.

export class Player extends EventTarget {
  /** Events: "heard" (its first sample is out), "at" {position}, "over". */
  #opening = new Map(); // sample rate -> promise of a graph
  #graphs = new Map(); // sample rate -> graph
  #graph = null; // the one that is heard
  #play = 0;
  #held = []; // blocks that wait for their graph
  #ended = false;
  #asked = 0;

  /** Have an audio graph ready, so that the first key press need not wait for one. */
  prepare(rate) {
    if (!this.#opening.has(rate)) this.#opening.set(rate, this.#open(rate));
    return this.#opening.get(rate);
  }

  /** The graph that is heard: `context`, and `node`, the last one before the loudspeaker. */
  get graph() {
    return this.#graph;
  }

  get play() {
    return this.#play;
  }

  /** What comes with number `play` is to be heard from now on, and nothing else. */
  begin(play, asked = performance.now()) {
    this.stop();
    this.#play = play;
    this.#held = [];
    this.#ended = false;
    this.#graph = null;
    this.#asked = asked;
    for (const graph of this.#graphs.values()) graph.context.resume();
  }

  push(play, rate, pcm) {
    if (play !== this.#play) return;
    this.#held.push(pcm.slice());
    if (this.#graphs.has(rate)) this.#flush(play, rate);
    else this.prepare(rate).then(() => this.#flush(play, rate));
  }

  end(play) {
    if (play !== this.#play) return;
    this.#ended = true;
    if (!this.#held.length) this.#post({ type: "end", play });
  }

  stop() {
    this.#post({ type: "stop", play: this.#play });
    this.#play = 0;
  }

  #flush(play, rate) {
    if (play !== this.#play) return;
    if (!this.#graph) {
      this.#graph = this.#graphs.get(rate);
      this.#graph.context.resume();
      this.#post({ type: "begin", play });
    }
    for (const pcm of this.#held) this.#post({ type: "pcm", play, pcm }, [pcm.buffer]);
    this.#held = [];
    if (this.#ended) this.#post({ type: "end", play });
  }

  #post(said, moved = []) {
    this.#graph?.node.port.postMessage(said, moved);
  }

  async #open(rate) {
    const context = new AudioContext({ sampleRate: rate, latencyHint: "interactive" });
    await context.audioWorklet.addModule("/assets/ring.js");
    const node = new AudioWorkletNode(context, "ring", { numberOfInputs: 0, outputChannelCount: [1] });
    node.connect(context.destination);
    node.port.onmessage = ({ data }) => {
      if (data.play !== this.#play) return;
      const after_ms = performance.now() - this.#asked;
      this.dispatchEvent(new CustomEvent(data.type, { detail: { ...data, after_ms } }));
    };
    const graph = { context, node };
    this.#graphs.set(rate, graph);
    return graph;
  }
}
