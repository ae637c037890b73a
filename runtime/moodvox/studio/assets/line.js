// One line on the desk: its text, how it would be spoken, how it is heard, and its way back.

import { Curve } from "./curve.js";
import { $, h, later, say, sayFault } from "./dom.js";
import { Editor } from "./editor.js";
import { ordered } from "./moods.js";
import { Sounds } from "./sounds.js";
import { Wave } from "./wave.js";
import { Wheel } from "./wheel.js";

const LOOK_AFTER_MS = 120;
const SKETCH_AFTER_MS = 60;
const LEAST_SCALE = 150; // pixels of a second at which phonemes can still be taken hold of
const MOST_SCALE = 600;
const MARGIN_PX = 14; // as in the style sheet: room for a point at time 0

export class LineDesk extends EventTarget {
  /** Events: "draft" {line, isOne}, "written" {line}, "takes" {takes}, "slots". */
  #line = null;
  #plan = null;
  #zoom = 1;
  #looks = 0;
  #edits = null; // of the take as it is dragged; null = as it is pinned
  #drafts = new Map();
  #heard = null;
  slots = { a: null, b: null };

  constructor(wire, hearing, words) {
    super();
    Object.assign(this, { wire, hearing, words });
    this.editor = new Editor($("#editor"), words);
    this.curve = new Curve($("#curve"));
    this.wave = new Wave($("#wave"), $("#head"));
    this.sounds = new Sounds($("#sounds"));
    this.wheel = new Wheel($("#wheel"));
    this.lookSoon = later(() => this.look(), LOOK_AFTER_MS);
    this.sketchSoon = later(() => this.#sketch(), SKETCH_AFTER_MS);
    this.#listen();
  }

  get line() {
    return this.#line;
  }

  get text() {
    return this.editor.text;
  }

  /** Put a line on the desk, as it was left here. */
  show(line) {
    this.hearing.stop();
    this.#line = line;
    this.#edits = null;
    this.#plan = null;
    this.#heard = null;
    this.slots = { a: null, b: null };
    $("#no-line").hidden = true;
    $("#line").hidden = false;
    $("#who").textContent = line.speaker || "Somebody";
    $("#where").textContent = `${line.id} · ${line.file}:${line.row}`;
    $("#faults").replaceChildren();
    this.editor.set(this.#drafts.get(line.key) ?? line.text);
    this.wave.samples(new Float32Array(0), 24000);
    this.#speakers();
    this.#state();
    this.look();
  }

  /** Other voices may be there: offer them, and look again. */
  voices() {
    if (!this.#line) return;
    const chosen = $("#speaker").value;
    this.#speakers();
    if ([...$("#speaker").options].some((option) => option.value === chosen)) $("#speaker").value = chosen;
    this.#state();
    this.look({ keepHandles: true });
  }

  /** Ask how the text would be spoken, and show it. */
  async look({ keepHandles = false } = {}) {
    const line = this.#line;
    if (!line || !this.wire.isUp) return;
    const number = ++this.#looks;
    try {
      const seen = await this.wire.ask("look", { ...this.#asked(), take: this.#take() });
      if (number !== this.#looks || line !== this.#line) return;
      this.editor.faults(seen.faults);
      this.#faults(seen.faults);
      if (seen.plan) this.#show(seen.plan, keepHandles);
      $("#stage").classList.toggle("old", !seen.plan);
    } catch (fault) {
      sayFault(fault);
    }
  }

  /** Hear it as it stands. */
  hear(asked = performance.now()) {
    if (!this.#line) return;
    this.#heard = { ...this.#asked(), take: this.#take() };
    this.hearing.hear(this.#heard, asked);
  }

  /** Keep what was asked for last as one of two to compare. */
  keep(slot) {
    const asked = this.#heard ?? { ...this.#asked(), take: this.#take() };
    this.slots[slot] = { ...asked, character: this.#line.speaker || "?" };
    $(`#play-${slot}`).disabled = false;
    this.dispatchEvent(new CustomEvent("slots"));
    say(`Kept as ${slot.toUpperCase()}`);
  }

  playSlot(slot) {
    if (this.slots[slot]) this.hearing.hear(this.slots[slot], performance.now());
  }

  async writeBack() {
    if (!this.#line || $("#write").disabled) return;
    try {
      const { diff, digest } = await this.wire.ask("diff", this.#of());
      this.#ask(diff, digest);
    } catch (fault) {
      sayFault(fault);
    }
  }

  zoom(factor) {
    this.#zoom = Math.min(8, Math.max(0.25, this.#zoom * factor));
    this.redraw();
  }

  redraw() {
    if (!this.#plan) return;
    const scale = this.#scale();
    $("#inner").style.width = `${this.#plan.length_s * scale + 1}px`;
    this.curve.draw(this.#plan, scale, { keepHandles: true });
    this.wave.draw(this.#plan, scale);
    this.sounds.draw(this.#plan, scale, this.#shownEdits());
  }

  #listen() {
    this.editor.addEventListener("change", () => {
      this.#remember();
      this.lookSoon();
    });
    this.curve.addEventListener("choose", ({ detail }) => {
      this.wheel.set(detail.mood);
      $("#point").textContent = `point ${detail.index + 1} of ${this.curve.handles.length}`;
    });
    this.curve.addEventListener("change", () => this.sketchSoon());
    this.curve.addEventListener("settle", () => this.#sketch());
    this.wheel.addEventListener("change", ({ detail }) => this.curve.setMood(detail.mood));
    this.wheel.addEventListener("settle", () => this.curve.settle());
    this.sounds.addEventListener("change", ({ detail }) => {
      this.#edits = detail.edits;
      this.#state();
      this.look({ keepHandles: true });
    });
    this.hearing.addEventListener("samples", ({ detail }) => {
      if (detail.asked === this.#heard) this.wave.samples(detail.pcm, detail.rate);
    });
    this.hearing.addEventListener("at", ({ detail }) => this.#follow(detail.position));
    this.hearing.addEventListener("over", () => this.wave.at(null));
    this.hearing.addEventListener("heard", ({ detail }) => {
      $("#latency").textContent = `first sound after ${Math.round(detail.after_ms)} ms`;
    });
    addEventListener("theme", () => this.redraw());
    new ResizeObserver(() => this.redraw()).observe($("#stage"));
    $("#write").onclick = () => this.writeBack();
    $("#diff-cancel").onclick = () => $("#diff").close();
    $("#zoom-in").onclick = () => this.zoom(1.5);
    $("#zoom-out").onclick = () => this.zoom(1 / 1.5);
    $("#point-add").onclick = () => this.curve.add();
    $("#point-remove").onclick = () => this.curve.remove();
    $("#take-pin").onclick = () => this.#pin();
    $("#take-clear").onclick = () => this.#clear();
    for (const slot of ["a", "b"]) {
      $(`#keep-${slot}`).onclick = () => this.keep(slot);
      $(`#play-${slot}`).onclick = () => this.playSlot(slot);
    }
    for (const radio of document.querySelectorAll('input[name="lane"]')) {
      radio.onchange = () => this.sounds.lane(radio.value);
    }
    $("#speaker").onchange = () => this.look();
    $("#tier").onchange = () => this.look();
  }

  /** The place that is heard now stays in sight. */
  #follow(position) {
    this.wave.at(position);
    const stage = $("#stage");
    const x = MARGIN_PX + this.wave.xOf(position);
    if (x > stage.scrollLeft + stage.clientWidth - 40 || x < stage.scrollLeft) stage.scrollLeft = x - 60;
  }

  #of() {
    return { file: this.#line.file, line: this.#line.id, row: this.#line.row, text: this.text };
  }

  #asked() {
    const [voice, speaker] = JSON.parse($("#speaker").value || "[null,null]");
    return { ...this.#of(), voice, speaker, tier: $("#tier").value };
  }

  #show(plan, keepHandles) {
    const first = this.#plan === null;
    this.#plan = plan;
    $("#length").textContent = `${plan.length_s.toFixed(2)} s · ${plan.words.length} words`;
    $("#lane-level").hidden = !plan.can_level;
    $("#stale").hidden = plan.take_fits;
    const scale = this.#scale();
    $("#inner").style.width = `${plan.length_s * scale + 1}px`;
    this.curve.draw(plan, scale, { keepHandles });
    this.wave.draw(plan, scale);
    this.sounds.draw(plan, scale, this.#shownEdits());
    if (first) this.curve.choose(0);
    else if (!keepHandles) this.wheel.set(this.curve.chosen.mood);
    $("#point").textContent = `point ${this.curve.handles.indexOf(this.curve.chosen) + 1} of ${this.curve.handles.length}`;
  }

  #scale() {
    const fit = ($("#stage").clientWidth - 2 * MARGIN_PX - 2) / this.#plan.length_s;
    return Math.min(MOST_SCALE, Math.max(LEAST_SCALE, fit) * this.#zoom);
  }

  #faults(faults) {
    const column = (fault) => h("button", { className: "column", onclick: () => this.editor.select(fault.start, fault.end) }, `column ${fault.column}`);
    const mend = (fault) => {
      const meant = /did you mean '([^']+)'/.exec(fault.hint);
      return meant && h("button", { className: "mend", onclick: () => this.editor.replace(fault.start, fault.end, meant[1]) }, `use '${meant[1]}'`);
    };
    $("#faults").replaceChildren(...faults.map((fault) => h("li", { className: fault.severity }, column(fault), h("span", {}, `${fault.message}${fault.hint ? ` (${fault.hint})` : ""}`), mend(fault))));
  }

  async #sketch() {
    const { line, text } = { line: this.#line, text: this.text };
    try {
      const handles = this.curve.handles.map(({ at_s, mood, easing }) => ({ at_s, mood, easing }));
      const { voice, speaker } = this.#asked();
      const drawn = await this.wire.ask("sketch", { ...this.#of(), handles, voice, speaker });
      if (line !== this.#line || text !== this.text) return;
      this.editor.set(drawn.text);
      this.#remember();
      await this.look({ keepHandles: true });
    } catch (fault) {
      sayFault(fault);
    }
  }

  #remember() {
    const isOne = this.text !== this.#line.text;
    if (isOne) this.#drafts.set(this.#line.key, this.text);
    else this.#drafts.delete(this.#line.key);
    this.#state();
    this.dispatchEvent(new CustomEvent("draft", { detail: { line: this.#line, isOne } }));
  }

  #state() {
    const isDraft = this.text !== this.#line.text;
    $("#draft").hidden = !isDraft;
    $("#write").disabled = !isDraft;
    const pinned = this.words.takes[this.#line.id];
    const dragged = this.#edits !== null;
    $("#take-state").textContent = dragged ? `${this.#edits.length} phonemes changed, not pinned` : pinned ? `take with ${pinned.edits.length} changes pinned` : "";
    $("#take-pin").disabled = !dragged;
    $("#take-clear").disabled = !dragged && !pinned;
    $("#take-clear").textContent = pinned && !dragged ? "Remove take" : "Undo edits";
    $("#keep-a").textContent = this.slots.a ? "A kept" : "Keep as A";
    $("#keep-b").textContent = this.slots.b ? "B kept" : "Keep as B";
    $("#play-a").disabled = !this.slots.a;
    $("#play-b").disabled = !this.slots.b;
  }

  /** The take that is dragged; undefined = whatever is pinned. */
  #take() {
    if (this.#edits === null || !this.#plan) return undefined;
    return { phonemes: this.#plan.phonemes.map((sound) => sound.text).join(" "), edits: this.#edits };
  }

  #shownEdits() {
    const pinned = this.words.takes[this.#line.id];
    return this.#edits ?? (pinned && this.#plan.take_fits ? pinned.edits : []);
  }

  async #pin() {
    await this.#keepTake(this.#edits.length ? this.#take() : null);
  }

  async #clear() {
    if (this.#edits === null) return this.#keepTake(null);
    this.#edits = null;
    this.#state();
    return this.look({ keepHandles: true });
  }

  async #keepTake(take) {
    try {
      const { takes } = await this.wire.ask("pin", { line: this.#line.id, take });
      this.words.takes = takes;
      this.#edits = null;
      say(take ? `Take pinned to ${this.#line.id}` : "Take removed");
      this.#state();
      await this.look({ keepHandles: true });
    } catch (fault) {
      sayFault(fault);
    }
  }

  #ask(diff, digest) {
    const rows = diff.split("\n").slice(2).map((row) => {
      const kind = { "+": "added", "-": "removed", "@": "place" }[row[0]] ?? "same";
      return h("span", { className: kind }, `${row}\n`);
    });
    $("#diff-title").textContent = `Write back to ${this.#line.file}`;
    $("#diff-text").replaceChildren(...rows);
    $("#diff-fault").textContent = "";
    $("#diff-write").onclick = () => this.#write(digest);
    $("#diff").showModal();
    $("#diff-write").focus();
  }

  async #write(digest) {
    const line = this.#line;
    try {
      await this.wire.ask("write", { ...this.#of(), digest });
      $("#diff").close();
      this.#drafts.delete(line.key);
      say(`Written to ${line.file}`);
      this.dispatchEvent(new CustomEvent("written", { detail: { line } }));
    } catch (fault) {
      $("#diff-fault").textContent = `${fault.message}${fault.hint ? ` (${fault.hint})` : ""}`;
    }
  }

  #speakers() {
    const role = this.words.cast.find((member) => member.name === this.#line.speaker);
    const own = role?.speaker || role?.voice || "the voice's own";
    const groups = this.words.voices.map((voice) => h("optgroup", { label: voice.name }, voice.speakers.map((name) => h("option", { value: JSON.stringify([voice.name, name]) }, name))));
    $("#speaker").replaceChildren(h("option", { value: "[null,null]" }, `as cast (${own})`), ...groups);
    const voice = this.words.voices.find((each) => each.name === role?.voice) ?? this.words.voices[0];
    this.wheel.emotions(ordered(voice?.emotions ?? this.words.emotions));
  }
}
