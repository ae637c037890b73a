"""Whole evenings on the stage: anything at any time, and still every line comes to one end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.reading import SPELLER
from fixtures.voices import ramp
from moodvox.protocol import Block, Cancel, Credit, Done, Error, Marks, MoodEvent
from moodvox.speech.engine import SpeechEngine
from moodvox.voices.shelf import Shelf
from sidecar.theatre import Theatre

LEAD_SAMPLES = 4_800
FADE_SAMPLES = 480
MOODS: tuple[dict[str, float], ...] = ({}, {"angry": 1.0}, {"happy": 0.5, "sad": 0.5})


@dataclass(frozen=True)
class Act:
    """Something that a client does: `what` to line or character `number`, after `turns` turns."""

    what: str
    number: int
    turns: int
    share: float


acts = st.lists(
    st.builds(
        Act,
        what=st.sampled_from(["speak", "speak", "credit", "credit", "mood", "cancel", "tick"]),
        number=st.integers(0, 5),
        turns=st.integers(0, 4),
        share=st.floats(0.0, 1.0),
    ),
    max_size=40,
)


@cache
def _engine(folder: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([folder]), SPELLER)


class Evening:
    """Does what the acts say, and keeps count of what was allowed."""

    def __init__(self, engine: SpeechEngine) -> None:
        self.theatre = Theatre(engine)
        self.said: list[str] = []
        self.played: dict[str, int] = {}

    def do(self, act: Act) -> None:
        stage = self.theatre.stage
        name = f"line-{act.number}"
        match act.what:
            case "speak" if name not in self.said:
                self.said.append(name)
                voice = "eager" if act.number % 2 else "ramp"
                deadline_ms = 30.0 if act.share > 0.8 else None
                self.theatre.speak(
                    name,
                    character=f"who-{act.number % 3}",
                    voice=voice,
                    deadline_ms=deadline_ms,
                    interrupt=act.share < 0.1,
                )
            case "credit":
                rendered = self.theatre.samples(name)
                self.played[name] = max(self.played.get(name, 0), int(act.share * rendered))
                stage.credit(1, Credit(id=name, played_samples=self.played[name]))
            case "mood":
                target = MOODS[act.number % len(MOODS)]
                who = f"who-{act.number % 3}"
                stage.mood(1, MoodEvent(character=who, target=target, over_s=act.share))
            case "cancel":
                stage.cancel(1, Cancel(id=name))
            case "tick":
                self.theatre.now_s += act.share * 0.1
        for _ in range(act.turns):
            stage.turn()
            self.theatre.open_all()
        self._check_lead()

    def finish(self) -> None:
        """Play everything to its end."""
        for _ in range(20):
            for name in self.said:
                self.theatre.stage.credit(1, Credit(id=name, played_samples=1 << 40))
            self.theatre.run()
            self.theatre.now_s += 1.0

    def _check_lead(self) -> None:
        for name in self.said:
            ahead = self.theatre.samples(name) - self.played.get(name, 0)
            assert ahead <= LEAD_SAMPLES + FADE_SAMPLES


def _check_line(theatre: Theatre, name: str) -> str:
    """One end, all before it, no sample lost or twice; how it ended."""
    about = (m for m in theatre.messages(name) if not isinstance(m, Error))
    *before, done = about  # an error is only said of a cancel that came too late
    assert isinstance(done, Done)
    blocks = [m for m in before if isinstance(m, Block)]
    assert [b.sequence for b in blocks] == list(range(len(blocks)))
    assert done.samples == sum(b.samples for b in blocks)
    kept = blocks[:-1] if done.reason == "cancelled" else blocks
    pcm = np.frombuffer(b"".join(b.audio for b in kept), "<f4")
    np.testing.assert_array_equal(pcm, ramp(len(pcm)))
    marks = [mark for m in before if isinstance(m, Marks) for mark in m.marks]
    phonemes = [mark for mark in marks if mark.kind == "phoneme"]
    ends = [0, *(mark.first_sample + mark.samples for mark in phonemes)]
    assert [mark.first_sample for mark in phonemes] == ends[: len(phonemes)]
    if done.reason == "finished":
        assert ends[-1] == done.samples > 0
    return done.reason


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=acts)
def test_anything_at_any_time(voices_folder: Path, script: Sequence[Act]) -> None:
    evening = Evening(_engine(voices_folder))
    for act in script:
        evening.do(act)
    evening.finish()
    reasons = [_check_line(evening.theatre, name) for name in evening.said]
    assert set(reasons) <= {"finished", "cancelled", "dropped"}
    counters = evening.theatre.stage.counters()
    assert counters["lines_waiting"] == counters["lines_speaking"] == 0.0
    assert counters["lines_finished"] == reasons.count("finished")
    assert counters["lines_failed"] == 0.0
    _check_order(evening)


def _check_order(evening: Evening) -> None:
    """Lines of one character sound one after the other, in the order they were said."""
    for who in range(3):
        names = [name for name in evening.said if int(name[-1]) % 3 == who]
        heard = [m.id for _, m in evening.theatre.sent if isinstance(m, Block) and m.id in names]
        assert heard == sorted(heard, key=names.index)
