"""No pause of Python's collector while somebody speaks, and nothing that would need one."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.reading import SPELLER
from moodvox.cache.lines import LineCache
from moodvox.protocol import Cancel, Credit, Hello, MoodEvent, Speak
from moodvox.sidecar import collecting
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.collecting import Collecting
from moodvox.sidecar.stage import Stage
from moodvox.sidecar.worker import Outgoing, Worker
from moodvox.speech.engine import SpeechEngine
from moodvox.voices.shelf import Shelf
from sidecar.sidecar_kit import WAIT_S

LINES = 24


class Knot:
    """A cycle: nothing but the collector frees it."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def entered() -> Iterator[Collecting]:
    gc.collect()
    with Collecting() as entered:
        yield entered
    gc.unfreeze()
    assert gc.isenabled()


@pytest.mark.parametrize("speaking", [True, False])
def test_nothing_is_collected_before_its_time(entered: Collecting, speaking: bool) -> None:
    knot = weakref.ref(Knot())
    assert not entered.look(speaking=speaking)
    assert not gc.isenabled()
    assert knot() is not None


def test_a_pause_is_used(entered: Collecting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "SOME", 0)
    knot = weakref.ref(Knot())
    assert not entered.look(speaking=True)
    assert entered.look(speaking=False)
    assert knot() is None


def test_too_many_are_looked_through_at_any_time(
    entered: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MANY", 0)
    knot = weakref.ref(Knot())
    assert entered.look(speaking=True)
    assert knot() is None


def test_what_is_spoken_leaves_no_cycle(voices_folder: Path) -> None:
    """Whole, moved in the middle, cancelled, and refused lines."""
    engine = SpeechEngine(Shelf([voices_folder]), SPELLER, cache=LineCache(1 << 20))
    casting = Casting({"ramp": engine.shelf.load("ramp").presets.names}, "ramp")
    over = threading.Semaphore(0)

    def deliver(outgoing: Outgoing) -> None:
        if outgoing.ends:
            over.release()

    worker = Worker(engine, casting, deliver=deliver, on_crash=lambda: None, block_s=0.04)
    worker.start()
    try:
        _speak(worker, "first")
        assert all(over.acquire(timeout=WAIT_S) for _ in range(LINES))
        gc.collect()
        gc.disable()
        _speak(worker, "second")
        assert all(over.acquire(timeout=WAIT_S) for _ in range(LINES))
        time.sleep(0.1)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        ours = [one for one in gc.garbage if type(one).__module__.startswith("moodvox")]
        assert not ours
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
        worker.stop()


def _speak(worker: Worker, name: str) -> None:
    hello = Hello(token="t" * 32)

    def ask(stage: Stage) -> None:
        now_s = time.monotonic()
        for number in range(LINES):
            line, character = f"{name} {number}", f"c{number}"
            text = "a quick brown fox" if number % 5 else "[no such mood] a fox"
            stage.speak(1, hello, Speak(id=line, character=character, text=text), now_s)
            stage.credit(1, Credit(id=line, played_samples=1 << 40))
            if number % 3 == 0:
                stage.mood(1, MoodEvent(character=character, target={"angry": 0.5}, over_s=0.5))
            if number % 7 == 0:
                stage.cancel(1, Cancel(id=line))

    worker.tell(ask)
