// The studio's page: puts its parts together, finds files and lines, and knows the keys.

import { BakePage } from "./bake.js";
import { CastPage } from "./cast.js";
import { ComparePage } from "./compare.js";
import { $, h, later, say, sayFault } from "./dom.js";
import { EnrolPage } from "./enrol.js";
import { Hearing } from "./hearing.js";
import { LineDesk } from "./line.js";
import { ScriptList } from "./list.js";
import { ordered } from "./moods.js";
import { Wire } from "./wire.js";

const words = { emotions: [], presets: {}, aliases: {}, tags: [], easings: [], cast: [], voices: [], takes: {} };
const wire = new Wire();
const hearing = new Hearing(wire);
const desk = new LineDesk(wire, hearing, words);
const list = new ScriptList($("#list"), { emotionsIn: (text) => desk.editor.emotionsIn(text) });
const compare = new ComparePage($("#compare"), { wire, hearing, desk, list, words });
const cast = new CastPage($("#cast"), { hearing, list, words });
const enrol = new EnrolPage($("#enrol"), { wire, words, hello });
const bake = new BakePage($("#bake"), { wire, open: openLine });
let file = "";

let hellos = 0;
/** What the studio knows by now; again when the sidecar is up or a voice was enrolled. */
async function hello() {
  const number = ++hellos;
  const told = await wire.ask("hello");
  if (number !== hellos) return; // another was asked for meanwhile
  Object.assign(words, told);
  words.emotions = ordered(told.voices[0]?.emotions ?? Object.values(told.aliases).filter((name, at, all) => all.indexOf(name) === at));
  $("#project").textContent = told.root;
  if (told.fault) say(`The project is not in force: ${told.fault}`, "wrong");
  for (const voice of told.voices) hearing.player.prepare(voice.sample_rate_hz);
  desk.sounds.ranges(told.ranges);
  compare.show();
  cast.show();
  enrol.show();
  const names = told.files;
  const shown = [...$("#file").options].map((option) => option.value);
  if (names.join("\n") !== shown.join("\n")) {
    $("#file").replaceChildren(...names.map((name) => h("option", { value: name }, name)));
  }
  if (!names.includes(file) && names.length) await open(names[0]);
  else if (!names.length) $("#count").textContent = "No dialogue files in this folder.";
  else desk.voices();
  if (!document.body.dataset.ready) performance.mark("ready");
  document.body.dataset.ready = "true";
  document.body.dataset.voices = told.voices.length;
}

async function open(name, { chosen = null } = {}) {
  try {
    const told = await wire.ask("open", { file: name });
    file = name;
    $("#file").value = name;
    const lines = told.lines.map(([id, speaker, text, row, named, kind, mood]) => ({ file: name, id, speaker, text, row, named, kind, mood, key: `${id}@${row}` }));
    list.show(lines);
    list.filter($("#filter").value);
    count();
    if (told.faults.length) say(`${name}:${told.faults[0].row}:${told.faults[0].column}: ${told.faults[0].message}`, "wrong");
    if (chosen) list.choose(list.found.findIndex((line) => line.key === chosen.key));
    check(name);
  } catch (fault) {
    sayFault(fault);
  }
}

/** Put the line with this id on the desk, wherever the page is. */
function openLine(id) {
  choose($("#tab-lines"));
  $("#filter").value = `#${id}`;
  filter();
  list.choose(0);
}

/** Find the lines with faults, while the page is in use already. */
async function check(name) {
  try {
    const { faults } = await wire.ask("check", { file: name });
    if (file !== name) return;
    list.faults(faults);
    count(Object.keys(faults).length);
  } catch (fault) {
    sayFault(fault);
  }
}

let wrong = 0;
function count(faulty = wrong) {
  wrong = faulty;
  const [found, all] = [list.found.length, list.lines.length];
  const part = found === all ? `${all} lines` : `${found} of ${all} lines`;
  $("#count").textContent = wrong ? `${part} · ${wrong} with faults` : part;
}

wire.addEventListener("up", () => hello().catch(sayFault));
wire.addEventListener("down", () => standing({ state: "gone", fault: "the studio has gone" }));
wire.addEventListener("sidecar", ({ detail }) => {
  standing(detail);
  if (detail.state === "up") hello().catch(sayFault);
});

function standing({ state, fault }) {
  const chip = $("#sidecar");
  const names = { up: "ready", starting: "starting", down: "sidecar is down", gone: "studio has gone", closed: "closing" };
  chip.dataset.state = state;
  chip.textContent = names[state] ?? state;
  chip.title = fault || "";
}

list.addEventListener("choose", ({ detail }) => desk.show(detail));
list.addEventListener("hear", ({ detail }) => {
  if (desk.line !== detail) desk.show(detail);
  desk.hear();
});
desk.addEventListener("draft", ({ detail }) => list.draft(detail.line, detail.isOne));
desk.addEventListener("written", async ({ detail }) => {
  list.draft(detail.line, false);
  await open(file, { chosen: detail.line });
});
desk.addEventListener("slots", () => compare.show());
hearing.addEventListener("began", () => ($("#stop").disabled = false));
hearing.addEventListener("over", () => ($("#stop").disabled = true));
hearing.addEventListener("failed", ({ detail }) => sayFault(detail));
hearing.addEventListener("done", ({ detail }) => detail.notices?.length && say(detail.notices.join(" · ")));

$("#file").onchange = () => open($("#file").value);
function filter() {
  list.filter($("#filter").value);
  count();
}
$("#filter").oninput = later(filter, 80);
$("#filter").onkeydown = (event) => {
  if (event.key === "ArrowDown" || event.key === "Enter") {
    event.preventDefault();
    filter();
    $("#list").focus();
    list.choose(0);
  } else if (event.key === "Escape") {
    $("#filter").value = "";
    filter();
  }
};
$("#hear").onclick = (event) => desk.hear(event.timeStamp);
$("#stop").onclick = () => hearing.stop();
$("#help-open").onclick = () => $("#help").showModal();

const tabs = [...document.querySelectorAll('[role="tab"]')];
function choose(tab) {
  for (const other of tabs) {
    const isOne = other === tab;
    other.setAttribute("aria-selected", String(isOne));
    other.tabIndex = isOne ? 0 : -1;
    $(`#${other.getAttribute("aria-controls")}`).hidden = !isOne;
  }
  if (tab.id === "tab-compare") compare.show();
  if (tab.id === "tab-cast") cast.show();
}
for (const tab of tabs) {
  tab.onclick = () => choose(tab);
  tab.onkeydown = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  };
}

addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) desk.hear(event.timeStamp);
  else if (event.key === "Escape" && !document.querySelector("dialog[open]")) hearing.stop();
  else if (event.key === "s" && (event.ctrlKey || event.metaKey)) desk.writeBack();
  else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) list.step(event.key === "ArrowDown" ? 1 : -1);
  else if (event.altKey && (event.key === "a" || event.key === "b")) desk.playSlot(event.key);
  else if (event.key === "/" && !typing) $("#filter").focus();
  else if (event.key === "?" && !typing) $("#help").showModal();
  else if (event.key === "Enter" && event.target === $("#list") && list.chosen) $("#text").focus();
  else return;
  event.preventDefault();
});

// What tests and the curious look at.
window.studio = { wire, hearing, desk, list };
wire.connect();
