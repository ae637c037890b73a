"""White noise of power 1, already transformed: one loop of it for all lines.

A line begins somewhere in the loop, as its seed says, and its columns are the loop's next
ones; so its noise depends on the seed and the column alone. The loop is longer (5 and
10 s) than a noise that ears know again.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import FFT_SIZE, Grid

LOOP_COLUMNS = 1024
SCRAMBLE = 0x9E3779B97F4A7C15
"""Odd, so that seeds that follow each other begin at places far from each other."""

Floats = NDArray[np.float32]
Spectra = NDArray[np.complex64]


@functools.cache
def loop_samples(grid: Grid) -> Floats:
    """(1024 columns,) uniform, not normal: a filter's answer adds up dozens of them, so what is
    heard is as good as normal.
    """
    random = np.random.Generator(np.random.PCG64(5))
    edge = 3.0**0.5
    return random.uniform(-edge, edge, LOOP_COLUMNS * grid.column_samples).astype(np.float32)


@functools.cache
def loop_spectra(grid: Grid) -> Spectra:
    """(1024, 257) of the loop's windowed columns; the first one follows the last."""
    window, samples = grid.loud_window, loop_samples(grid)
    starts = np.arange(LOOP_COLUMNS) * grid.column_samples - grid.before
    places = (starts[:, None] + np.arange(len(window))) % len(samples)
    pieces = np.zeros((LOOP_COLUMNS, FFT_SIZE), np.float32)
    np.multiply(samples[places], window, out=pieces[:, : len(window)])
    spectra = np.fft.rfft(pieces, norm="forward").astype(np.complex64, copy=False)
    spectra.flags.writeable = False
    return spectra


class Noise:
    """One line's noise."""

    def __init__(self, seed: int) -> None:
        self._begin = (seed * SCRAMBLE >> 20) % LOOP_COLUMNS

    def write(self, first: int, grid: Grid, out: Spectra) -> None:
        """Spectra of the grid's columns `first` and on into `out` (n, 257)."""
        loop, done = loop_spectra(grid), 0
        while done < len(out):
            here = (self._begin + first + done) % LOOP_COLUMNS
            count = min(len(out) - done, LOOP_COLUMNS - here)
            out[done : done + count] = loop[here : here + count]
            done += count
