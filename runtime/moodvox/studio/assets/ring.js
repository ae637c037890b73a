// In the audio thread: plays the blocks of one line in order, silence where they are missing.

const REPORT_EVERY = 8; // quanta, about 40 ms at 24 kHz
const ENOUGH_S = 0.08; // to begin with: the first block is short, the next a little later
const PATIENCE_QUANTA = 6; // about 30 ms: then it begins with what there is

class Ring extends AudioWorkletProcessor {
  constructor() {
    super();
    this.play = 0;
    this.chunks = [];
    this.offset = 0; // into the first chunk
    this.position = 0; // samples played
    this.ended = true;
    this.starved = 0;
    this.quanta = 0;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take(said) {
    if (said.type === "begin") {
      Object.assign(this, { play: said.play, chunks: [], offset: 0, position: 0, ended: false, starved: 0, waited: 0 });
    } else if (said.play !== this.play) {
      return;
    } else if (said.type === "pcm") {
      this.chunks.push(said.pcm);
    } else if (said.type === "end") {
      this.ended = true;
    } else if (said.type === "stop") {
      this.chunks = [];
      this.ended = true;
    }
  }

  /** Whether to wait for a little more before the first sample. */
  holds() {
    if (this.position || this.ended || !this.chunks.length) return false;
    const there = this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return there < ENOUGH_S * sampleRate && this.waited++ < PATIENCE_QUANTA;
  }

  process(_inputs, [output]) {
    const out = output[0];
    let filled = 0;
    if (this.holds()) return true;
    while (filled < out.length && this.chunks.length) {
      const chunk = this.chunks[0];
      const count = Math.min(out.length - filled, chunk.length - this.offset);
      out.set(chunk.subarray(this.offset, this.offset + count), filled);
      filled += count;
      this.offset += count;
      if (this.offset === chunk.length) {
        this.chunks.shift();
        this.offset = 0;
      }
    }
    if (filled && this.position === 0) this.port.postMessage({ type: "heard", play: this.play });
    const before = this.position;
    this.position += filled;
    if (filled < out.length && !this.ended && before) this.starved += out.length - filled;
    const over = this.ended && !this.chunks.length && this.position > 0;
    if (over || this.quanta++ % REPORT_EVERY === 0) {
      this.port.postMessage({ type: over ? "over" : "at", play: this.play, position: this.position, starved: this.starved });
    }
    if (over) this.position = 0;
    return true;
  }
}

registerProcessor("ring", Ring);
