"""Filtered columns added up to samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import (
    COLUMN_SAMPLES,
    FFT_SIZE,
    WINDOW_OFFSET,
    WINDOW_SAMPLES,
)

BEFORE = WINDOW_SAMPLES // 2 + WINDOW_OFFSET
"""A column's buffer begins this many samples before the column."""

SCALE = COLUMN_SAMPLES / (WINDOW_SAMPLES / 2)
"""Overlapping Hann windows add up to the inverse of this."""

Floats = NDArray[np.float32]


class OverlapAdd:
    """Adds the inverse transforms of columns; samples come out once they are complete."""

    def __init__(self) -> None:
        self._column = 0
        self._taken = 0
        self._finished = False
        self._sums = np.zeros(0, np.float32)

    @property
    def complete(self) -> int:
        """Samples of the line that no further column changes."""
        if self._finished:
            return self._column * COLUMN_SAMPLES
        return max(0, self._column * COLUMN_SAMPLES - BEFORE)

    def add(self, spectra: NDArray[np.complexfloating]) -> None:
        """Add the next columns (n, 513)."""
        pieces = np.fft.irfft(spectra, FFT_SIZE, axis=1).astype(np.float32, copy=False) * SCALE
        end = (self._column + len(spectra) - 1) * COLUMN_SAMPLES - BEFORE + FFT_SIZE
        missing = end - (self._taken + len(self._sums))
        if missing > 0:
            self._sums = np.concatenate([self._sums, np.zeros(missing, np.float32)])
        for piece in pieces:
            start = self._column * COLUMN_SAMPLES - BEFORE - self._taken
            skip = max(0, -start)
            self._sums[start + skip : start + FFT_SIZE] += piece[skip:]
            self._column += 1

    def finish(self) -> None:
        """No column follows: all samples up to the end of the last one are complete."""
        self._finished = True

    def take(self, count: int) -> Floats:
        """The next `count` samples, which must be complete."""
        out, self._sums = self._sums[:count].copy(), self._sums[count:]
        self._taken += count
        return out
