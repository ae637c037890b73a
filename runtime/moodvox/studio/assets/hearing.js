// What is heard now: asks for a line, keeps its samples, plays them as they come.

import { Player } from "./player.js";

const MOST_KEPT = 12;

export class Hearing extends EventTarget {
  /** Events: "heard" {after_ms}, "at" {position}, "over", "samples" {asked, pcm, rate}, "failed" {fault}. */
  #plays = new Map(); // play -> {asked, pcm, rate, length, done}
  #next = 1 + Math.floor(Math.random() * 1e6) * 1000;

  constructor(wire) {
    super();
    this.wire = wire;
    this.player = new Player();
    wire.addEventListener("block", ({ detail }) => this.#block(detail));
    wire.addEventListener("done", ({ detail }) => this.#done(detail));
    wire.addEventListener("failed", ({ detail }) => this.#failed(detail));
    for (const name of ["heard", "at", "over"]) {
      this.player.addEventListener(name, ({ detail }) => this.#tell(name, detail));
    }
  }

  /** The plays of late, by number: what came of each. */
  get plays() {
    return this.#plays;
  }

  /** Speak a line; `asked` is when the key was pressed. */
  hear(asked, at = performance.now()) {
    return this.#start("hear", asked, asked, at);
  }

  /** Hear one of a blind pair. */
  listen(pair, heard) {
    const asked = { pair, heard };
    return this.#start("listen", asked, asked, performance.now());
  }

  stop() {
    const play = this.player.play;
    this.player.stop();
    this.#tell("over", { play });
    if (play && !this.#plays.get(play)?.done && this.wire.isUp) this.wire.ask("stop", { play }).catch(() => {});
  }

  #start(call, fields, asked, at) {
    this.stop();
    const play = this.#next++;
    this.#plays.set(play, { asked, pcm: new Float32Array(0), rate: 24000, length: 0, done: null });
    if (this.#plays.size > MOST_KEPT) this.#plays.delete(this.#plays.keys().next().value);
    this.player.begin(play, at);
    this.#tell("began", { play });
    this.wire.ask(call, { ...fields, play }).catch((fault) => this.#failed({ play, ...fault, message: fault.message }));
    return play;
  }

  #block({ play, first, rate, pcm }) {
    const kept = this.#plays.get(play);
    if (!kept) return;
    kept.rate = rate;
    const length = first + pcm.length;
    if (length > kept.pcm.length) {
      const longer = new Float32Array(Math.max(length, 2 * kept.pcm.length));
      longer.set(kept.pcm.subarray(0, kept.length));
      kept.pcm = longer;
    }
    kept.pcm.set(pcm, first);
    kept.length = length;
    this.player.push(play, rate, pcm);
    this.#draw(play, kept);
  }

  /** Once for each picture, not for each block. */
  #draw(play, kept) {
    if (kept.waits) return;
    kept.waits = true;
    requestAnimationFrame(() => {
      kept.waits = false;
      this.#tell("samples", { play, asked: kept.asked, pcm: kept.pcm.subarray(0, kept.length), rate: kept.rate });
    });
  }

  #done(said) {
    const kept = this.#plays.get(said.play);
    if (!kept) return;
    kept.done = said;
    this.player.end(said.play);
    this.#tell("done", said);
  }

  #failed(said) {
    const kept = this.#plays.get(said.play);
    if (kept) kept.done = said;
    this.player.end(said.play);
    this.#tell("over", { play: said.play });
    this.#tell("failed", said);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
