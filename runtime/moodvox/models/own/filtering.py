"""The excitation of several lines through their filters, transformed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.excitation import Excitation, spectra
from moodvox.models.own.layout import BINS, FFT_SIZE, Grid

Floats = NDArray[np.float32]

MOST_COLUMNS = 64
"""Transformed at once: their buffers stay in a core's cache."""


class Filters(NamedTuple):
    """Of n columns, (n, 257) each: the filter, and how much of pulses and noise goes in."""

    real: Floats
    imaginary: Floats
    pulse: Floats
    breath: Floats

    def cut(self, first: int, last: int) -> Filters:
        """Those from `first` to before `last`."""
        return Filters(*(part[first:last] for part in self))


@dataclass(frozen=True)
class Due:
    """Columns `first` to `first + count` of one line, and the filters for them."""

    excitation: Excitation
    first: int
    count: int
    filters: Filters


def filtered(dues: Sequence[Due], grid: Grid) -> list[Floats]:
    """What the filters make of each line's columns, as samples (count, 512)."""
    pieces: list[Floats] = []
    group: list[Due] = []
    columns = 0
    for due in dues:
        if group and columns + due.count > MOST_COLUMNS:
            pieces += _filtered(group, columns, grid)
            group, columns = [], 0
        group.append(due)
        columns += due.count
    return pieces + _filtered(group, columns, grid)


def _filtered(dues: Sequence[Due], count: int, grid: Grid) -> list[Floats]:
    if not count:
        return [np.zeros((0, FFT_SIZE), np.float32) for _ in dues]
    excited = np.zeros((2, count, FFT_SIZE), np.float32)
    sources = excited[:, :, : grid.window_samples]
    filters = np.empty((count, BINS), np.complex64)
    gains = np.empty((2, count, BINS, 1), np.float32)
    row = 0
    for due in dues:
        rows = slice(row, row + due.count)
        filters.real[rows], filters.imag[rows] = due.filters.real, due.filters.imaginary
        gains[0, rows, :, 0], gains[1, rows, :, 0] = due.filters.pulse, due.filters.breath
        due.excitation.cut(due.first, grid, sources[0, rows], sources[1, rows])
        row += due.count
    spectrum = spectra(excited)
    # A product of reals, since numpy would make the gains complex first.
    parts = spectrum.view(np.float32).reshape(2, count, BINS, 2)
    parts *= gains
    source = spectrum[0]
    source += spectrum[1]
    source *= filters
    samples = np.fft.irfft(source, FFT_SIZE, axis=1, norm="forward")
    ends = np.cumsum([due.count for due in dues])
    return np.split(samples.astype(np.float32, copy=False), ends[:-1])
