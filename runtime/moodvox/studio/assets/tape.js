// In the audio thread: hands on what the microphone hears.

registerProcessor(
  "tape",
  class extends AudioWorkletProcessor {
    process([input]) {
      if (input[0]) this.port.postMessage(input[0].slice());
      return true;
    }
  },
);
