// The sound of a line: its samples, the words in it, and where it is heard now.

const HEIGHT = 84;

export class Wave {
  #pcm = new Float32Array(0);
  #rate = 24000;
  #plan = null;
  #scale = 100;

  constructor(canvas, head) {
    this.canvas = canvas;
    this.head = head;
    canvas.height = HEIGHT * devicePixelRatio;
    canvas.style.height = `${HEIGHT}px`;
  }

  draw(plan, scale) {
    this.#plan = plan;
    this.#scale = scale;
    this.#draw();
  }

  /** Other samples; those of a line on its way grow. */
  samples(pcm, rate) {
    this.#pcm = pcm;
    this.#rate = rate;
    this.#draw();
  }

  xOf(position) {
    return (position / this.#rate) * this.#scale;
  }

  at(position) {
    this.head.hidden = position === null;
    if (position !== null) this.head.style.transform = `translateX(${this.xOf(position)}px)`;
  }

  #draw() {
    if (!this.#plan) return;
    const width = Math.max(1, Math.ceil(this.#plan.length_s * this.#scale));
    const dots = devicePixelRatio;
    this.canvas.width = Math.min(32000, width * dots);
    this.canvas.style.width = `${width}px`;
    const ink = getComputedStyle(this.canvas);
    const context = this.canvas.getContext("2d");
    context.scale(this.canvas.width / width, dots);
    context.fillStyle = ink.getPropertyValue("--word-band");
    for (const word of this.#plan.words) {
      context.fillRect(word.start_s * this.#scale, 0, (word.end_s - word.start_s) * this.#scale - 1, HEIGHT);
    }
    context.fillStyle = ink.getPropertyValue("--ink-soft");
    context.fillRect(0, HEIGHT / 2 - 0.5, width, 1);
    context.fillStyle = ink.getPropertyValue("--wave");
    const per = this.#rate / this.#scale;
    for (let x = 0; x < width; x += 1) {
      const [first, last] = [Math.floor(x * per), Math.min(this.#pcm.length, Math.ceil((x + 1) * per))];
      if (first >= this.#pcm.length) break;
      let [low, high] = [0, 0];
      for (let at = first; at < last; at += 1) {
        const value = this.#pcm[at];
        if (value < low) low = value;
        if (value > high) high = value;
      }
      const top = HEIGHT / 2 - high * (HEIGHT / 2 - 3);
      context.fillRect(x, top, 1, Math.max(1, (high - low) * (HEIGHT / 2 - 3)));
    }
  }
}
