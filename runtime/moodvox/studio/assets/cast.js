// The cast: who speaks with which voice, and the mood that each comes back to.

import { h } from "./dom.js";
import { shown, strongest, written } from "./moods.js";

export class CastPage {
  constructor(element, { hearing, list, words }) {
    Object.assign(this, { element, hearing, list, words });
  }

  show() {
    const rows = this.words.cast.map((member) => {
      const lines = this.list.lines.filter((line) => line.speaker === member.name);
      const mood = h("span", { className: "chip mood" }, written(member.temperament));
      mood.style.setProperty("--own", `var(--e-${strongest(member.temperament)}, var(--e-neutral))`);
      const facts = [
        member.half_life_s && `comes back to it in ${member.half_life_s} s by half`,
        member.rate_limit_per_s && `changes by at most ${member.rate_limit_per_s} a second`,
        member.rate !== 1 && `speed ${member.rate}`,
        member.pitch_st !== 0 && `${member.pitch_st} semitones`,
        member.tier !== "auto" && `tier ${member.tier}`,
      ].filter(Boolean);
      return h("tr", {},
        h("th", { scope: "row" }, member.name),
        h("td", {}, [member.voice, member.speaker].filter(Boolean).map(shown).join(" · ") || "the voice's own"),
        h("td", {}, mood),
        h("td", { className: "small" }, facts.join(", ") || "—"),
        h("td", {}, String(lines.length)),
        h("td", {}, lines.length ? h("button", { "aria-label": `Hear ${member.name}`, onclick: () => this.hearing.hear({ file: lines[0].file, line: lines[0].id, row: lines[0].row, text: lines[0].text }) }, "▶ Hear") : ""));
    });
    const head = ["Character", "Voice", "Temperament", "How moods move", "Lines here", ""].map((name) => h("th", { scope: "col" }, name || h("span", { className: "sr" }, "Hear")));
    this.element.replaceChildren(h("div", { className: "card wide" },
      h("h2", {}, "Cast"),
      rows.length
        ? h("div", { className: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)))
        : h("p", {}, "No cast: there is no moodvox.toml here, or it has no [cast] tables. Every line is spoken by the first voice."),
      h("p", { className: "small" }, "The cast stands in moodvox.toml; it is read again when it changes.")));
  }
}
