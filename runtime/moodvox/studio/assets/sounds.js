// Phoneme by phoneme: pitch, length and loudness to drag, over the pitch that the voice plans.

import { clamp, drag, h } from "./dom.js";

const HEIGHT = 130;
const LANES = {
  pitch_st: { name: "pitch", unit: "semitones", plain: 0, per_px: 0.15, step: 0.5, digits: 1, reach: 24 },
  length: { name: "length", unit: "times", plain: 1, per_px: 0.0125, step: 0.05, digits: 2, reach: 4 },
  level_db: { name: "loudness", unit: "decibels", plain: 0, per_px: 0.15, step: 0.5, digits: 1, reach: 12 },
};

export class Sounds extends EventTarget {
  /** Events: "change" {edits} when an edit is done. An edit: {at, pitch_st, length, level_db}. */
  #plan = null;
  #scale = 100;
  #edits = new Map();
  #lane = "pitch_st";
  #at = 0;
  #ranges = {};

  constructor(element) {
    super();
    this.svg = h("svg:svg", { class: "sounds", height: HEIGHT, role: "group", "aria-label": "Phonemes" });
    element.append(this.svg);
  }

  ranges(ranges) {
    this.#ranges = ranges;
  }

  lane(name) {
    this.#lane = name;
    this.#redraw();
  }

  /** Show a plan, with the take's edits. */
  draw(plan, scale, edits) {
    this.#plan = plan;
    this.#scale = scale;
    this.#edits = new Map(edits.map((edit) => [edit.at, { ...edit }]));
    this.#at = clamp(this.#at, 0, plan.phonemes.length - 1);
    this.#redraw();
  }

  get edits() {
    return [...this.#edits.values()].sort((a, b) => a.at - b.at);
  }

  #redraw() {
    if (!this.#plan) return;
    const { phonemes, length_s } = this.#plan;
    const focused = this.svg.contains(document.activeElement);
    this.svg.setAttribute("width", length_s * this.#scale);
    this.svg.replaceChildren(this.#pitch(), ...phonemes.map((sound, index) => this.#sound(sound, index)));
    if (focused) this.svg.querySelector('[tabindex="0"]')?.focus();
  }

  #pitch() {
    const { f0_hz, hop_s, phonemes } = this.#plan;
    const logs = f0_hz.map((hz) => Math.log2(Math.max(hz, 20)));
    const [low, high] = [Math.min(...logs) - 0.1, Math.max(...logs) + 0.1];
    this.pitchY = (log) => HEIGHT - 34 - ((log - low) / (high - low)) * (HEIGHT - 48);
    let d = "";
    for (const { text, start_s, end_s } of phonemes) {
      if (text === "SIL") continue;
      for (let hop = Math.round(start_s / hop_s); hop < Math.min(logs.length, Math.round(end_s / hop_s)); hop += 1) {
        const start = hop === Math.round(start_s / hop_s) && (d === "" || this.lastEnd !== start_s);
        d += `${start ? "M" : "L"}${(hop * hop_s * this.#scale).toFixed(1)},${this.pitchY(logs[hop]).toFixed(1)}`;
      }
      this.lastEnd = end_s;
    }
    return h("svg:path", { d: d || "M0,0", class: "f0" });
  }

  #sound(sound, index) {
    const lane = LANES[this.#lane];
    const value = this.#value(index);
    const [x, width] = [sound.start_s * this.#scale, (sound.end_s - sound.start_s) * this.#scale];
    const middle = HEIGHT / 2 - 10;
    const y = clamp(middle - (value - lane.plain) / lane.per_px, 6, HEIGHT - 34);
    const edited = this.#edits.has(index);
    const group = h("svg:g", {
      class: `sound${edited ? " edited" : ""}${index === this.#at ? " chosen" : ""}`,
      tabindex: index === this.#at ? 0 : -1, role: "slider", "aria-orientation": "vertical",
      "aria-label": `${sound.text === "SIL" ? "silence" : sound.text}, phoneme ${index + 1}, ${lane.name}`,
      "aria-valuemin": this.#ranges[this.#lane]?.[0] ?? -lane.reach, "aria-valuemax": this.#ranges[this.#lane]?.[1] ?? lane.reach,
      "aria-valuenow": value, "aria-valuetext": `${value.toFixed(lane.digits)} ${lane.unit}`,
    },
      h("svg:title", {}, `${sound.text}: ${lane.name} ${value.toFixed(lane.digits)} ${lane.unit}`),
      h("svg:rect", { x, y: 0, width: Math.max(1, width - 1), height: HEIGHT - 22, class: "cell" }),
      h("svg:line", { x1: x + width / 2, x2: x + width / 2, y1: middle, y2: y, class: "stem" }),
      h("svg:rect", { x: x + 1, y: y - 2, width: Math.max(2, width - 3), height: 4, rx: 2, class: "bar" }),
      width > 9 && h("svg:text", { x: x + width / 2, y: HEIGHT - 7, "text-anchor": "middle" }, sound.text === "SIL" ? "·" : sound.text),
    );
    group.addEventListener("pointerdown", (event) => this.#drag(event, index));
    group.addEventListener("keydown", (event) => this.#key(event, index));
    group.addEventListener("focus", () => (this.#at = index));
    return group;
  }

  #value(index) {
    return this.#edits.get(index)?.[this.#lane] ?? LANES[this.#lane].plain;
  }

  #set(index, value) {
    const lane = LANES[this.#lane];
    const [low, high] = this.#ranges[this.#lane] ?? [-lane.reach, lane.reach];
    const edit = this.#edits.get(index) ?? { at: index };
    const rounded = Number(clamp(value, low, high).toFixed(lane.digits));
    if (rounded === lane.plain) delete edit[this.#lane];
    else edit[this.#lane] = rounded;
    if (Object.keys(edit).length > 1) this.#edits.set(index, edit);
    else this.#edits.delete(index);
  }

  #drag(event, index) {
    this.#at = index;
    const [start_y, start] = [event.clientY, this.#value(index)];
    drag(this.svg, event, (move) => {
      this.#set(index, start + (start_y - move.clientY) * LANES[this.#lane].per_px);
      this.#redraw();
    }, () => this.#done());
    this.#redraw();
    this.svg.querySelector('[tabindex="0"]')?.focus();
  }

  #key(event, index) {
    const lane = LANES[this.#lane];
    const size = event.shiftKey ? 4 : 1;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      this.#at = clamp(index + (event.key === "ArrowRight" ? 1 : -1), 0, this.#plan.phonemes.length - 1);
      this.#redraw();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      this.#set(index, this.#value(index) + (event.key === "ArrowUp" ? 1 : -1) * lane.step * size);
      this.#redraw();
      this.#done();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.#edits.delete(index);
      this.#redraw();
      this.#done();
    } else {
      return;
    }
    event.preventDefault();
  }

  #done() {
    this.dispatchEvent(new CustomEvent("change", { detail: { edits: this.edits } }));
  }
}
