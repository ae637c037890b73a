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

SPAN = -(-FFT_SIZE // COLUMN_SAMPLES)
"""Columns that one column's buffer reaches over."""

Floats = NDArray[np.float32]


class OverlapAdd:
    """Adds the inverse transforms of columns; samples come out once they are complete."""

    def __init__(self) -> None:
        self._column = 0
        self._taken = 0
        self._finished = False
        self._whole = np.zeros(0, np.float32)
        self._tail = np.zeros((SPAN - 1, COLUMN_SAMPLES), np.float32)

    @property
    def complete(self) -> int:
        """Samples of the line that no further column changes."""
        if self._finished:
            return self._column * COLUMN_SAMPLES
        return max(0, self._column * COLUMN_SAMPLES - BEFORE)

    def add(self, pieces: Floats) -> None:
        """Add the next columns, as samples (n, 1024).

        The sums are cut where columns begin, so that one addition serves the same part
        of all pieces. The oldest part comes first: each sample is the sum of its columns
        in their order, whatever the calls.
        """
        count = len(pieces)
        padded = np.zeros((count, SPAN * COLUMN_SAMPLES), np.float32)
        np.multiply(pieces, np.float32(SCALE), out=padded[:, :FFT_SIZE])
        parts = padded.reshape(count, SPAN, COLUMN_SAMPLES)
        sums = np.zeros((count + SPAN - 1, COLUMN_SAMPLES), np.float32)
        sums[: SPAN - 1] = self._tail
        for part in range(SPAN - 1, -1, -1):
            sums[part : part + count] += parts[:, part]
        ready = sums[:count].ravel()
        if self._column * COLUMN_SAMPLES < BEFORE:
            ready = ready[BEFORE - self._column * COLUMN_SAMPLES :]
        self._whole = np.concatenate([self._whole, ready])
        self._tail = sums[count:]
        self._column += count

    def finish(self) -> None:
        """No column follows: all samples up to the end of the last one are complete."""
        if not self._finished:
            early = max(0, BEFORE - self._column * COLUMN_SAMPLES)
            rest = self._tail.ravel()[early:BEFORE]
            self._whole = np.concatenate([self._whole, rest])
        self._finished = True

    def take(self, count: int) -> Floats:
        """The next `count` samples, which must be complete."""
        out, self._whole = self._whole[:count], self._whole[count:]
        self._taken += count
        return out
