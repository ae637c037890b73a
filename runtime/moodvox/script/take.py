"""A take: what a designer changed by hand about how one line is spoken, phoneme by phoneme.

Edits are counted by phoneme, so they mean something only for the phonemes that they were
made for: a take carries those too, and a line whose text has changed is noticed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import InputError
from moodvox.script.limits import MAX_PITCH_ST, MAX_RATE, MIN_RATE

MAX_LEVEL_DB = 12.0
"""Beyond it no voice was trained."""

MAX_TAKE_PHONEMES = 20_000
"""More than the longest line has."""

RANGES: dict[str, tuple[float, float]] = {
    "pitch_st": (-MAX_PITCH_ST, MAX_PITCH_ST),
    "length": (1 / MAX_RATE, 1 / MIN_RATE),
    "level_db": (-MAX_LEVEL_DB, MAX_LEVEL_DB),
}
"""Field of an edit -> the least and the most."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class PhonemeEdit:
    """How phoneme `at` (from 0) differs from what the voice would say.

    Attributes:
        at: index into `Take.phonemes`.
        pitch_st: semitones up, -24 to 24.
        length: factor of its duration, 0.25 to 4.
        level_db: louder by, -12 to 12.
    """

    at: int
    pitch_st: float = 0.0
    length: float = 1.0
    level_db: float = 0.0


@dataclass(frozen=True)
class Take:
    """Edits of one line; checked when it is made.

    Attributes:
        phonemes: of the whole line as the marks show them, silences (``SIL``) too.
        edits: at most one for each phoneme, in their order.

    Raises:
        InputError: an edit is out of range, beside the phonemes, or there twice; `where`
            names it (``take.edits[2].pitch_st``).
    """

    phonemes: tuple[str, ...]
    edits: tuple[PhonemeEdit, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < len(self.phonemes) <= MAX_TAKE_PHONEMES:
            raise InputError(
                f"a take of {len(self.phonemes)} phonemes, wanted 1 to {MAX_TAKE_PHONEMES}",
                where="take.phonemes",
            )
        before = -1
        for index, edit in enumerate(self.edits):
            where = f"take.edits[{index}]"
            if not before < edit.at < len(self.phonemes):
                raise InputError(
                    f"phoneme {edit.at} is not one of {before + 1} to {len(self.phonemes) - 1}",
                    where=f"{where}.at",
                    hint="edits stand in the order of their phonemes, one for each",
                )
            for name, (low, high) in RANGES.items():
                value = getattr(edit, name)
                if not math.isfinite(value) or not low <= value <= high:
                    raise InputError(
                        f"{value} is outside {low:g} to {high:g}", where=f"{where}.{name}"
                    )
            before = edit.at

    @classmethod
    def of(cls, phonemes: str, edits: Iterable[Mapping[str, float]]) -> Take:
        """A take as messages and files hold it: phonemes with blanks between, edits as maps."""
        return cls(
            tuple(phonemes.split()),
            tuple(
                PhonemeEdit(
                    int(edit["at"]),
                    float(edit.get("pitch_st", 0.0)),
                    float(edit.get("length", 1.0)),
                    float(edit.get("level_db", 0.0)),
                )
                for edit in edits
            ),
        )

    def fits(self, phonemes: Sequence[str]) -> bool:
        """Whether a line of these phonemes is the one that the take was made for."""
        return self.phonemes == tuple(phonemes)

    @property
    def pitch_st(self) -> Floats:
        """(P,) semitones."""
        return self._column("pitch_st", 0.0)

    @property
    def length(self) -> Floats:
        """(P,) factors."""
        return self._column("length", 1.0)

    @property
    def level_db(self) -> Floats:
        """(P,) decibels."""
        return self._column("level_db", 0.0)

    def _column(self, name: str, otherwise: float) -> Floats:
        column = np.full(len(self.phonemes), otherwise, np.float32)
        for edit in self.edits:
            column[edit.at] = getattr(edit, name)
        return column
