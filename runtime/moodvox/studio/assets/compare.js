// Which of two is better: kept takes, tiers or speakers; heard blind, judged, and what it proves.

import { $, h, sayFault } from "./dom.js";

const MOST_LINES = 40;

export class ComparePage {
  #items = [];
  #told = null;
  #heard = new Set();

  constructor(element, { wire, hearing, desk, list, words }) {
    Object.assign(this, { element, wire, hearing, desk, list, words });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("keydown", (event) => !this.element.hidden && !event.target.matches("input, select, textarea, button") && this.#key(event));
  }

  /** The form, with what there is to compare by now; a test that runs stays. */
  show() {
    if (this.#told && !this.#told.over) return;
    this.#told = null;
    const { a, b } = this.desk.slots;
    const speakers = this.words.voices.flatMap((voice) => voice.speakers.map((name) => ({ value: `speaker:${voice.name}:${name}`, text: `speaker ${name}` })));
    const sides = [{ value: "tier:quality", text: "tier quality" }, { value: "tier:fast", text: "tier fast" }, ...speakers];
    const kept = a && b ? [h("option", { value: "kept" }, "the takes kept as A and B")] : [];
    const select = (id, chosen) => h("select", { id }, sides.map(({ value, text }) => h("option", { value, selected: value === chosen }, text)));
    const what = h("select", { id: "compare-what", onchange: () => this.#pick() }, kept, h("option", { value: "sides" }, "two ways to speak the lines in the list"));
    this.element.replaceChildren(h("div", { className: "card" },
      h("h2", {}, "Blind test"),
      h("p", {}, "You hear two versions without knowing which is which, both equally loud. What you prefer is kept, and the result says what it proves."),
      h("div", { className: "form" },
        h("label", { for: "compare-what" }, "Compare"), what,
        h("label", { for: "side-a", className: "sides" }, "First way"), select("side-a", "tier:quality"),
        h("label", { for: "side-b", className: "sides" }, "Second way"), select("side-b", speakers[1]?.value ?? "tier:fast"),
        h("label", { for: "repeats" }, "Times each"), h("input", { id: "repeats", type: "number", min: 1, max: 50, value: a && b ? 6 : 1 })),
      h("p", { id: "compare-lines", className: "small" }),
      h("div", { className: "buttons" }, h("button", { id: "compare-start", className: "accent", onclick: () => this.#start() }, "Start"))));
    this.#pick();
  }

  #pick() {
    const isKept = $("#compare-what").value === "kept";
    for (const part of this.element.querySelectorAll(".sides, #side-a, #side-b")) part.hidden = isKept;
    const count = Math.min(MOST_LINES, this.list.found.length);
    $("#compare-lines").textContent = isKept ? "One line, as it was kept." : `${count} lines: those that the filter leaves, at most ${MOST_LINES}.`;
    $("#repeats").value = isKept ? 6 : 1;
  }

  async #start() {
    const isKept = $("#compare-what").value === "kept";
    const items = {};
    let labels = { a: "A", b: "B" };
    if (isKept) {
      const { a, b } = this.desk.slots;
      items[this.desk.line.id] = { a: asked(a), b: asked(b) };
    } else {
      const sides = { a: $("#side-a").value, b: $("#side-b").value };
      labels = { a: label(sides.a), b: label(sides.b) };
      for (const line of this.list.found.slice(0, MOST_LINES)) {
        const base = { text: line.mood ? `[${line.mood}] ${line.text}` : line.text, character: line.speaker || "?" };
        items[line.key] = { a: { ...base, ...way(sides.a) }, b: { ...base, ...way(sides.b) } };
      }
    }
    try {
      const seed = crypto.getRandomValues(new Uint32Array(1))[0];
      this.#told = await this.wire.ask("deal", { labels, items, repeats: Number($("#repeats").value) || 1, seed });
      this.#items = this.#told.items;
      this.#next();
    } catch (fault) {
      sayFault(fault);
    }
  }

  #next() {
    this.#heard.clear();
    if (this.#told.over) return this.#result(this.#told.result);
    const number = this.#told.judged + 1;
    const line = this.list.lines.find((each) => each.key === this.#items[number - 1]);
    const listen = (which, name) => h("button", { className: "main", id: `listen-${which}`, onclick: () => this.#listen(which) }, `▶ ${name}`);
    const choice = (value, name, key) => h("button", { id: `choose-${value}`, disabled: true, onclick: () => this.#rate(value), title: key }, name);
    this.element.replaceChildren(h("div", { className: "card" },
      h("h2", {}, `Pair ${number} of ${this.#told.pairs}`),
      h("progress", { max: this.#told.pairs, value: this.#told.judged, "aria-label": "Pairs judged" }),
      h("p", { className: "quote" }, line ? line.text.replace(/\[[^\]]*\]\s?/g, "") : ""),
      h("div", { className: "pair" }, listen(1, "First"), listen(2, "Second")),
      h("div", { className: "pair" }, choice("1", "The first is better", "←"), choice("same", "No difference", "↓"), choice("2", "The second is better", "→")),
      h("p", { className: "small" }, "Keys: 1 and 2 to hear, ← ↓ → to choose."),
      h("div", { className: "buttons" }, h("button", { onclick: () => ((this.#told = null), this.show()) }, "End the test"))));
    $("#listen-1").focus();
    return undefined;
  }

  #listen(which) {
    this.hearing.listen(this.#told.judged + 1, which);
    this.#heard.add(which);
    const ready = this.#heard.size === 2;
    for (const value of ["1", "same", "2"]) $(`#choose-${value}`).disabled = !ready;
  }

  async #rate(choice) {
    try {
      this.hearing.stop();
      const told = await this.wire.ask("rate", { pair: this.#told.judged + 1, choice });
      this.#told = { ...this.#told, ...told };
      this.#next();
    } catch (fault) {
      sayFault(fault);
    }
  }

  #result({ sentence, labels, chose, share_b, low, high, file }) {
    const percent = (share) => `${Math.round(share * 100)} %`;
    const bar = h("div", { className: "interval", role: "img", "aria-label": `${labels.b}: ${percent(share_b)}, interval ${percent(low)} to ${percent(high)}` }, h("i", { className: "range" }), h("i", { className: "share" }), h("i", { className: "half" }));
    bar.querySelector(".range").style.left = percent(low);
    bar.querySelector(".range").style.width = percent(high - low);
    bar.querySelector(".share").style.left = percent(share_b);
    this.element.replaceChildren(h("div", { className: "card" },
      h("h2", {}, "Result"),
      h("p", { id: "verdict", className: "quote" }, sentence),
      h("div", { className: "ends" }, h("span", {}, `${labels.a}: ${chose.a}`), h("span", {}, `no difference: ${chose.same}`), h("span", {}, `${labels.b}: ${chose.b}`)),
      bar,
      h("p", { className: "small" }, `Kept in ${file}`),
      h("div", { className: "buttons" }, h("button", { className: "accent", onclick: () => ((this.#told = null), this.show()) }, "Another test"))));
  }

  #key(event) {
    if (!this.#told || this.#told.over || event.ctrlKey || event.altKey || event.metaKey) return;
    const press = { 1: "#listen-1", 2: "#listen-2", ArrowLeft: "#choose-1", ArrowDown: "#choose-same", ArrowRight: "#choose-2" }[event.key];
    if (!press) return;
    event.preventDefault();
    event.stopPropagation();
    $(press)?.click();
  }
}

/** A kept take as the studio is asked for it. */
function asked({ text, character, voice, speaker, tier, take }) {
  return { text, character, voice, speaker, tier, take };
}

function way(side) {
  const [kind, ...names] = side.split(":");
  return kind === "tier" ? { tier: names[0] } : { voice: names[0], speaker: names[1] };
}

const label = (side) => side.split(":").filter((_part, at, all) => at !== 1 || all.length < 3).join(" ");
