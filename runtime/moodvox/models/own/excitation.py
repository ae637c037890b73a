"""The sound before the vocal tract: glottal pulses at the planned pitch, and noise.

Both are functions of the line's seed and the sample's position, so that a line is the
same samples however it is cut. Pulses are band-limited (a windowed sinc at the exact
moment between samples) and scaled by the root of their period, so that their power
spectrum is 1 at every pitch, like the noise's.
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import COLUMN_SAMPLES, SAMPLE_RATE_HZ, Grid

REACH = 16
FRACTIONS = 1024
"""Places between two samples at which a pulse can stand: 56 dB below it at 12 kHz."""

NOISE_CHUNK = 4096
EARLY = 256
"""Samples before a line's first that its first window may want."""

Floats = NDArray[np.float32]
Spectra = NDArray[np.complex64]

_taps = np.arange(-REACH + 1, REACH + 1)


@functools.cache
def _pulse_shapes() -> Floats:
    """(1025, 32) a band-limited pulse at each fraction of a sample: a windowed sinc."""
    away = _taps - np.arange(FRACTIONS + 1)[:, None] / FRACTIONS
    window = 0.5 + 0.5 * np.cos(np.pi / (REACH + 0.5) * away)
    return np.asarray(np.sinc(away) * window, np.float32)


def noise_chunk(seed: int, chunk: int) -> Floats:
    """Samples `chunk * NOISE_CHUNK` and on of the seed's stream: white noise of power 1."""
    generator = np.random.Generator(np.random.Philox(key=seed, counter=chunk << 32))
    return generator.standard_normal(NOISE_CHUNK, dtype=np.float32)


class Noise:
    """White noise of power 1: any samples of a seed's stream.

    Remembers the last chunk that it drew: blocks are far shorter.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._chunk = -1
        self._values = np.zeros(0, np.float32)

    def at(self, first: int, count: int) -> Floats:
        """Samples `first` to `first + count`; those before 0 are zero."""
        out = np.zeros(count, np.float32)
        start = max(first, 0)
        while start < first + count:
            chunk, inside = divmod(start, NOISE_CHUNK)
            if chunk != self._chunk:
                self._chunk, self._values = chunk, noise_chunk(self._seed, chunk)
            stop = min(first + count, (chunk + 1) * NOISE_CHUNK)
            out[start - first : stop - first] = self._values[inside : inside + stop - start]
            start = stop
        return out


class Excitation:
    """Pulses and noise of one line, extended as its pitch becomes final."""

    def __init__(self, seed: int) -> None:
        self._noise = Noise(seed)
        self._phase = 0.0
        self._columns = 0
        self._last_hz = 0.0
        self._first = -EARLY
        self._pulses = np.zeros(EARLY + 2 * REACH, np.float32)

    @property
    def columns(self) -> int:
        """Analysed columns whose pitch is known."""
        return self._columns

    def extend(self, pitch_hz: NDArray[np.floating]) -> None:
        """Append the pitch of the next columns (n,) of 5 ms. Between them it is linear."""
        if not len(pitch_hz):
            return
        points = np.asarray(pitch_hz, np.float64)
        if self._columns:
            points = np.concatenate([[self._last_hz], points])
        self._columns += len(pitch_hz)
        self._last_hz = float(points[-1])
        if len(points) == 1:
            return
        # Within a column the phase is a parabola, so each pulse's moment is a root of it.
        cycles = points / SAMPLE_RATE_HZ
        begins, slopes = cycles[:-1], np.diff(cycles) / COLUMN_SAMPLES
        edges = np.empty(len(points))
        edges[0] = self._phase
        np.cumsum((begins + cycles[1:]) * (COLUMN_SAMPLES / 2), out=edges[1:])
        edges[1:] += self._phase
        last = math.floor(edges[-1])
        turns = np.arange(1, last + 1)
        inside = np.searchsorted(edges, turns) - 1
        rest = turns - edges[inside]
        at_pulse = np.sqrt(begins[inside] ** 2 + 2.0 * slopes[inside] * rest)
        since = 2.0 * rest / (begins[inside] + at_pulse)
        first = self._columns - len(points)
        self._phase = float(edges[-1]) - last
        self._place((first + inside) * COLUMN_SAMPLES + since, np.sqrt(1.0 / at_pulse))

    def _place(self, moments: NDArray[np.float64], heights: NDArray[np.float64]) -> None:
        """Add pulses; room is made for all that could stand in the columns known by now."""
        room = (self._columns - 1) * COLUMN_SAMPLES + 2 * REACH - self._first
        if room > len(self._pulses):
            pulses = np.zeros(room, np.float32)
            pulses[: len(self._pulses)] = self._pulses
            self._pulses = pulses
        if not len(moments):
            return
        whole = np.floor(moments)
        shape = _pulse_shapes()[np.rint((moments - whole) * FRACTIONS).astype(np.int64)]
        begin = int(whole[0])
        index = (whole.astype(np.int64) - begin)[:, None] + (_taps - _taps[0])
        added = np.bincount(index.ravel(), (shape * heights[:, None]).ravel())
        here = begin + int(_taps[0]) - self._first
        self._pulses[here : here + len(added)] += added.astype(np.float32)

    def cut(self, first: int, grid: Grid, pulses: Floats, noise: Floats) -> None:
        """Write the windowed samples of the grid's columns from `first` into (count, W) each.

        Forgets what lies before column `first`.
        """
        count, step = len(pulses), grid.column_samples
        start = first * step - grid.before
        length = (count - 1) * step + grid.window_samples
        self._pulses, self._first = self._pulses[start - self._first :], start
        known = self._pulses[:length]
        if len(known) < length:
            known = np.concatenate([known, np.zeros(length - len(known), np.float32)])
        np.multiply(_windows(known, count, grid), grid.window, out=pulses)
        np.multiply(_windows(self._noise.at(start, length), count, grid), grid.window, out=noise)


def spectra(pieces: Floats) -> Spectra:
    """Spectra (..., 257) of pieces (..., 512), divided by 512.

    Divided, because NumPy takes the transform that is not to double precision, which
    costs four times as much and more.
    """
    return np.fft.rfft(pieces, axis=-1, norm="forward").astype(np.complex64, copy=False)


def _windows(samples: Floats, count: int, grid: Grid) -> Floats:
    """(count, W) views of `samples`, one for each column of the grid."""
    step = samples.strides[0]
    return np.lib.stride_tricks.as_strided(
        samples, (count, grid.window_samples), (grid.column_samples * step, step), writeable=False
    )
