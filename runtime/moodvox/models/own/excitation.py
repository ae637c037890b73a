"""The sound before the vocal tract: glottal pulses at the planned pitch, and noise.

Both are functions of the line's seed and the sample's position, so that a line is the
same samples however it is cut. Pulses are band-limited (a windowed sinc at the exact
moment between samples) and scaled by the root of their period, so that their power
spectrum is 1 at every pitch, like the noise's.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import (
    COLUMN_SAMPLES,
    FFT_SIZE,
    SAMPLE_RATE_HZ,
    WINDOW_OFFSET,
    WINDOW_SAMPLES,
)

REACH = 16
NOISE_CHUNK = 4096
HALF = WINDOW_SAMPLES // 2

INSIDE = slice(WINDOW_OFFSET, WINDOW_OFFSET + WINDOW_SAMPLES)
"""Where in a column's FFT buffer its windowed samples stand."""

Floats = NDArray[np.float32]
Spectra = NDArray[np.complex64]

_window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW_SAMPLES) / WINDOW_SAMPLES)).astype(
    np.float32
)
_taps = np.arange(-REACH + 1, REACH + 1)
_share = np.arange(COLUMN_SAMPLES) / COLUMN_SAMPLES


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
        self._first = -HALF
        self._pulses = np.zeros(HALF + 2 * REACH, np.float32)

    @property
    def columns(self) -> int:
        """Columns whose pitch is known."""
        return self._columns

    def extend(self, pitch_hz: NDArray[np.floating]) -> None:
        """Append the pitch of the next columns (n,). Between columns it is linear."""
        if not len(pitch_hz):
            return
        points = np.asarray(pitch_hz, np.float64)
        if self._columns:
            points = np.concatenate([[self._last_hz], points])
        spans = len(points) - 1
        self._columns += len(pitch_hz)
        self._last_hz = float(points[-1])
        if not spans:
            return
        begins = points[:-1] / SAMPLE_RATE_HZ
        steps = np.diff(points) / SAMPLE_RATE_HZ
        cycles = (begins[:, None] + steps[:, None] * _share).ravel()
        phase = np.cumsum(cycles)
        phase += self._phase
        whole = np.floor(phase)
        hit = np.flatnonzero(np.diff(whole, prepend=math.floor(self._phase)))
        before = np.where(hit > 0, phase[hit - 1], self._phase)
        begin = (self._columns - 1 - spans) * COLUMN_SAMPLES
        moments = np.asarray(begin + hit + (whole[hit] - before) / cycles[hit], np.float64)
        self._phase = float(phase[-1] % 1.0)
        self._place(moments, np.sqrt(1.0 / cycles[hit]))

    def _place(self, moments: NDArray[np.float64], heights: NDArray[np.float64]) -> None:
        known = (self._columns - 1) * COLUMN_SAMPLES + 2 * REACH
        room = known - self._first + HALF
        if room > len(self._pulses):
            self._pulses = np.concatenate(
                [self._pulses, np.zeros(room - len(self._pulses), np.float32)]
            )
        if not len(moments):
            return
        whole = np.floor(moments).astype(np.int64)
        away = _taps - (moments - whole)[:, None]
        shape = np.sinc(away) * (0.5 + 0.5 * np.cos(np.pi / (REACH + 0.5) * away))
        begin = int(whole[0]) + int(_taps[0])
        index = (whole - begin + int(_taps[0]))[:, None] + (_taps - _taps[0])
        added = np.bincount(index.ravel(), (shape * heights[:, None]).ravel())
        here = begin - self._first
        self._pulses[here : here + len(added)] += added.astype(np.float32)

    def cut(self, first: int, pulses: Floats, noise: Floats) -> None:
        """Write the windowed samples of the columns from `first` into (count, 480) each.

        Forgets what lies before column `first`.
        """
        count = len(pulses)
        start = first * COLUMN_SAMPLES - HALF
        length = (count - 1) * COLUMN_SAMPLES + WINDOW_SAMPLES
        self._pulses, self._first = self._pulses[start - self._first :], start
        known = self._pulses[:length]
        if len(known) < length:
            known = np.concatenate([known, np.zeros(length - len(known), np.float32)])
        np.multiply(_windows(known, count), _window, out=pulses)
        np.multiply(_windows(self._noise.at(start, length), count), _window, out=noise)

    def spectra(self, first: int, count: int) -> tuple[Spectra, Spectra]:
        """Windowed spectra (count, 513) of pulses and of noise; otherwise as `cut`."""
        pieces = np.zeros((2, count, FFT_SIZE), np.float32)
        self.cut(first, pieces[0, :, INSIDE], pieces[1, :, INSIDE])
        pulses, noise = spectra(pieces) * np.float32(FFT_SIZE)
        return pulses, noise


def spectra(pieces: Floats) -> Spectra:
    """Spectra (..., 513) of pieces (..., 1024), divided by 1024.

    Divided, because NumPy takes the transform that is not to double precision, which
    costs four times as much and more.
    """
    return np.fft.rfft(pieces, axis=-1, norm="forward").astype(np.complex64, copy=False)


def _windows(samples: Floats, count: int) -> Floats:
    """(count, 480) views of `samples`, one for each column."""
    step = samples.strides[0]
    return np.lib.stride_tricks.as_strided(
        samples, (count, WINDOW_SAMPLES), (COLUMN_SAMPLES * step, step), writeable=False
    )
