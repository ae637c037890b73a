"""The stage without sockets and threads, on a clock that the test holds: what may go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from fixtures.reading import SPELLER
from fixtures.voices import ramp
from moodvox.errors import EngineError
from moodvox.mood.curve import MoodCurve
from moodvox.protocol import Block, Cancel, Credit, Done, Error, MoodEvent
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.stream import Block as SpeechBlock
from moodvox.speech.stream import LineStream
from moodvox.voices.shelf import Shelf
from sidecar.theatre import Theatre

ALL = 1 << 40


class FaultyEngine(SpeechEngine):
    """Its device fails whenever it renders a line with one of these names."""

    faulty: frozenset[str] = frozenset()

    def render(self, streams: Sequence[LineStream], hops: int) -> list[SpeechBlock]:
        if any(stream.id in self.faulty for stream in streams):
            raise EngineError("the device was unplugged")
        return super().render(streams, hops)


@pytest.fixture
def theatre(voices_folder: Path) -> Theatre:
    return Theatre(FaultyEngine(Shelf([voices_folder]), SPELLER))


def test_a_line_that_the_device_chokes_on_takes_no_other_with_it(theatre: Theatre) -> None:
    assert isinstance(theatre.engine, FaultyEngine)
    for number in range(5):
        theatre.speak(f"line-{number}", character=f"c{number}")
        theatre.stage.credit(1, Credit(id=f"line-{number}", played_samples=ALL))
    theatre.engine.faulty = frozenset({"line-2"})
    theatre.run()
    for number in (0, 1, 3, 4):
        done = theatre.messages(f"line-{number}")[-1]
        assert isinstance(done, Done)
        assert done.samples == theatre.samples(f"line-{number}") > 0
    (fault,) = theatre.messages("line-2")
    assert isinstance(fault, Error)
    assert (fault.code, fault.message, fault.line_over) == (
        "engine", "the device was unplugged", True,
    )  # fmt: skip
    assert theatre.stage.counters()["lines_failed"] == 1.0


def test_a_device_that_fails_during_the_fade_of_a_cancelled_line(theatre: Theatre) -> None:
    assert isinstance(theatre.engine, FaultyEngine)
    theatre.speak("a")
    theatre.run()
    theatre.engine.faulty = frozenset({"a"})
    theatre.stage.cancel(1, Cancel(id="a"))
    done = theatre.messages("a")[-1]
    assert isinstance(done, Done)
    assert (done.reason, done.samples) == ("cancelled", theatre.samples("a"))


def test_a_line_cancelled_while_it_is_opened_and_its_id_used_again(theatre: Theatre) -> None:
    theatre.speak("a")
    assert theatre.stage.turn()
    theatre.stage.cancel(1, Cancel(id="a"))
    theatre.speak("a", seed=2)
    assert not theatre.stage.turn()
    theatre.open_all()
    assert theatre.stage.turn()
    ((line, request),) = theatre.waiting
    assert (line.speak.seed, request.seed) == (2, 2)
    theatre.stage.credit(1, Credit(id="a", played_samples=ALL))
    theatre.run()
    reasons = [m.reason for m in theatre.messages("a") if isinstance(m, Done)]
    assert reasons == ["cancelled", "finished"]


def test_a_mood_that_changes_while_a_line_is_opened(theatre: Theatre) -> None:
    theatre.speak("a")
    assert theatre.stage.turn()
    theatre.stage.mood(1, MoodEvent(character="Marta", target={"angry": 1.0}))
    theatre.stage.credit(1, Credit(id="a", played_samples=ALL))
    theatre.open_all()
    theatre.run()
    blocks = [m for m in theatre.messages("a") if isinstance(m, Block)]
    assert {block.mood.get("angry") for block in blocks} == {1.0}


def test_a_client_that_leaves_while_its_line_is_opened(theatre: Theatre) -> None:
    theatre.speak("a", session=7)
    theatre.speak("b", character="Tom")
    theatre.stage.credit(1, Credit(id="b", played_samples=ALL))
    assert theatre.stage.turn()
    theatre.stage.leave(7)
    theatre.run()
    assert {session for session, _ in theatre.sent} == {1}
    assert theatre.stage.counters()["lines_speaking"] == 0.0


def test_a_client_that_leaves_in_the_middle_of_a_line(theatre: Theatre) -> None:
    theatre.speak("a", session=7)
    theatre.run()
    theatre.stage.leave(7)
    count = len(theatre.sent)
    theatre.stage.credit(7, Credit(id="a", played_samples=ALL))
    theatre.run()
    assert len(theatre.sent) == count


def test_blocks_come_as_the_clock_plays(theatre: Theatre) -> None:
    theatre.speak("a")
    theatre.run()
    assert theatre.samples("a") == 4_800
    theatre.now_s += 0.1
    theatre.stage.credit(1, Credit(id="a", played_samples=2_400))
    theatre.run()
    assert theatre.samples("a") == 4_800 + 1_920
    pcm = b"".join(m.audio for m in theatre.messages("a") if isinstance(m, Block))
    np.testing.assert_array_equal(np.frombuffer(pcm, "<f4"), ramp(6_720))


def test_a_held_client_gets_nothing_until_it_reads_again(theatre: Theatre) -> None:
    theatre.speak("a")
    theatre.stage.hold(1, True)
    theatre.run()
    assert not theatre.sent
    theatre.stage.hold(1, False)
    theatre.run()
    assert theatre.samples("a") == 4_800


def test_a_move_begins_with_the_mood_that_is_spoken(theatre: Theatre) -> None:
    theatre.speak("a", mood={"sad": 1.0})
    theatre.run()
    theatre.now_s += 0.1
    theatre.stage.mood(1, MoodEvent(character="Marta", target={"angry": 1.0}, over_s=2.0))
    theatre.stage.credit(1, Credit(id="a", played_samples=ALL))
    theatre.run()
    blocks = [m for m in theatre.messages("a") if isinstance(m, Block)]
    sad = [block.mood.get("sad", 0.0) for block in blocks]
    assert sad == sorted(sad, reverse=True)
    assert sad[:3] == [1.0] * 3
    assert 0.8 < sad[4] < 1.0
    for block in blocks:
        assert sum(block.mood.values()) == pytest.approx(1.0, abs=1e-5)


def test_a_mood_with_every_tick_plans_a_line_once_for_a_block(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes: list[int] = []
    change_mood = LineStream.change_mood

    def counted(self: LineStream, curve: MoodCurve, at_sample: int) -> None:
        changes.append(at_sample)
        change_mood(self, curve, at_sample)

    monkeypatch.setattr(LineStream, "change_mood", counted)
    theatre.speak("a")
    theatre.run()
    for tick in range(60):
        theatre.now_s += 1 / 60
        theatre.stage.mood(1, MoodEvent(character="Marta", target={"angry": tick / 60}))
    assert changes == []
    theatre.stage.credit(1, Credit(id="a", played_samples=ALL))
    theatre.run()
    assert len(changes) == 1
    last = [m for m in theatre.messages("a") if isinstance(m, Block)][-1]
    assert last.mood == {"angry": pytest.approx(59 / 60)}


def test_a_deadline_counts_from_the_receipt(theatre: Theatre) -> None:
    theatre.speak("a", deadline_ms=50.0)
    theatre.now_s += 0.051
    theatre.run()
    (done,) = theatre.messages("a")
    assert isinstance(done, Done)
    assert done.reason == "dropped"
