"""Filtered columns added up to samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import FFT_SIZE, Grid

Floats = NDArray[np.float32]


class OverlapAdd:
    """Adds the inverse transforms of columns; samples come out once they are complete."""

    def __init__(self, grid: Grid) -> None:
        self._step, self._before = grid.column_samples, grid.before
        self._span = -(-FFT_SIZE // self._step)
        self._column = 0
        self._taken = 0
        self._finished = False
        self._whole = np.zeros(0, np.float32)
        self._tail = np.zeros((self._span - 1, self._step), np.float32)

    @property
    def complete(self) -> int:
        """Samples of the line that no further column changes."""
        samples = self._column * self._step
        return samples if self._finished else max(0, samples - self._before)

    def add(self, pieces: Floats) -> None:
        """Add the next columns, as samples (n, 512).

        The sums are cut where columns begin, so that one addition serves the same part
        of all pieces. The oldest part comes first: each sample is the sum of its columns
        in their order, whatever the calls.
        """
        count, step = len(pieces), self._step
        sums = np.zeros((count + self._span - 1, step), np.float32)
        sums[: self._span - 1] = self._tail
        for part in range(self._span - 1, -1, -1):
            piece = pieces[:, part * step : (part + 1) * step]
            sums[part : part + count, : piece.shape[1]] += piece
        ready = sums[:count].ravel()
        if self._column * step < self._before:
            ready = ready[self._before - self._column * step :]
        self._whole = np.concatenate([self._whole, ready])
        self._tail = sums[count:]
        self._column += count

    def finish(self) -> None:
        """No column follows: all samples up to the end of the last one are complete."""
        if not self._finished:
            early = max(0, self._before - self._column * self._step)
            rest = self._tail.ravel()[early : self._before]
            self._whole = np.concatenate([self._whole, rest])
        self._finished = True

    def take(self, count: int) -> Floats:
        """The next `count` samples, which must be complete."""
        out, self._whole = self._whole[:count], self._whole[count:]
        self._taken += count
        return out
