"""What the encoders see of a recording: its mel spectrum. Training imports this definition.

80 bands over 40 to 7600 Hz of speech at 16 kHz, one column each 10 ms from a window of
50 ms, long enough to part the harmonics of most voices. Level says nothing about who
speaks, so columns are relative to the mean power of the loud ones.
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DEFINITION: Final = "mel80/16000/800/160/40-7600/1"
"""Stands in the metadata of an encoder's graph; another one needs another graph."""

RATE_HZ: Final = 16_000
WINDOW: Final = 800
STEP: Final = 160
FFT: Final = 1024
BANDS: Final = 80
LOW_HZ: Final = 40.0
HIGH_HZ: Final = 7600.0
COLUMNS_PER_S: Final = RATE_HZ / STEP

FLOOR: Final = -11.0
"""Of log power re the loud columns: 48 dB below is silence, whatever the room."""

CHUNK: Final = 256
"""Columns transformed at once: their buffers stay in the cache."""


def power_mel(samples: Floats) -> Floats:
    """(80, T) mean power in each band, of `samples` (S,) at 16 kHz; T = S // 160 + 1."""
    padded = np.pad(samples, WINDOW // 2)
    pieces = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::STEP]
    window, weights = _window(), _weights()
    out = np.empty((len(pieces), BANDS), np.float32)
    for start in range(0, len(pieces), CHUNK):
        spectra = np.fft.rfft(pieces[start : start + CHUNK] * window, FFT, axis=1)
        power = spectra.real**2 + spectra.imag**2
        out[start : start + CHUNK] = power.astype(np.float32, copy=False) @ weights
    return np.ascontiguousarray(out.T)


def log_mel(power: Floats) -> Floats:
    """What an encoder takes: natural log of `power` (80, T) re its loud columns, floored."""
    loud = loud_columns(power)
    middle = float(power[:, loud].mean(dtype=np.float64)) + 1e-20
    relative = np.log(power / np.float32(middle) + np.float32(1e-12))
    return np.asarray(np.maximum(relative, np.float32(FLOOR)), np.float32)


def loud_columns(power: Floats) -> NDArray[np.bool_]:
    """(T,) which columns of `power` (80, T) are within 25 dB of the loudest tenth."""
    level = power.sum(axis=0)
    return np.asarray(level >= np.percentile(level, 90) * 10**-2.5)


@functools.cache
def _window() -> Floats:
    ramp = np.arange(WINDOW) / WINDOW
    return np.asarray(np.sqrt(2 / 3 / WINDOW) * (1 - np.cos(2 * np.pi * ramp)), np.float32)


@functools.cache
def _weights() -> Floats:
    """(513, 80) triangles of area 1, even in mel."""
    edges = _hz(np.linspace(_mel(LOW_HZ), _mel(HIGH_HZ), BANDS + 2))
    bins = np.arange(FFT // 2 + 1) * (RATE_HZ / FFT)
    rise = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0.0, np.minimum(rise, fall))
    return np.asarray(triangles / triangles.sum(axis=0), np.float32)


def _mel(hz: float) -> float:
    return float(2595.0 * np.log10(1.0 + hz / 700.0))


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(700.0 * (10.0 ** (mel / 2595.0) - 1.0))
