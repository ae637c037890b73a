// Baking the whole project: how far it is, what failed and why.

import { $, h, sayFault } from "./dom.js";

export class BakePage {
  constructor(element, { wire, open }) {
    Object.assign(this, { element, wire, open });
    element.replaceChildren(h("div", { className: "card wide" },
      h("h2", {}, "Bake"),
      h("p", {}, "Every line of the project as a sound file, with marks and moods for Godot and Unity. Only what has changed is made."),
      h("div", { className: "form" },
        h("label", { for: "bake-out" }, "Into the folder"), h("input", { id: "bake-out", type: "text", value: "baked", autocomplete: "off" }),
        h("label", { for: "bake-form" }, "As"), h("select", { id: "bake-form" }, h("option", { value: "wav" }, "WAV"), h("option", { value: "ogg" }, "OGG"), h("option", { value: "flac" }, "FLAC"))),
      h("div", { className: "buttons" },
        h("button", { id: "bake-stop", disabled: true, onclick: () => this.wire.ask("stop_bake").catch(sayFault) }, "Stop"),
        h("button", { id: "bake-start", className: "accent", onclick: () => this.#start() }, "Bake")),
      h("progress", { id: "bake-progress", max: 1, value: 0, "aria-label": "Lines baked", hidden: true }),
      h("p", { id: "bake-told", role: "status" }),
      h("ul", { id: "bake-failures", className: "told wrong", "aria-label": "Lines that failed" }),
      h("ul", { id: "bake-notices", className: "told", "aria-label": "Notices" })));
    wire.addEventListener("bake", ({ detail }) => this.#show(detail));
  }

  async #start() {
    try {
      await this.wire.ask("bake", { out: $("#bake-out").value, form: $("#bake-form").value });
      this.#show({ state: "running", done: 0, total: 0, baked: 0, unchanged: 0, failed: 0, left_s: null });
    } catch (fault) {
      sayFault(fault);
    }
  }

  #show(told) {
    const running = told.state === "running";
    $("#bake-start").disabled = running;
    $("#bake-stop").disabled = !running;
    const progress = $("#bake-progress");
    progress.hidden = !running && told.state !== "done";
    if (told.total) Object.assign(progress, { max: told.total, value: told.done });
    $("#bake-told").textContent = words(told);
    if (running) return $("#bake-failures").replaceChildren();
    const left = (told.left_out ?? []).filter((each) => each.failed);
    $("#bake-failures").replaceChildren(...[...(told.failures ?? []), ...left].map(({ line, message }) => h("li", {}, h("button", { onclick: () => this.open(line) }, line || "file"), ` ${message}`)));
    $("#bake-notices").replaceChildren(...(told.notices ?? []).map((notice) => h("li", {}, notice)));
    return undefined;
  }
}

function words({ state, done, total, baked, unchanged, failed, left_s, speech_s, message }) {
  if (state === "failed") return message;
  if (state === "stopped") return "Stopped. What is baked stays; the next bake goes on from here.";
  const counts = `${baked} baked, ${unchanged} unchanged, ${failed} failed`;
  if (state === "done") return `Done: ${counts}; ${Math.round(speech_s)} s of speech.`;
  if (!total) return "Reading the lines…";
  return `${done} of ${total} lines: ${counts}${left_s === null ? "" : `, about ${Math.ceil(left_s)} s left`}`;
}
