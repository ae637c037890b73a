// The script: all lines of a file, only those in sight in the document. One tab stop; arrows move.

import { h } from "./dom.js";
import { colour } from "./moods.js";

const ROW_PX = 52;
const SPARE_ROWS = 6;

export class ScriptList extends EventTarget {
  /** Events: "choose" {line}, "hear" {line}. */
  #lines = [];
  #found = [];
  #at = -1;
  #faults = {};
  #drafts = new Set();

  constructor(element, { emotionsIn }) {
    super();
    this.element = element;
    this.emotionsIn = emotionsIn;
    this.inner = h("div", { className: "rows" });
    element.append(this.inner);
    element.addEventListener("scroll", () => this.#draw(), { passive: true });
    element.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(element);
  }

  /** Every line, those that the filter leaves, and the one that is chosen. */
  get lines() {
    return this.#lines;
  }

  get found() {
    return this.#found;
  }

  get chosen() {
    return this.#found[this.#at];
  }

  show(lines) {
    this.#lines = lines;
    this.#faults = {};
    this.filter("");
  }

  faults(faults) {
    this.#faults = faults;
    this.#draw();
  }

  draft(line, isOne) {
    if (isOne) this.#drafts.add(line.key);
    else this.#drafts.delete(line.key);
    this.#draw();
  }

  filter(words) {
    const before = this.chosen;
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    this.#found = this.#lines.filter((line) => {
      const text = `${line.id} ${line.speaker} ${line.text}`.toLowerCase();
      return wanted.every((word) => {
        if (word === "is:wrong") return this.#faults[line.key];
        return word[0] === "#" ? line.id.toLowerCase() === word.slice(1) : text.includes(word);
      });
    });
    this.#at = this.#found.indexOf(before);
    this.#draw();
  }

  choose(at) {
    if (at < 0 || at >= this.#found.length) return;
    this.#at = at;
    const top = at * ROW_PX;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    if (top + ROW_PX > scrollTop + clientHeight) this.element.scrollTop = top + ROW_PX - clientHeight;
    this.#draw();
    this.dispatchEvent(new CustomEvent("choose", { detail: this.#found[at] }));
  }

  step(by) {
    this.choose(Math.min(this.#found.length - 1, Math.max(0, this.#at + by)));
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW_PX) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in steps) this.step(steps[event.key]);
    else if (event.key === " " && this.chosen) this.dispatchEvent(new CustomEvent("hear", { detail: this.chosen }));
    else return;
    event.preventDefault();
  }

  #draw() {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / ROW_PX) - SPARE_ROWS);
    const last = Math.min(this.#found.length, Math.ceil((scrollTop + clientHeight) / ROW_PX) + SPARE_ROWS);
    this.inner.style.height = `${this.#found.length * ROW_PX}px`;
    this.inner.replaceChildren(...this.#found.slice(first, last).map((line, index) => this.#row(line, first + index)));
    const chosen = this.#at >= first && this.#at < last ? `row-${this.#at}` : "";
    if (chosen) this.element.setAttribute("aria-activedescendant", chosen);
    else this.element.removeAttribute("aria-activedescendant");
  }

  #row(line, at) {
    const wrong = this.#faults[line.key];
    const row = h(
      "div",
      {
        className: "row",
        id: `row-${at}`,
        role: "option",
        "aria-selected": String(at === this.#at),
        "aria-posinset": at + 1,
        "aria-setsize": this.#found.length,
        onclick: () => this.choose(at),
        ondblclick: () => this.dispatchEvent(new CustomEvent("hear", { detail: line })),
      },
      h("span", { className: "who" }, line.speaker || "—", this.#drafts.has(line.key) && h("span", { className: "draft" }, "changed"), wrong && h("span", { className: "wrong", title: wrong.join("\n") }, "fault")),
      h("span", { className: "words" }, line.text.replace(/\[[^\]]*\]\s?/g, "")),
      h("span", { className: "moods", "aria-hidden": "true" }, this.emotionsIn(line.text).slice(0, 4).map((name) => {
        const dot = h("i", { title: name });
        dot.style.background = colour(name);
        return dot;
      })),
    );
    row.style.top = `${at * ROW_PX}px`;
    row.style.height = `${ROW_PX}px`;
    return row;
  }
}
