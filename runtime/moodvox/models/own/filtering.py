"""The excitation of several lines through their filters, transformed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.excitation import Excitation, cut, noise_of, samples_of, spectra
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


def filtered(filters: Filters, dues: Sequence[Due], grid: Grid) -> Iterator[Floats]:
    """What the filters make of each line's columns, as samples (L, count, 512).

    The first L of the lines, those behind them, and so on: as many as have equally many
    columns, and no more than stay in a core's cache together.
    """
    first = 0
    while first < len(dues):
        count = dues[first].count
        last = first + 1
        while (
            last < len(dues)
            and dues[last].count == count
            and (last + 1 - first) * count <= MOST_COLUMNS
        ):
            last += 1
        yield _filtered(filters, dues[first:last], count, grid)
        first = last


def _filtered(filters: Filters, dues: Sequence[Due], count: int, grid: Grid) -> Floats:
    if not count:
        return np.zeros((len(dues), 0, FFT_SIZE), np.float32)
    sources, firsts = [due.excitation for due in dues], [due.first for due in dues]
    own = _gathered(filters, dues, count)
    answer = np.empty((len(dues), count, BINS), np.complex64)
    answer.real, answer.imag = own.real, own.imaginary
    pulses = spectra(cut(sources, firsts, count, grid))
    noise = noise_of(sources, firsts, count, grid)
    pulses *= own.pulse
    noise *= own.breath
    pulses += noise
    pulses *= answer
    return samples_of(pulses)


def _gathered(filters: Filters, dues: Sequence[Due], count: int) -> Filters:
    """(L, count, 257) each; views where the rows lie together, as they mostly do."""
    first, last = dues[0].rows.start, dues[-1].rows.stop
    if last - first == len(dues) * count:
        own = filters.cut(first, last)
    else:
        own = Filters(*(np.concatenate([part[due.rows] for due in dues]) for part in filters))
    own = Filters(*(part.reshape(len(dues), count, BINS) for part in own))
    if any(due.put_in for due in dues):
        own = Filters(*(part.copy() for part in own))
        for row, due in enumerate(dues):
            for here, put in due.put_in:
                for part, values in zip(own, put, strict=True):
                    part[row, here] = values
    return own
