"""The excitation of several lines through their filters, transformed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.excitation import INSIDE, Excitation, spectra
from moodvox.models.own.layout import BINS, FFT_SIZE

Floats = NDArray[np.float32]
Filters = tuple[Floats, Floats, Floats]
"""Real and imaginary part for the pulses, gain for the noise: (n, 513) each."""

MOST_COLUMNS = 64
"""Transformed at once: their buffers stay in a core's cache."""


@dataclass(frozen=True)
class Due:
    """Columns `first` to `first + count` of one line, and the filters for them."""

    excitation: Excitation
    first: int
    count: int
    filters: Filters


def filtered(dues: Sequence[Due]) -> list[Floats]:
    """What the filters make of each line's columns, as samples (count, 1024)."""
    pieces: list[Floats] = []
    group: list[Due] = []
    for due in dues:
        if group and sum(one.count for one in group) + due.count > MOST_COLUMNS:
            pieces += _filtered(group)
            group = []
        group.append(due)
    return pieces + _filtered(group)


def _filtered(dues: Sequence[Due]) -> list[Floats]:
    count = sum(due.count for due in dues)
    if not count:
        return [np.zeros((0, FFT_SIZE), np.float32) for _ in dues]
    excited = np.zeros((2, count, FFT_SIZE), np.float32)
    filters = np.empty((count, BINS), np.complex64)
    breath = np.empty((count, BINS, 1), np.float32)
    row = 0
    for due in dues:
        rows = slice(row, row + due.count)
        filters.real[rows], filters.imag[rows], breath[rows, :, 0] = due.filters
        due.excitation.cut(due.first, excited[0, rows, INSIDE], excited[1, rows, INSIDE])
        row += due.count
    pulses, noise = spectra(excited)
    np.multiply(pulses, filters, out=filters)
    # A product of reals, since numpy would make the gain complex first.
    parts = noise.view(np.float32).reshape(count, BINS, 2)
    np.multiply(parts, breath, out=parts)
    filters += noise
    samples = np.fft.irfft(filters, FFT_SIZE, axis=1, norm="forward")
    ends = np.cumsum([due.count for due in dues])
    return np.split(samples.astype(np.float32, copy=False), ends[:-1])
