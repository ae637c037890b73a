// A new speaker or emotion: a file dropped here or a recording made here, heard, and learned.

import { $, h, say, sayFault } from "./dom.js";

const RATE_HZ = 24000;
const LONGEST_S = 30;

export class EnrolPage {
  #pcm = null;
  #recording = null;
  #made = false;

  constructor(element, { wire, words, hello }) {
    Object.assign(this, { element, wire, words, hello });
  }

  /** The form; what was recorded already stays. */
  show() {
    if (!this.#made) this.#build();
    const voices = $("#enrol-voice");
    voices.replaceChildren(...this.words.voices.map(({ name }) => h("option", { value: name }, name)));
  }

  #build() {
    this.#made = true;
    const file = h("input", { type: "file", id: "enrol-file", accept: "audio/*", className: "sr", onchange: () => this.#read(file.files[0]) });
    const drop = h("div", { className: "drop", id: "enrol-drop" },
      h("p", {}, "Drop a recording here: one person, no music, 3 to 30 seconds."),
      h("div", { className: "buttons middle" },
        h("label", { className: "button", for: "enrol-file" }, "Choose a file…"), file,
        h("button", { id: "enrol-record", onclick: () => this.#record() }, "Record")));
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      this.#read(event.dataTransfer.files[0]);
    });
    this.element.replaceChildren(h("div", { className: "card" },
      h("h2", {}, "Enrol a voice"),
      h("p", {}, "A speaker or an emotion is learned from a recording. It stays on this machine. Ask whoever it is first."),
      drop,
      h("canvas", { id: "enrol-wave", width: 1160, height: 120, hidden: true, role: "img", "aria-label": "The recording" }),
      h("p", { id: "enrol-length", className: "small" }),
      h("div", { className: "form" },
        h("label", { for: "enrol-name" }, "Name"), h("input", { id: "enrol-name", type: "text", maxLength: 64, autocomplete: "off", oninput: () => this.#state() }),
        h("label", { for: "enrol-kind" }, "What it is"), h("select", { id: "enrol-kind" }, h("option", { value: "speaker" }, "a speaker"), h("option", { value: "emotion" }, "an emotion")),
        h("label", { for: "enrol-voice" }, "For the voice"), h("select", { id: "enrol-voice" }),
        h("span", {}), h("label", { className: "check" }, h("input", { id: "enrol-replace", type: "checkbox" }), "replace one of that name")),
      h("ul", { id: "enrol-told", className: "told", "aria-live": "polite" }),
      h("div", { className: "buttons" },
        h("button", { id: "enrol-hear", disabled: true, onclick: () => this.#hear() }, "▶ Hear the recording"),
        h("button", { id: "enrol-go", className: "accent", disabled: true, onclick: () => this.#go() }, "Enrol"))));
  }

  async #read(file) {
    if (!file) return;
    try {
      const context = new AudioContext({ sampleRate: RATE_HZ });
      const sound = await context.decodeAudioData(await file.arrayBuffer());
      context.close();
      const parts = Array.from({ length: sound.numberOfChannels }, (_none, channel) => sound.getChannelData(channel));
      this.#take(Float32Array.from(parts[0], (_sample, at) => parts.reduce((sum, part) => sum + part[at], 0) / parts.length));
      if (!$("#enrol-name").value) $("#enrol-name").value = file.name.replace(/\.[^.]*$/, "").toLowerCase().replace(/[^a-z0-9_-]+/g, "-").slice(0, 40);
      this.#state();
    } catch {
      say(`'${file.name}' is no sound that this browser can read; WAV always works`, "wrong");
    }
  }

  async #record() {
    if (this.#recording) return this.#stopRecording();
    try {
      const quiet = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      const stream = await navigator.mediaDevices.getUserMedia({ audio: quiet });
      const context = new AudioContext({ sampleRate: RATE_HZ });
      await context.audioWorklet.addModule("/assets/tape.js");
      const tape = new AudioWorkletNode(context, "tape", { numberOfOutputs: 0 });
      const parts = [];
      tape.port.onmessage = ({ data }) => {
        parts.push(data);
        const seconds = (parts.length * data.length) / RATE_HZ;
        $("#enrol-length").textContent = `recording, ${seconds.toFixed(1)} s`;
        if (seconds >= LONGEST_S) this.#stopRecording();
      };
      context.createMediaStreamSource(stream).connect(tape);
      this.#recording = { stream, context, tape, parts };
      $("#enrol-record").textContent = "Stop recording";
      $("#enrol-record").classList.add("recording");
    } catch (fault) {
      say(`No microphone: ${fault.message}`, "wrong");
    }
    return undefined;
  }

  #stopRecording() {
    const { stream, context, tape, parts } = this.#recording;
    tape.port.onmessage = null;
    this.#recording = null;
    for (const track of stream.getTracks()) track.stop();
    context.close();
    $("#enrol-record").textContent = "Record";
    $("#enrol-record").classList.remove("recording");
    const pcm = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      pcm.set(part, at);
      at += part.length;
    }
    this.#take(pcm);
  }

  #take(pcm) {
    this.#pcm = pcm.subarray(0, LONGEST_S * RATE_HZ);
    const cut = pcm.length > this.#pcm.length ? `, the first ${LONGEST_S} s of ${(pcm.length / RATE_HZ).toFixed(0)} s` : "";
    $("#enrol-length").textContent = `${(this.#pcm.length / RATE_HZ).toFixed(1)} s${cut}`;
    const canvas = $("#enrol-wave");
    canvas.hidden = false;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = getComputedStyle(canvas).getPropertyValue("--wave");
    for (let x = 0; x < canvas.width; x += 1) {
      const part = this.#pcm.subarray((x * this.#pcm.length) / canvas.width, ((x + 1) * this.#pcm.length) / canvas.width);
      const peak = part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      context.fillRect(x, (1 - peak) * 60, 1, Math.max(1, peak * 120));
    }
    $("#enrol-told").replaceChildren();
    this.#state();
  }

  #state() {
    $("#enrol-hear").disabled = !this.#pcm;
    $("#enrol-go").disabled = !this.#pcm || !$("#enrol-name").value.trim();
  }

  #hear() {
    const context = new AudioContext({ sampleRate: RATE_HZ });
    const sound = context.createBuffer(1, this.#pcm.length, RATE_HZ);
    sound.copyToChannel(this.#pcm, 0);
    const source = context.createBufferSource();
    source.buffer = sound;
    source.connect(context.destination);
    source.onended = () => context.close();
    source.start();
  }

  async #go() {
    const name = $("#enrol-name").value.trim();
    $("#enrol-go").disabled = true;
    try {
      const fields = { name, voice: $("#enrol-voice").value, kind: $("#enrol-kind").value, rate_hz: RATE_HZ, pcm: base64(this.#pcm), replace: $("#enrol-replace").checked };
      const told = await this.wire.ask("enrol", fields);
      say(`'${told.name}' can be used now`);
      const first = told.replaced ? `'${told.name}' was replaced.` : `'${told.name}' is enrolled.`;
      $("#enrol-told").replaceChildren(...[first, ...told.remarks].map((text) => h("li", {}, text)));
      await this.hello();
    } catch (fault) {
      sayFault(fault);
    }
    this.#state();
  }
}

/** Samples as 16-bit little endian in base64. */
function base64(pcm) {
  const bytes = new Uint8Array(Int16Array.from(pcm, (sample) => Math.max(-32768, Math.min(32767, Math.round(sample * 32768)))).buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
