"""The sound before the vocal tract: glottal pulses at the planned pitch, and noise.

Both are functions of the line's seed and the column's place, so that a line is the same
samples however it is cut.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import BINS, FFT_SIZE, Grid
from moodvox.models.own.noise import Noise
from moodvox.models.own.pulses import Pulses

Floats = NDArray[np.float32]
Spectra = NDArray[np.complex64]


class Excitation:
    """Pulses and noise of one line."""

    def __init__(self, seed: int) -> None:
        self.pulses = Pulses()
        self.noise = Noise(seed)


def cut(sources: Sequence[Excitation], firsts: Sequence[int], count: int, grid: Grid) -> Floats:
    """(L, count, 512) windowed pulses of the grid's columns from `firsts` of L lines, which
    forget what lies before; 512 times as large, since both of their transforms divide by that.
    """
    step, wide = grid.column_samples, grid.window_samples
    raw = np.empty((len(sources), (count - 1) * step + wide), np.float32)
    for row, (source, first) in enumerate(zip(sources, firsts, strict=True)):
        begin = first * step - grid.before
        raw[row] = source.pulses.at(begin, raw.shape[1])
        source.pulses.forget(begin)
    line, sample = raw.strides
    windows = np.ndarray(
        (len(sources), count, wide), np.float32, raw, strides=(line, step * sample, sample)
    )
    pieces = np.zeros((len(sources), count, FFT_SIZE), np.float32)
    np.multiply(windows, grid.loud_window, out=pieces[..., :wide])
    return pieces


def noise_of(
    sources: Sequence[Excitation], firsts: Sequence[int], count: int, grid: Grid
) -> Spectra:
    """(L, count, 257) spectra of the same columns' noise."""
    found = np.empty((len(sources), count, BINS), np.complex64)
    for source, first, out in zip(sources, firsts, found, strict=True):
        source.noise.write(first, grid, out)
    return found


def spectra(pieces: Floats) -> Spectra:
    """Spectra (..., 257) of pieces (..., 512), divided by 512.

    Divided, both here and on the way back, because NumPy takes a transform that is not to
    double precision, which costs two to four times as much.
    """
    return np.fft.rfft(pieces, axis=-1, norm="forward").astype(np.complex64, copy=False)


def samples_of(spectrum: Spectra) -> Floats:
    """Pieces (..., 512) of spectra (..., 257), divided by 512."""
    return np.fft.irfft(spectrum, FFT_SIZE, axis=-1).astype(np.float32, copy=False)
