"""From weights over named emotions to the vector that a voice's model takes.

Each emotion has levels: vectors measured at rising weights, the last at 1. Between
levels, and from zero up to the first, its row is piecewise linear. A mixture is the
sum of the rows, which is what `linear` gives. A sum of vectors that point apart is
shorter than its parts, so half-way from one emotion to another such a voice sounds
less moved than at either end; `keep_intensity` stretches the sum to the length that
the single rows have together. `neutral` is the zero vector.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError
from moodvox.mood.names import NEUTRAL

Floats = NDArray[np.float32]
EmotionPath = Literal["linear", "keep_intensity"]

DEFAULT_PATH: Final[EmotionPath] = "keep_intensity"
"""Decision 0020."""

MAX_STRETCH: Final = 2.0
"""Three emotions at right angles need 1.73. Beyond 2 they oppose each other: there is
no direction between them to keep, and a larger gain would make it swing about."""


MAX_NUMBER: Final = 1e6
"""Of an emotion vector; far above any that a model was trained with."""


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`levels`: (weight, vector of E) by rising weight, the last weight 1."""

    levels: Annotated[list[tuple[float, list[float]]], msgspec.Meta(min_length=1, max_length=64)]


@dataclass(frozen=True, eq=False)
class PresetTable:
    """The emotions of a voice.

    Attributes:
        names: column order of the weights that `vectors` takes.
        size: E.
    """

    names: tuple[str, ...]
    size: int
    _weights: tuple[Floats, ...]
    _rows: tuple[Floats, ...]

    @classmethod
    def load(cls, path: Path, size: int) -> PresetTable:
        """Read `presets.json`.

        Raises:
            VoiceError: no JSON, or a vector that is not of `size` numbers, or levels
                that do not rise to 1.
        """
        try:
            presets = msgspec.json.decode(path.read_bytes(), type=dict[str, Preset])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise VoiceError(f"'{path.name}': {error}", where=str(path)) from error
        for name, preset in presets.items():
            fault = _fault_of(name, preset, size)
            if fault:
                raise VoiceError(f"'{path.name}': preset '{name}': {fault}", where=str(path))
        return cls.of(presets, size)

    @classmethod
    def of(cls, presets: dict[str, Preset], size: int) -> PresetTable:
        """The table of `presets`, which must be sound (`load` checks a file's)."""
        weights, rows = [], []
        for preset in presets.values():
            weights.append(np.array([0.0, *(weight for weight, _ in preset.levels)], np.float32))
            rows.append(
                np.array([[0.0] * size, *(vector for _, vector in preset.levels)], np.float32)
            )
        return cls(tuple(presets), size, tuple(weights), tuple(rows))

    def extended(self, presets: Mapping[str, Preset]) -> PresetTable:
        """This table with more emotions behind its own; all must be sound."""
        more = PresetTable.of(dict(presets), self.size)
        return PresetTable(
            self.names + more.names,
            self.size,
            self._weights + more._weights,
            self._rows + more._rows,
        )

    def vectors(self, weights: Floats, path: EmotionPath = DEFAULT_PATH) -> Floats:
        """Emotion vectors (N, E) of the moods `weights` (N, len(names)), each 0 to 1."""
        count = len(weights)
        total = np.zeros((count, self.size), np.float32)
        intensity = np.zeros(count, np.float32)
        for column in np.flatnonzero(weights.any(axis=0)):
            knots, rows = self._weights[column], self._rows[column]
            vectors = _between(weights[:, column], knots, rows)
            total += vectors
            intensity += np.linalg.norm(vectors, axis=1)
        if path == "linear":
            return total
        length = np.linalg.norm(total, axis=1)
        stretch = np.minimum(intensity / np.maximum(length, 1e-12), MAX_STRETCH)
        return np.asarray(total * stretch[:, None], np.float32)


def _between(weight: Floats, knots: Floats, rows: Floats) -> Floats:
    """Rows (N, E) at `weight` (N,), piecewise linear through (`knots`, `rows`)."""
    place = np.clip(weight, 0.0, 1.0)
    left = np.clip(np.searchsorted(knots, place, side="right") - 1, 0, len(knots) - 2)
    share = (place - knots[left]) / (knots[left + 1] - knots[left])
    return np.asarray(rows[left] + share[:, None] * (rows[left + 1] - rows[left]), np.float32)


def _fault_of(name: str, preset: Preset, size: int) -> str:
    weights: Sequence[float] = [weight for weight, _ in preset.levels]
    if name == NEUTRAL:
        return "neutral is the absence of emotion and has no vector"
    if any(len(vector) != size for _, vector in preset.levels):
        return f"a vector has not {size} numbers"
    if not all(0.0 < low < high for low, high in itertools.pairwise(weights)):
        return "weights must rise from above 0"
    if weights[0] <= 0.0 or weights[-1] != 1.0:
        return "weights must rise from above 0 to 1"
    if any(abs(value) > MAX_NUMBER for _, vector in preset.levels for value in vector):
        return "a number is too large"
    return ""
