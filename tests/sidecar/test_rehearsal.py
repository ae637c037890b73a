"""What turns cost is tried before anybody listens."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest

from fixtures.reading import SPELLER
from moodvox.cache.lines import LineCache
from moodvox.errors import InputError
from moodvox.scheduler.costs import FIRST
from moodvox.sidecar import rehearsal
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.rehearsal import SIZES, rehearse
from moodvox.sidecar.worker import Worker
from moodvox.speech.engine import SpeechEngine
from moodvox.voices.shelf import Shelf
from sidecar.sidecar_kit import WAIT_S, until


@pytest.fixture
def engine(voices_folder: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([voices_folder]), SPELLER, cache=LineCache(1 << 20))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "MOST_S", 60.0)


def test_every_size_is_tried_until_it_is_believed(engine: SpeechEngine) -> None:
    tried = list(rehearse(engine, "ramp", "quality", 0.04))
    assert [turn.batch for turn in tried] == [size for size in SIZES for _ in range(FIRST)]
    assert {turn.samples for turn in tried} == {1920}
    assert all(turn.seconds > 0.0 for turn in tried)


def test_nobody_hears_of_it(engine: SpeechEngine) -> None:
    list(rehearse(engine, "ramp", "quality", 0.04))
    assert engine.counters()["line_cache_misses"] == 0
    assert engine.counters()["line_cache_kept"] == 0


def test_a_slow_voice_is_tried_with_one_line_only(
    engine: SpeechEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "MOST_S", 0.0)
    assert {turn.batch for turn in rehearse(engine, "ramp", "quality", 0.04)} == {1}


def test_a_voice_that_is_not_there(engine: SpeechEngine) -> None:
    with pytest.raises(InputError, match="unknown voice 'nobody'"):
        list(rehearse(engine, "nobody", "quality", 0.04))


def test_the_stage_knows_it_before_the_first_line(engine: SpeechEngine) -> None:
    casting = Casting({"ramp": ()}, "ramp", tiers={"ramp": ("quality",)})
    worker = Worker(engine, casting, deliver=lambda _: None, on_crash=lambda: None, block_s=0.04)
    gains: queue.SimpleQueue[float] = queue.SimpleQueue()

    def is_known() -> bool:
        worker.tell(lambda stage: gains.put(stage.costs.gain(("ramp", "quality"), 1920, 24)))
        return gains.get(timeout=WAIT_S) != 1.0

    worker.start()
    try:
        until(is_known, "the rehearsal")
    finally:
        worker.stop()
