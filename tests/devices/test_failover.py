"""A provider that dies in the middle: the CPU goes on, nothing is lost, and it is said."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from devices.recorded import doubler, ones, record
from moodvox.devices import Sizes, describe, fallbacks, open_session
from moodvox.errors import EngineError
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.oneshot import speak
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.shelf import Shelf

CUDA = "CUDAExecutionProvider"
AXES = {"B": Sizes(1, 1, 8), "N": Sizes(1, 8, 64)}
TEXT = "[calm 0.6 -> angry 0.9 over 1s] I have waited, I have asked, and now it is over."


class Fuse:
    """Runs on `CUDA` fail after so many."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.lock = threading.Lock()

    def __call__(self, name: str) -> None:
        with self.lock:
            self.left -= name == CUDA
            if name == CUDA and self.left < 0:
                raise RuntimeError("CUDA failure 700: illegal address\nmore lines")


@pytest.fixture(autouse=True)
def no_earlier_fallbacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallbacks, "_known", [])


def test_the_run_that_fails_is_done_on_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world = record(monkeypatch, CUDA)
    session = open_session(doubler(tmp_path), providers=["cuda", "cpu"], axes=AXES)
    world.on_run = Fuse(2)
    for _ in range(5):
        np.testing.assert_array_equal(session.run(None, ones(1, 4))[0], 2.0)
    assert session.provider == "cpu"
    assert len(world.on(CUDA)[0].runs) == 1 + 3, "warm-up, two good runs and the bad one"
    (said,) = describe().fallbacks
    assert (said.wanted, said.used) == ("cuda", "cpu")
    assert "doubler.onnx runs on cpu instead of cuda: it failed while running" in caplog.text
    assert "CUDA failure 700" in caplog.text
    assert "more lines" not in caplog.text


def test_threads_that_meet_a_dead_device_all_get_their_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = record(monkeypatch, CUDA)
    session = open_session(doubler(tmp_path), providers=["cuda", "cpu"], axes=AXES)
    world.on_run = Fuse(3)
    got: list[float] = []
    threads = [
        threading.Thread(target=lambda: got.append(float(session.run(None, ones(1, 4))[0].sum())))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [24.0] * 16
    assert len(describe().fallbacks) == 1
    assert len(world.on("CPUExecutionProvider")) == 2, "once for the face, once to take over"


def test_a_wrong_feed_is_the_callers_and_moves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(monkeypatch, CUDA)
    session = open_session(doubler(tmp_path), providers=["cuda", "cpu"], axes=AXES)
    with pytest.raises(EngineError, match=r"doubler\.onnx"):
        session.run(None, {"x": np.ones((1, 4, 7), np.float32)})
    assert session.provider == "cuda"
    assert describe().fallbacks == ()


@pytest.mark.parametrize("after", [0, 1, 2, 3, 7])
def test_a_line_goes_on_sample_by_sample_when_its_device_dies(
    voices_folder: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    def engine(*providers: str) -> SpeechEngine:
        return SpeechEngine(
            Shelf([voices_folder]), LineReader.english(), providers=providers or None
        )

    request = LineRequest("line", TEXT, voice="moody")
    expected = speak(engine(), request)
    world = record(monkeypatch, CUDA)
    dying = engine("cuda", "cpu")
    dying.load("moody")
    world.on_run = Fuse(after)
    stream = dying.open(request)
    blocks = []
    while not stream.finished:
        blocks += dying.render([stream], 7)
    np.testing.assert_array_equal(np.concatenate([b.pcm for b in blocks]), expected.pcm)
    assert tuple(stream.take_marks()) == expected.marks
    assert {said.used for said in describe().fallbacks} == {"cpu"}
