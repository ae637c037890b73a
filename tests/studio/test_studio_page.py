"""The studio's page in a real browser: written, drawn, heard, written back."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from moodvox.client import Client
from studio.conftest import Start
from studio.studio_kit import RunningStudio, choose, tavern

RECORD = """
async () => {
  const graph = await studio.hearing.player.prepare(24000);
  const code = `registerProcessor("tape", class extends AudioWorkletProcessor {
    process([input]) { if (input[0]) this.port.postMessage(input[0].slice()); return true; }
  })`;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  await graph.context.audioWorklet.addModule(url);
  const tape = new AudioWorkletNode(graph.context, "tape", { numberOfOutputs: 0 });
  window.tape = [];
  tape.port.onmessage = ({ data }) => window.tape.push(data);
  graph.node.connect(tape);
}
"""
"""Listens to what the page's own audio graph gives to the loudspeaker."""

TAPE = """
() => {
  const all = new Float32Array(window.tape.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of window.tape) { all.set(part, at); at += part.length; }
  const bytes = new Uint8Array(all.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) {
    text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  }
  return btoa(text);
}
"""


def assert_played(tape: np.ndarray, sent: np.ndarray) -> None:
    """`tape` is `sent`, sample for sample, with silence around it.

    A machine that is busy may be late with a block: then there is silence before it, and
    still no sample is lost or changed.
    """
    at = 0
    for sample in sent[np.flatnonzero(sent)[0] :]:
        while tape[at] != sample and tape[at] == 0.0:
            at += 1
        assert tape[at] == sample
        at += 1
    assert not tape[at:].any()


def test_a_wrong_tag_is_shown_at_its_column_and_mended(
    studio: RunningStudio, open_page: Callable[..., Any]
) -> None:
    page = open_page(studio)
    choose(page, "above-us")
    page.fill("#text", "[angri 0.4] Quiet. He is right above us.")
    fault = page.wait_for_selector("#faults li.error")
    assert "column 2" in fault.inner_text()
    assert "unknown tag 'angri' (did you mean 'angry'?)" in fault.inner_text()
    assert page.inner_text(".shown .under.error") == "angri"
    page.click("#faults .column")
    area = "document.getElementById('text')"
    chosen = page.evaluate(f"() => [{area}.selectionStart, {area}.selectionEnd]")
    assert chosen == [1, 6]
    page.click("#faults .mend")
    page.wait_for_selector("#faults:empty", state="attached")
    assert page.input_value("#text") == "[angry 0.4] Quiet. He is right above us."


def test_words_are_offered_and_taken_by_key(
    studio: RunningStudio, open_page: Callable[..., Any]
) -> None:
    page = open_page(studio)
    choose(page, "above-us")
    page.fill("#text", "")
    page.type("#text", "[fea")
    page.wait_for_selector("#choices li >> text=fearful")
    page.press("#text", "Tab")
    page.type("#text", "] Quiet.")
    assert page.input_value("#text") == "[fearful] Quiet."


def test_what_the_page_plays_is_what_the_sidecar_sent(
    open_page: Callable[..., Any], studio: RunningStudio, tmp_path: Path
) -> None:
    page = open_page(studio, bypass_csp=True)
    choose(page, "above-us")
    page.evaluate(RECORD)
    page.focus("#text")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#latency:not(:empty)", state="attached")
    page.wait_for_selector("#stop:disabled")
    tape = np.frombuffer(base64.b64decode(page.evaluate(TAPE)), np.float32)
    with Client.launch(project=tavern(tmp_path), credit_by="all") as client:
        line = client.say(
            "Wren", "[fearful 0.6] [rate 0.9] Quiet. He is right above us.", mood={"fearful": 0.2}
        )
        line.wait()
        sent = line.samples()
    assert_played(tape, sent)


def test_a_curve_is_drawn_written_back_and_seen_as_a_diff(
    start_studio: Start, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tavern(tmp_path / "tavern")
    before = (folder / "tavern.mood").read_bytes()
    page = open_page(start_studio(folder))
    choose(page, "out")
    page.wait_for_selector("#write:disabled")
    page.click("#point-add")
    page.wait_for_selector("[aria-label^='Mood point 2 of 2']")
    place = {"x": 250, "y": 100}
    page.locator(".handle.chosen").drag_to(page.locator(".curve"), target_position=place)
    page.wait_for_selector("#write:enabled")
    text = page.input_value("#text")
    assert text.startswith("[angry 0.8 -> angry 0.")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#diff[open]")
    assert page.inner_text("#diff-text .removed").startswith("-Marta: [angry 0.8] Out!")
    assert page.inner_text("#diff-text .added").startswith(f"+Marta: {text}")
    assert (folder / "tavern.mood").read_bytes() == before
    page.click("#diff-write")
    page.wait_for_selector("#said:has-text('Written')")
    after = (folder / "tavern.mood").read_bytes()
    changed = [
        (old, new)
        for old, new in zip(before.splitlines(), after.splitlines(), strict=True)
        if old != new
    ]
    assert [new.decode() for _, new in changed] == [f"Marta: {text} #out"]
    page.wait_for_selector("#write:disabled")
