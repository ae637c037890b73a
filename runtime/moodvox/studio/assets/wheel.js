// The emotion wheel: a mood as a point to drag, and as weights to slide.

import { clamp, drag, h } from "./dom.js";
import { angleOf, moodAt, placeOf, rounded, shown, withWeight, written } from "./moods.js";

const R = 100;

export class Wheel extends EventTarget {
  /** Events: "change" {mood} while it moves, "settle" {mood} when it stays. */
  #mood = {};
  #emotions = [];

  constructor(element) {
    super();
    this.svg = h("svg:svg", { viewBox: "-168 -122 336 244", class: "wheel" });
    this.point = h("svg:g", {
      class: "point", tabindex: 0, role: "slider", "aria-label": "Mood on the wheel",
      "aria-valuemin": 0, "aria-valuemax": 100,
    }, h("svg:circle", { r: 16, class: "grip" }), h("svg:circle", { r: 8 }));
    this.sliders = h("div", { className: "weights" });
    this.told = h("p", { className: "mood-words" });
    element.append(this.svg, this.told, this.sliders);
    this.svg.addEventListener("pointerdown", (event) => drag(this.svg, event, (move) => this.#move(move), () => this.#settle()));
    this.svg.addEventListener("pointerdown", (event) => this.#move(event));
    this.point.addEventListener("keydown", (event) => this.#key(event));
  }

  emotions(emotions) {
    this.#emotions = emotions;
    const count = emotions.length;
    const spokes = emotions.map((name, index) => {
      const [x, y] = [Math.cos(angleOf(index, count)), -Math.sin(angleOf(index, count))];
      const anchor = Math.abs(x) < 0.3 ? "middle" : x > 0 ? "start" : "end";
      return h("svg:g", {},
        h("svg:line", { x2: x * R, y2: y * R, stroke: `var(--e-${name}, var(--e-neutral))`, class: "spoke" }),
        h("svg:circle", { cx: x * R, cy: y * R, r: 5, fill: `var(--e-${name}, var(--e-neutral))` }),
        h("svg:text", { x: x * (R + 11), y: y * (R + 11) + 3.5, "text-anchor": anchor }, shown(name)));
    });
    const rings = [0.5, 1].map((part) => h("svg:circle", { r: part * R, class: "ring" }));
    this.svg.replaceChildren(...rings, ...spokes, this.point);
    this.sliders.replaceChildren(...emotions.map((name) => this.#slider(name)));
    this.set(this.#mood);
  }

  /** Show another mood. */
  set(mood) {
    this.#mood = mood;
    const { x, y } = placeOf(mood, this.#emotions);
    this.point.setAttribute("transform", `translate(${x * R} ${-y * R})`);
    this.point.setAttribute("aria-valuenow", Math.round(100 * Math.min(1, Math.hypot(x, y))));
    this.point.setAttribute("aria-valuetext", written(mood));
    this.told.textContent = written(mood);
    for (const input of this.sliders.querySelectorAll("input")) {
      const weight = mood[input.name] ?? 0;
      input.value = weight * 100;
      input.setAttribute("aria-valuetext", `${Math.round(weight * 100)} percent`);
      input.style.setProperty("--part", `${weight * 100}%`);
      input.parentNode.classList.toggle("none", weight === 0);
    }
  }

  #slider(name) {
    const input = h("input", {
      type: "range", min: 0, max: 100, step: 1, name,
      oninput: () => this.#changed(withWeight(this.#mood, name, rounded(input.value / 100))),
      onchange: () => this.#settle(),
    });
    input.style.setProperty("--own", `var(--e-${name}, var(--e-neutral))`);
    return h("label", {}, h("span", {}, shown(name)), input);
  }

  #move(event) {
    const box = this.svg.getBoundingClientRect();
    const scale = Math.min(box.width / 336, box.height / 244);
    const x = (event.clientX - box.left - box.width / 2) / (R * scale);
    const y = -(event.clientY - box.top - box.height / 2) / (R * scale);
    this.#changed(moodAt({ x, y }, this.#emotions));
  }

  #key(event) {
    const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (!(event.key in steps)) return;
    const [dx, dy] = steps[event.key];
    const { x, y } = placeOf(this.#mood, this.#emotions);
    const size = event.shiftKey ? 0.25 : 0.1;
    this.#changed(moodAt({ x: clamp(x + dx * size, -1, 1), y: clamp(y + dy * size, -1, 1) }, this.#emotions));
    this.#settle();
    event.preventDefault();
  }

  #changed(mood) {
    this.set(mood);
    this.dispatchEvent(new CustomEvent("change", { detail: { mood } }));
  }

  #settle() {
    this.dispatchEvent(new CustomEvent("settle", { detail: { mood: this.#mood } }));
  }
}

