// The mood curve over the line's own words: handles to drag, one thread for each emotion.

import { clamp, drag, h } from "./dom.js";
import { rounded, strongest, withWeight, written } from "./moods.js";

const TOP = 14;
const HEIGHT = 112;
const STEP_S = 0.1;
const CLOSEST_S = 0.05;
const EASINGS = {
  linear: (u) => u, ease_in: (u) => u * u, ease_out: (u) => u * (2 - u), ease_in_out: (u) => u * u * (3 - 2 * u),
  step: () => 1, hold: (u) => (u >= 1 ? 1 : 0),
};

export class Curve extends EventTarget {
  /** Events: "choose" {index}, "change" {handles} while dragged, "settle" {handles}. */
  #plan = null;
  #handles = [];
  #at = 0;
  #scale = 100; // pixels of a second

  constructor(element) {
    super();
    this.svg = h("svg:svg", { class: "curve", height: TOP + HEIGHT + 12 });
    this.words = h("div", { className: "words-row" });
    element.append(this.svg, this.words);
    this.svg.addEventListener("dblclick", (event) => this.#add((event.clientX - this.svg.getBoundingClientRect().left) / this.#scale));
  }

  get handles() {
    return this.#handles;
  }

  get chosen() {
    return this.#handles[this.#at];
  }

  draw(plan, scale, { keepHandles = false } = {}) {
    this.#plan = plan;
    this.#scale = scale;
    if (!keepHandles) {
      this.#handles = plan.handles.map((handle) => ({ ...handle }));
      this.#at = clamp(this.#at, 0, this.#handles.length - 1);
    }
    this.#redraw();
    this.words.replaceChildren(...plan.words.map((word) => {
      const span = h("span", { title: `${word.start_s.toFixed(2)} s` }, word.text);
      span.style.left = `${word.start_s * scale}px`;
      span.style.width = `${(word.end_s - word.start_s) * scale}px`;
      return span;
    }));
  }

  choose(index) {
    this.#at = clamp(index, 0, this.#handles.length - 1);
    this.#redraw();
    this.dispatchEvent(new CustomEvent("choose", { detail: { index: this.#at, mood: this.chosen?.mood ?? {} } }));
  }

  /** Give the chosen handle another mood. */
  setMood(mood) {
    if (!this.chosen) return;
    this.chosen.mood = mood;
    this.#redraw();
    this.#tell("change");
  }

  settle() {
    this.#tell("settle");
  }

  /** Another handle between the chosen one and the next. */
  add() {
    if (!this.chosen) return;
    const next = this.#handles[this.#at + 1]?.at_s ?? this.#plan.length_s;
    this.#add((this.chosen.at_s + next) / 2);
  }

  remove() {
    if (this.#handles.length < 2 || this.#at === 0) return;
    this.#handles.splice(this.#at, 1);
    this.choose(this.#at - 1);
    this.#tell("settle");
  }

  #add(at_s) {
    const after = this.#handles.findIndex((handle) => handle.at_s > at_s);
    const index = after < 0 ? this.#handles.length : after;
    const before = this.#handles[index - 1] ?? this.#handles[0];
    this.#handles.splice(index, 0, { at_s: rounded(at_s), mood: { ...before.mood }, easing: "linear" });
    this.choose(index);
    this.#tell("settle");
    this.svg.querySelector(`[data-index="${index}"]`)?.focus();
  }

  #redraw() {
    if (!this.#plan) return;
    const { length_s, mood } = this.#plan;
    const width = length_s * this.#scale;
    this.svg.setAttribute("width", width);
    const lines = [0, 0.5, 1].map((weight) => h("svg:line", { x1: 0, x2: width, y1: this.#y(weight), y2: this.#y(weight), class: "level" }));
    const felt = Object.entries(mood.weights).map(([name, weights]) => this.#thread(name, weights, mood.step_s, length_s));
    const names = [...new Set(this.#handles.flatMap((handle) => Object.keys(handle.mood)))];
    const drawn = names.map((name) => {
      const points = this.#handles.flatMap((handle, index) => this.#way(name, this.#handles[index - 1], handle));
      const last = this.#handles.at(-1);
      points.push(`${width},${this.#y(last.mood[name] ?? 0)}`);
      return h("svg:polyline", { points: points.join(" "), class: "drawn", stroke: `var(--e-${name}, var(--e-neutral))` });
    });
    const focused = document.activeElement?.dataset?.index !== undefined && this.svg.contains(document.activeElement);
    this.svg.replaceChildren(...lines, ...felt, ...drawn, ...this.#handles.map((handle, index) => this.#handle(handle, index)));
    if (focused) this.svg.querySelector(`[data-index="${this.#at}"]`)?.focus();
  }

  /** From one handle to the next, as its easing has it. */
  #way(name, before, handle) {
    const weight = handle.mood[name] ?? 0;
    if (!before) return [`${this.#x(handle)},${this.#y(weight)}`];
    const start = before.mood[name] ?? 0;
    const ease = EASINGS[handle.easing] ?? EASINGS.linear;
    const count = handle.easing === "linear" ? 1 : 16;
    return Array.from({ length: count }, (_none, step) => {
      const part = (step + 1) / count;
      const x = this.#x(before) + (this.#x(handle) - this.#x(before)) * part;
      return `${x.toFixed(1)},${this.#y(start + (weight - start) * ease(part)).toFixed(1)}`;
    });
  }

  /** What will be heard: filled, in the emotion's colour. */
  #thread(name, weights, step_s, length_s) {
    const end = Math.min(length_s, (weights.length - 1) * step_s) * this.#scale;
    const points = weights.map((weight, index) => `${(index * step_s * this.#scale).toFixed(1)},${this.#y(weight).toFixed(1)}`);
    return h("svg:path", { d: `M0,${this.#y(0)} L${points.join(" L")} L${end},${this.#y(0)} Z`, class: "felt", fill: `var(--e-${name}, var(--e-neutral))` });
  }

  #handle(handle, index) {
    const name = strongest(handle.mood);
    const weight = handle.mood[name] ?? 0;
    const chosen = index === this.#at;
    const grip = h("svg:g", {
      class: chosen ? "handle chosen" : "handle", transform: `translate(${this.#x(handle)} ${this.#y(weight)})`,
      tabindex: chosen ? 0 : -1, role: "slider", "data-index": index,
      "aria-label": `Mood point ${index + 1} of ${this.#handles.length} at ${handle.at_s.toFixed(2)} seconds`,
      "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(weight * 100),
      "aria-valuetext": written(handle.mood), "aria-orientation": "vertical",
    }, h("svg:title", {}, `${written(handle.mood)} at ${handle.at_s.toFixed(2)} s`), h("svg:circle", { r: 14, class: "grip" }), h("svg:circle", { r: 6.5, fill: `var(--e-${name}, var(--e-neutral))` }));
    grip.addEventListener("pointerdown", (event) => this.#drag(event, index));
    grip.addEventListener("keydown", (event) => this.#key(event, index));
    return grip;
  }

  #drag(event, index) {
    this.choose(index);
    const handle = this.#handles[index];
    const name = strongest(handle.mood);
    const box = this.svg.getBoundingClientRect();
    drag(this.svg, event, (move) => {
      this.#moveTo(index, (move.clientX - box.left) / this.#scale);
      const weight = clamp(1 - (move.clientY - box.top - TOP) / HEIGHT, 0, 1);
      if (name !== "neutral") handle.mood = withWeight(handle.mood, name, weight);
      this.#redraw();
      this.#tell("change");
      this.dispatchEvent(new CustomEvent("choose", { detail: { index, mood: handle.mood } }));
    }, () => this.#tell("settle"));
  }

  #moveTo(index, at_s) {
    const before = this.#handles[index - 1]?.at_s ?? -CLOSEST_S;
    const after = this.#handles[index + 1]?.at_s ?? this.#plan.length_s + CLOSEST_S;
    this.#handles[index].at_s = index === 0 ? 0 : rounded(clamp(at_s, before + CLOSEST_S, Math.max(before + CLOSEST_S, after - CLOSEST_S)));
  }

  #key(event, index) {
    const handle = this.#handles[index];
    const name = strongest(handle.mood);
    const step = event.shiftKey ? 0.2 : 0.05;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (name === "neutral") return;
      const by = event.key === "ArrowUp" ? step : -step;
      handle.mood = withWeight(handle.mood, name, clamp((handle.mood[name] ?? 0) + by, 0, 1));
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      this.#moveTo(index, handle.at_s + (event.key === "ArrowRight" ? STEP_S : -STEP_S));
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      event.preventDefault();
      return void this.choose(index + (event.key === "PageDown" ? 1 : -1));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      return void this.remove();
    } else if (event.key === "Insert" || event.key === "+") {
      event.preventDefault();
      return void this.add();
    } else {
      return;
    }
    event.preventDefault();
    this.#redraw();
    this.choose(index);
    this.#tell("settle");
  }

  #x(handle) {
    return Math.min(handle.at_s, this.#plan.length_s) * this.#scale;
  }

  #y(weight) {
    return TOP + HEIGHT * (1 - weight);
  }

  #tell(name) {
    this.dispatchEvent(new CustomEvent(name, { detail: { handles: this.#handles } }));
  }
}

