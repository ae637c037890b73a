"""The mood of a line at each of its phonemes: the curve asked for, the tags, the events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import ScriptError
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.script.items import Line, Whisper
from moodvox.script.timeline import Manner, Reach, holds_one_mood, manner_at, mood_weights

Floats = NDArray[np.float32]

WHISPER = "whisper"
"""The preset that `[whisper]` adds to the mood, in voices that have it."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """One line's tags over its P phonemes, under a mood that events may replace; immutable.

    Attributes:
        names: emotions of the voice, the columns of `weights`.
        line: the text and its tags.
        offsets: (P,) where in the plain text each phoneme comes from, never falling.
        base: the mood asked for, in the line's own time.
        resumed_s: when the last event overruled the tags before it; None = no event yet.
        manner: rate, pitch and whisper of the tags.
    """

    names: tuple[str, ...]
    line: Line
    offsets: NDArray[np.int64]
    base: MoodCurve
    resumed_s: float | None
    manner: Manner

    @classmethod
    def of(
        cls, line: Line, offsets: NDArray[np.int64], base: MoodCurve, names: tuple[str, ...]
    ) -> Timeline:
        """The tags of `line` over phonemes that come from `offsets` (P,).

        Raises:
            MoodError: `base` holds an emotion that the voice lacks.
            ScriptError: the line is whispered and the voice cannot.
        """
        base.check(names)
        _check_whisper(line, names)
        # "$5" is said as "five dollars": words may come from behind each other.
        rising = np.maximum.accumulate(offsets)
        return cls(names, line, rising, base, None, manner_at(line, rising))

    @cached_property
    def is_steady(self) -> bool:
        """Whether the mood is the same from the first phoneme to the last."""
        return self.resumed_s is None and holds_one_mood(self.line, self.base)

    def with_event(self, curve: MoodCurve, at_s: float, spoken_s: float) -> Timeline:
        """This timeline if the mood is `curve` from `at_s` on; both in the line's own time.

        Of what is before `spoken_s` nothing will be asked any more.

        Raises:
            MoodError: `curve` holds an emotion that the voice lacks.
        """
        curve.check(self.names)
        base = curve if at_s <= spoken_s else self.base.then(curve)
        return replace(self, base=base, resumed_s=at_s)

    def weights(self, starts_s: NDArray[np.float64], ends_s: NDArray[np.float64]) -> Floats:
        """Weights (P, len(names)) in the middle of each phoneme, if they begin and end so."""
        return self.weights_at(starts_s, ends_s, (starts_s + ends_s) / 2)

    def weights_at(
        self,
        starts_s: NDArray[np.float64],
        ends_s: NDArray[np.float64],
        times_s: NDArray[np.float64],
    ) -> Floats:
        """Weights (N, len(names)) at `times_s` (N,), if the phonemes begin and end so."""
        asked_s = times_s[:1] if self.is_steady else times_s
        reach = Reach(self.offsets, starts_s, float(ends_s[-1]))
        table = mood_weights(
            self.line, self.base, reach, asked_s, self.names, resumed_s=self.resumed_s
        )
        return np.repeat(table, len(times_s), axis=0) if self.is_steady else table

    def whispered(self, weights: Floats) -> Floats:
        """`weights` (P, n) with whispering put in where tags ask for it."""
        if not self.manner.whisper.any():
            return weights
        table = weights.copy()
        table[self.manner.whisper, self.names.index(WHISPER)] = 1.0
        return table


def mood_of(weights: Floats, names: Sequence[str]) -> Mood:
    """The mood with `weights` (n,) of `names`."""
    pairs = zip(names, weights.tolist(), strict=True)
    return Mood.of((name, min(weight, 1.0)) for name, weight in pairs if weight)


def _check_whisper(line: Line, names: tuple[str, ...]) -> None:
    for placed in line.items:
        if isinstance(placed.item, Whisper) and WHISPER not in names:
            raise ScriptError(
                "this voice cannot whisper",
                line=placed.line,
                column=placed.column,
                hint="choose another voice or take the tag away",
            )
