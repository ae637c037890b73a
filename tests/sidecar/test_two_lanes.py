"""Batches rendered beside the stage: what happens to their lines meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.reading import SPELLER
from moodvox.errors import EngineError
from moodvox.protocol import Block, Cancel, Done, Error, MoodEvent
from moodvox.sidecar.lanes import Batch
from moodvox.speech.engine import SpeechEngine
from moodvox.voices.shelf import Shelf
from sidecar.theatre import Theatre


@pytest.fixture(scope="module")
def engine(voices_folder: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([voices_folder]), SPELLER)


class Wings(Theatre):
    """A theatre whose batches are rendered when the test says so."""

    def __init__(self, engine: SpeechEngine, lanes: int = 2) -> None:
        self.batches: list[Batch] = []
        super().__init__(engine, render_beside=self.batches.append, lanes=lanes)

    def finish(self, place: int = 0) -> None:
        """One of the batches under way is over."""
        batch = self.batches.pop(place)
        batch.render(self.engine, lambda: self.now_s)
        self.stage.rendered(batch)

    def work(self) -> None:
        """Begin all that may be begun."""
        while self.stage.turn() or self.waiting:
            self.open_all()

    def end(self, line: str) -> Done:
        (done,) = [m for m in self.messages(line) if isinstance(m, Done)]
        return done


def _speaking(engine: SpeechEngine) -> Wings:
    """Line a has its first block under way, and b behind it in another batch."""
    wings = Wings(engine)
    wings.speak("a")
    wings.work()
    wings.speak("b", character="Otto", voice="eager")
    wings.work()
    assert [[line.key[1] for line in batch.lines] for batch in wings.batches] == [["a"], ["b"]]
    return wings


def test_no_more_batches_than_lanes_and_none_twice(engine: SpeechEngine) -> None:
    wings = _speaking(engine)
    wings.speak("c", character="Pia")
    wings.work()
    assert len(wings.batches) == 2
    wings.finish(1)
    wings.work()
    under_way = [line.key[1] for batch in wings.batches for line in batch.lines]
    assert under_way[0] == "a"
    assert len(under_way) == len(set(under_way)) == 2


def test_a_cancel_waits_for_the_block_and_the_line_fades(engine: SpeechEngine) -> None:
    wings = _speaking(engine)
    wings.stage.cancel(1, Cancel(id="a"))
    assert not wings.messages("a"), "its stream is somebody else's"
    wings.finish()
    blocks = [m for m in wings.messages("a") if isinstance(m, Block)]
    assert [block.first_sample for block in blocks] == [0, blocks[0].samples]
    assert wings.end("a").reason == "cancelled"
    assert wings.end("a").samples == wings.samples("a")
    assert blocks[1].samples <= 0.02 * blocks[1].sample_rate_hz


def test_an_interrupting_line_does_not_wait_for_the_one_that_is_rendered(
    engine: SpeechEngine,
) -> None:
    wings = _speaking(engine)
    wings.speak("a2", interrupt=True)
    for _ in range(2):
        wings.work()
        wings.finish(1)
    wings.work()
    assert "a2" in {line.key[1] for batch in wings.batches for line in batch.lines}
    while wings.batches:
        wings.finish()
        wings.work()
    assert wings.end("a").reason == "cancelled"


def test_a_client_that_leaves_hears_no_more(engine: SpeechEngine) -> None:
    wings = _speaking(engine)
    wings.stage.leave(1)
    wings.finish()
    wings.finish()
    assert not wings.sent
    assert not wings.stage.turn()
    assert wings.stage.counters()["lines_speaking"] == 0


def test_a_mood_that_comes_meanwhile_is_spoken_from_the_next_block(engine: SpeechEngine) -> None:
    wings = Wings(engine)
    wings.speak("a")
    wings.work()
    wings.stage.mood(1, MoodEvent(character="Marta", target={"angry": 1.0}))
    wings.finish()
    (first,) = [m for m in wings.messages("a") if isinstance(m, Block)]
    assert not first.mood
    wings.credit_all("a")
    wings.work()
    while wings.batches:
        wings.finish()
        wings.work()
    last = [m for m in wings.messages("a") if isinstance(m, Block)][-1]
    assert last.mood.get("angry", 0.0) > 0.9


def test_a_batch_of_which_nothing_comes_ends_its_lines_and_no_others(
    engine: SpeechEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    wings = _speaking(engine)
    with monkeypatch.context() as broken:
        broken.setattr(
            "moodvox.sidecar.lanes.render_each", lambda *_: (_ for _ in ()).throw(ValueError("x"))
        )
        wings.finish()
    (error,) = [m for m in wings.messages("a") if isinstance(m, Error)]
    assert error.line_over
    assert error.code == EngineError.code
    while wings.batches:
        wings.finish()
        wings.work()
    assert isinstance(wings.messages("b")[-1], Block)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_samples_are_the_same_in_whatever_order_batches_end(
    engine: SpeechEngine, data: st.DataObject
) -> None:
    wings = Wings(engine, lanes=data.draw(st.integers(1, 3)))
    names = [f"line {number}" for number in range(data.draw(st.integers(1, 6)))]
    for number, name in enumerate(names):
        wings.speak(name, character=name, voice=("ramp", "eager")[number % 2])
    wings.work()
    while wings.batches:
        wings.finish(data.draw(st.integers(0, len(wings.batches) - 1)))
        for name in names:
            wings.credit_all(name)
        wings.work()
    for number, name in enumerate(names):
        alone = Theatre(engine)
        alone.speak(name, voice=("ramp", "eager")[number % 2])
        alone.credit_all(name)
        alone.run()
        assert wings.pcm(name) == alone.pcm(name)
        assert wings.end(name).samples == wings.samples(name)
