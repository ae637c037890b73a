"""The excitation of several lines through their filters, transformed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
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
    """Columns `first` and on of one line that can be filtered now.

    Attributes:
        rows: where in the batch's filters theirs are.
        put_in: recorded sounds: where among these columns, and filters for there.
    """

    excitation: Excitation
    first: int
    rows: slice
    put_in: Sequence[tuple[slice, Filters]] = ()

    @property
    def count(self) -> int:
        return int(self.rows.stop - self.rows.start)


def filtered(filters: Filters, dues: Sequence[Due], grid: Grid) -> Iterator[list[Floats]]:
    """What the filters make of each line's columns, as samples (count, 512), some lines at a time.

    Those of lines with equally many columns lie one behind the other.
    """
    group: list[Due] = []
    columns = 0
    for due in dues:
        if group and columns + due.count > MOST_COLUMNS:
            yield _filtered(filters, group, columns, grid)
            group, columns = [], 0
        group.append(due)
        columns += due.count
    yield _filtered(filters, group, columns, grid)


def _filtered(filters: Filters, dues: Sequence[Due], count: int, grid: Grid) -> list[Floats]:
    if not count:
        return [np.zeros((0, FFT_SIZE), np.float32) for _ in dues]
    own = _gathered(filters, dues, count)
    excited = np.zeros((2, count, FFT_SIZE), np.float32)
    sources = excited[:, :, : grid.window_samples]
    row = 0
    for due in dues:
        rows = slice(row, row + due.count)
        due.excitation.cut(due.first, grid, sources[0, rows], sources[1, rows])
        row += due.count
    answer = np.empty((count, BINS), np.complex64)
    answer.real, answer.imag = own.real, own.imaginary
    pulses, noise = spectra(excited)
    pulses *= own.pulse
    noise *= own.breath
    pulses += noise
    pulses *= answer
    samples: Floats = np.fft.irfft(pulses, FFT_SIZE, axis=1, norm="forward").astype(
        np.float32, copy=False
    )
    ends = list(accumulate(due.count for due in dues))
    return [samples[end - due.count : end] for due, end in zip(dues, ends, strict=True)]


def _gathered(filters: Filters, dues: Sequence[Due], count: int) -> Filters:
    """The filters of all these columns; a view where they lie together, as they mostly do."""
    first, last = dues[0].rows.start, dues[-1].rows.stop
    if last - first == count:
        own = filters.cut(first, last)
    else:
        own = Filters(*(np.concatenate([part[due.rows] for due in dues]) for part in filters))
    if any(due.put_in for due in dues):
        own, row = Filters(*(part.copy() for part in own)), 0
        for due in dues:
            for here, put in due.put_in:
                for part, values in zip(own, put, strict=True):
                    part[row + here.start : row + here.stop] = values
            row += due.count
    return own
