// The text of a line: tags in their emotion's colour, faults at their column, words to complete.

import { h } from "./dom.js";

const MOST_CHOICES = 8;

export class Editor extends EventTarget {
  /** Events: "change" {text}. `words`: {emotions, presets, aliases, tags, easings}. */
  #faults = [];
  #choices = [];
  #at = 0;

  constructor(element, words) {
    super();
    this.words = words;
    this.shown = h("pre", { className: "shown", "aria-hidden": "true" });
    this.list = h("ul", { className: "choices", role: "listbox", id: "choices", hidden: true, "aria-label": "Words that fit here" });
    this.area = h("textarea", {
      id: "text", spellcheck: false, autocomplete: "off", rows: 2,
      role: "combobox", "aria-label": "The line with its tags", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": "choices", "aria-describedby": "faults",
      oninput: () => this.#changed(true),
      onkeydown: (event) => this.#key(event),
      onblur: () => this.#close(),
      onscroll: () => (this.shown.scrollTop = this.area.scrollTop),
      onclick: () => this.#close(),
    });
    element.append(this.shown, this.area, this.list);
    new ResizeObserver(() => this.#fit()).observe(element);
  }

  get text() {
    return this.area.value;
  }

  /** Another text, by us and not by the keyboard. */
  set(text) {
    if (text === this.area.value) return;
    this.area.value = text;
    this.#faults = [];
    this.#close();
    this.#draw();
  }

  /** What is wrong with the text as it stands: [{start, end, severity}]. */
  faults(faults) {
    this.#faults = faults;
    this.area.setAttribute("aria-invalid", String(faults.some((fault) => fault.severity === "error")));
    this.#draw();
  }

  select(start, end) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
  }

  replace(start, end, put) {
    this.area.setRangeText(put, start, end, "end");
    this.#changed(false);
  }

  #changed(byKey) {
    this.#faults = [];
    if (byKey) this.#offer();
    this.#draw();
    this.dispatchEvent(new CustomEvent("change", { detail: { text: this.text } }));
  }

  #draw() {
    const parts = [];
    let place = 0;
    for (const match of this.text.matchAll(/\\.|\[[^\]\n]*\]?/g)) {
      if (match[0][0] === "\\") continue;
      parts.push(...this.#plain(place, match.index));
      parts.push(this.#tag(match.index, match[0]));
      place = match.index + match[0].length;
    }
    parts.push(...this.#plain(place, this.text.length), "\n");
    this.shown.replaceChildren(...parts);
    this.#fit();
  }

  #tag(start, text) {
    const names = [...text.matchAll(/[a-z_-]+/gi)].map((word) => this.#emotion(word[0])).filter(Boolean);
    const tag = h("span", { className: names.length ? "tag mood" : "tag" }, ...this.#plain(start, start + text.length));
    if (names.length) {
      tag.style.setProperty("--from", `var(--e-${names[0]}, var(--e-neutral))`);
      tag.style.setProperty("--to", `var(--e-${names.at(-1)}, var(--e-neutral))`);
    }
    return tag;
  }

  /** Characters from `start` to `end`, the faulty ones underlined. */
  #plain(start, end) {
    const parts = [];
    let place = start;
    for (const fault of this.#faults) {
      const [from, to] = [Math.max(place, fault.start), Math.min(end, fault.end)];
      if (from >= to) continue;
      parts.push(this.text.slice(place, from), h("span", { className: `under ${fault.severity}` }, this.text.slice(from, to)));
      place = to;
    }
    parts.push(this.text.slice(place, end));
    return parts;
  }

  #emotion(word) {
    const name = word.toLowerCase().replaceAll("-", "_");
    const { emotions, aliases, presets } = this.words;
    if (emotions.includes(name)) return name;
    if (aliases[name]) return aliases[name];
    const preset = presets[word] ?? presets[name];
    return preset && Object.entries(preset).sort((a, b) => b[1] - a[1])[0]?.[0];
  }

  /** The emotions that a text names, for whoever draws lines small. */
  emotionsIn(text) {
    const names = [];
    for (const [tag] of text.matchAll(/\[[^\]\n]*\]/g)) {
      for (const [word] of tag.matchAll(/[a-z_-]+/gi)) {
        const name = this.#emotion(word);
        if (name && !names.includes(name)) names.push(name);
      }
    }
    return names;
  }

  #offer() {
    const before = this.text.slice(0, this.area.selectionStart);
    const open = /\[([^\][\n]*)$/.exec(before);
    const word = open && /[a-z_/-]*$/i.exec(open[1])[0];
    if (!open || (!word && open[1].trim() && !/(->|\+)\s*$/.test(open[1]))) return this.#close();
    const { emotions, presets, aliases, tags, easings } = this.words;
    const isFirst = !open[1].slice(0, open[1].length - word.length).trim();
    const isTimed = /over\s+[\d.]+\s*m?s\s/.test(open[1]);
    const all = isTimed ? easings : [...emotions, "neutral", ...Object.keys(presets), ...(isFirst ? tags : []), ...Object.keys(aliases)];
    const fits = all.filter((name) => name.startsWith(word.toLowerCase()) && name !== word);
    this.#choices = fits.slice(0, MOST_CHOICES).map((name) => ({ name, start: before.length - word.length }));
    this.#at = 0;
    this.#list();
  }

  #list() {
    this.list.replaceChildren(...this.#choices.map(({ name }, index) => {
      const item = h("li", { role: "option", id: `choice-${index}`, "aria-selected": String(index === this.#at), onpointerdown: (event) => {
        event.preventDefault();
        this.#take(index);
      } }, h("i", {}), name);
      item.firstChild.style.background = `var(--e-${this.#emotion(name) ?? "none"}, transparent)`;
      return item;
    }));
    this.list.hidden = !this.#choices.length;
    this.area.setAttribute("aria-expanded", String(!this.list.hidden));
    if (this.list.hidden) this.area.removeAttribute("aria-activedescendant");
    else this.area.setAttribute("aria-activedescendant", `choice-${this.#at}`);
    if (!this.list.hidden) this.#place();
  }

  /** Below the word that is being completed. */
  #place() {
    const range = document.createRange();
    let left = this.#choices[0].start;
    const walker = document.createTreeWalker(this.shown, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (left <= walker.currentNode.length) {
        range.setStart(walker.currentNode, left);
        break;
      }
      left -= walker.currentNode.length;
    }
    range.collapse(true);
    const at = range.getClientRects()[0] ?? this.shown.getBoundingClientRect();
    const box = this.shown.getBoundingClientRect();
    this.list.style.left = `${Math.min(at.left - box.left, box.width - 180)}px`;
    this.list.style.top = `${at.bottom - box.top + 6}px`;
  }

  #take(index) {
    const { name, start } = this.#choices[index];
    this.area.setRangeText(name, start, this.area.selectionStart, "end");
    this.#close();
    this.#changed(false);
  }

  #close() {
    this.#choices = [];
    this.#list();
  }

  #key(event) {
    if (!this.#choices.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = this.#choices.length;
    if (event.key === "ArrowDown") this.#at = (this.#at + 1) % count;
    else if (event.key === "ArrowUp") this.#at = (this.#at + count - 1) % count;
    else if (event.key === "Tab" || event.key === "Enter") this.#take(this.#at);
    else if (event.key === "Escape") this.#close();
    else return;
    if (this.#choices.length) this.#list();
    event.preventDefault();
    event.stopPropagation();
  }

  #fit() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.max(this.area.scrollHeight, this.shown.scrollHeight)}px`;
  }
}
