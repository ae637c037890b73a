"""Glottal pulses at the planned pitch: band-limited, at the exact moment between samples.

Each is scaled by the root of its period, so that a train's power spectrum is 1 at every
pitch, like the noise's. Pulses are made well ahead of what is spoken, since a call costs
more than what it makes; a plan that changes takes back those that were early.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import COLUMN_SAMPLES, SAMPLE_RATE_HZ

REACH = 16
FRACTIONS = 1024
"""Places between two samples at which a pulse can stand: 56 dB below it at 12 kHz."""

EARLY = 256
"""Samples before a line's first that its first window may want."""

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_taps = np.arange(-REACH + 1, REACH + 1)


@functools.cache
def _shapes() -> Floats:
    """(1025, 32) a band-limited pulse at each fraction of a sample: a windowed sinc."""
    away = _taps - np.arange(FRACTIONS + 1)[:, None] / FRACTIONS
    window = 0.5 + 0.5 * np.cos(np.pi / (REACH + 0.5) * away)
    return np.asarray(np.sinc(away) * window, np.float32)


@dataclass(frozen=True)
class _Stretch:
    """Columns that were added together: cycles a sample and phase at each, and the pulses."""

    first: int
    cycles: Doubles
    phases: Doubles
    moments: Doubles
    heights: Doubles

    def cut(self, columns: int) -> _Stretch:
        """The part up to where column `columns - 1` stands."""
        count = columns - self.first
        some = self.moments <= (columns - 1) * COLUMN_SAMPLES
        return _Stretch(
            self.first, self.cycles[:count], self.phases[:count], self.moments[some],
            self.heights[some],
        )  # fmt: skip


class Pulses:
    """The pulses of one line, as far as its pitch was told."""

    def __init__(self) -> None:
        self._stretches: list[_Stretch] = []
        self._first = -EARLY
        self._samples = np.zeros(EARLY + 2 * REACH, np.float32)

    @property
    def columns(self) -> int:
        """Analysed columns whose pitch is known."""
        last = self._stretches[-1] if self._stretches else None
        return last.first + len(last.cycles) if last else 0

    def extend(self, pitch_hz: NDArray[np.floating]) -> None:
        """Append the pitch of the next columns (n,) of 5 ms. Between them it is linear."""
        if not len(pitch_hz):
            return
        cycles, first, phase = np.asarray(pitch_hz, np.float64) / SAMPLE_RATE_HZ, 0, 0.0
        if self._stretches:
            last = self._stretches[-1]
            cycles = np.concatenate([last.cycles[-1:], cycles])
            first, phase = self.columns - 1, float(last.phases[-1]) % 1.0
        # Within a column the phase is a parabola, so a pulse's moment is a root of one.
        begins, slopes = cycles[:-1], (cycles[1:] - cycles[:-1]) / COLUMN_SAMPLES
        phases = np.full(len(cycles), phase)
        phases[1:] += np.cumsum((begins + cycles[1:]) * (COLUMN_SAMPLES / 2))
        turns = np.arange(1, math.floor(phases[-1]) + 1)
        inside = np.searchsorted(phases, turns) - 1
        rest = turns - phases[inside]
        begin = begins[inside]
        at_pulse = np.sqrt(begin * begin + 2.0 * slopes[inside] * rest)
        moments = (first + inside) * COLUMN_SAMPLES + 2.0 * rest / (begin + at_pulse)
        heights = np.sqrt(1.0 / at_pulse)
        self._stretches.append(_Stretch(first, cycles, phases, moments, heights))
        self._place(moments, heights)

    def rewind(self, columns: int) -> None:
        """Forget the pitch of all but the first columns, which must not have been read past."""
        if columns >= self.columns:
            return
        while self._stretches and self._stretches[-1].first >= columns:
            self._stretches.pop()
        if self._stretches:
            self._stretches[-1] = self._stretches[-1].cut(columns)
        # What is forgotten begins less than a pulse's reach before the last that is kept.
        clean = max(self._first, (columns - 1) * COLUMN_SAMPLES - REACH)
        self._samples = self._samples[: clean - self._first]
        kept = self._samples.copy()
        near = [
            (one.moments[some], one.heights[some])
            for one in self._stretches
            if (some := one.moments > clean - 2 * REACH).any()
        ]
        for moments, heights in near:
            self._place(moments, heights)
        self._samples[: len(kept)] = kept

    def at(self, first: int, count: int) -> Floats:
        """Samples `first` to `first + count`; those before are forgotten, unknown ones zero."""
        here = first - self._first
        known = self._samples[here : here + count]
        if len(known) == count:
            return known
        return np.concatenate([known, np.zeros(count - len(known), np.float32)])

    def forget(self, first: int) -> None:
        """Nothing before sample `first` will be asked for."""
        self._samples, self._first = self._samples[first - self._first :], first

    def _place(self, moments: Doubles, heights: Doubles) -> None:
        """Add pulses; room is made for all that could stand in the columns known by now."""
        room = (self.columns - 1) * COLUMN_SAMPLES + 2 * REACH - self._first
        if room > len(self._samples):
            samples = np.zeros(room, np.float32)
            samples[: len(self._samples)] = self._samples
            self._samples = samples
        if not len(moments):
            return
        whole = np.floor(moments)
        places = whole.astype(np.int64)
        shape = _shapes()[np.rint((moments - whole) * FRACTIONS).astype(np.int64)]
        begin = int(places[0]) + int(_taps[0])
        index = (places - begin)[:, None] + _taps
        added = np.bincount(index.ravel(), (shape * heights[:, None]).ravel())
        here = begin - self._first
        skip = max(0, -here)
        self._samples[here + skip : here + len(added)] += added[skip:].astype(np.float32)
