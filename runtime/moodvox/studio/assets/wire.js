// The socket to the studio: questions with answers, and what comes later (blocks, marks).

const RETRY_MS = [100, 300, 1000, 2000];

export class Fault extends Error {
  /** What the studio could not do: `code`, `message`, `where`, `hint`. */
  constructor(said) {
    super(said.message);
    Object.assign(this, { code: said.code, where: said.where, hint: said.hint });
  }
}

export class Wire extends EventTarget {
  /** Events: "up", "down", "sidecar" (standing), "block", "marks", "done", "failed", "bake". */
  #socket = null;
  #waiting = new Map();
  #next = 1;
  #tries = 0;

  connect() {
    const socket = new WebSocket(`ws://${location.host}/socket`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#socket = socket;
      this.#tries = 0;
      this.#tell("up");
    };
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = () => this.#lost();
  }

  get isUp() {
    return this.#socket !== null;
  }

  /** Ask the studio; resolves with its answer, rejects with a Fault. */
  ask(call, fields = {}) {
    if (!this.#socket) {
      return Promise.reject(new Fault({ code: "gone", message: "the studio is not running", hint: "start it again: moodvox studio" }));
    }
    const id = this.#next++;
    this.#socket.send(JSON.stringify({ call, id, ...fields }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #take(data) {
    if (data instanceof ArrayBuffer) {
      const [play, first, rate, samples] = new Uint32Array(data, 0, 4);
      this.#tell("block", { play, first, rate, pcm: new Float32Array(data, 16, samples) });
      return;
    }
    const said = JSON.parse(data);
    const waiting = this.#waiting.get(said.id);
    if (said.type === "answer" || said.type === "fault") {
      this.#waiting.delete(said.id);
      if (said.type === "answer") waiting?.resolve(said);
      else waiting?.reject(new Fault(said));
      return;
    }
    this.#tell(said.type, said);
  }

  #lost() {
    this.#socket = null;
    for (const { reject } of this.#waiting.values()) {
      reject(new Fault({ code: "gone", message: "the studio has gone", hint: "is it still running in the terminal?" }));
    }
    this.#waiting.clear();
    this.#tell("down");
    const pause = RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)];
    setTimeout(() => this.connect(), pause);
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
