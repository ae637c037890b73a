"""The sound before the vocal tract: glottal pulses at the planned pitch, and noise.

Both are functions of the line's seed and the sample's position, so that a line is the
same samples however it is cut. Pulses are band-limited (a windowed sinc at the exact
moment between samples) and scaled by the root of their period, so that their power
spectrum is 1 at every pitch, like the noise's.
"""

from __future__ import annotations

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

Floats = NDArray[np.float32]
Spectra = NDArray[np.complex64]

_window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW_SAMPLES) / WINDOW_SAMPLES)).astype(
    np.float32
)
_taps = np.arange(-REACH + 1, REACH + 1)


def noise_at(seed: int, first: int, count: int) -> Floats:
    """White noise of power 1: samples `first` to `first + count` of the seed's stream.

    Samples before 0 are zero.
    """
    out = np.zeros(count, np.float32)
    start = max(first, 0)
    while start < first + count:
        chunk, inside = divmod(start, NOISE_CHUNK)
        generator = np.random.Generator(np.random.Philox(key=seed, counter=chunk << 32))
        values = generator.standard_normal(NOISE_CHUNK, dtype=np.float32)
        stop = min(first + count, (chunk + 1) * NOISE_CHUNK)
        out[start - first : stop - first] = values[inside : inside + stop - start]
        start = stop
    return out


class Excitation:
    """Pulses and noise of one line, extended as its pitch becomes final."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
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
        step = np.arange(COLUMN_SAMPLES) / COLUMN_SAMPLES
        rising = points[:-1, None] + np.diff(points)[:, None] * step
        cycles = rising.ravel() / SAMPLE_RATE_HZ
        phase = self._phase + np.cumsum(cycles)
        begin = (self._columns - 1 - spans) * COLUMN_SAMPLES
        before = np.concatenate([[self._phase], phase[:-1]])
        hit = np.flatnonzero(np.floor(phase) > np.floor(before))
        moments = begin + hit + (np.floor(phase[hit]) - before[hit]) / cycles[hit]
        self._phase = float(phase[-1] % 1.0)
        self._place(moments, np.sqrt(1.0 / cycles[hit]))

    def _place(self, moments: NDArray[np.float64], heights: NDArray[np.float64]) -> None:
        known = (self._columns - 1) * COLUMN_SAMPLES + 2 * REACH
        room = known - self._first + HALF
        if room > len(self._pulses):
            self._pulses = np.concatenate(
                [self._pulses, np.zeros(room - len(self._pulses), np.float32)]
            )
        whole = np.floor(moments).astype(np.int64)
        away = _taps[None, :] - (moments - whole)[:, None]
        shape = np.sinc(away) * (0.5 + 0.5 * np.cos(np.pi * away / (REACH + 0.5)))
        index = whole[:, None] + _taps[None, :] - self._first
        np.add.at(self._pulses, index.ravel(), (shape * heights[:, None]).ravel())

    def spectra(self, first: int, count: int) -> tuple[Spectra, Spectra]:
        """Windowed spectra (count, 513) of pulses and of noise for columns from `first`.

        Forgets what lies before column `first`.
        """
        start = first * COLUMN_SAMPLES - HALF
        length = (count - 1) * COLUMN_SAMPLES + WINDOW_SAMPLES
        drop = start - self._first
        self._pulses, self._first = self._pulses[drop:], start
        pulses = np.zeros(length, np.float32)
        known = self._pulses[:length]
        pulses[: len(known)] = known
        return _cut(pulses, count), _cut(noise_at(self._seed, start, length), count)


def _cut(samples: Floats, count: int) -> Spectra:
    pieces = np.lib.stride_tricks.sliding_window_view(samples, WINDOW_SAMPLES)[::COLUMN_SAMPLES]
    buffer = np.zeros((count, FFT_SIZE), np.float32)
    buffer[:, WINDOW_OFFSET : WINDOW_OFFSET + WINDOW_SAMPLES] = pieces[:count] * _window
    spectra: Spectra = np.fft.rfft(buffer, axis=1).astype(np.complex64, copy=False)
    return spectra
