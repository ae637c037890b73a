"""The sound before the vocal tract: glottal pulses at the planned pitch, and noise.

Both are functions of the line's seed and the sample's position, so that a line is the
same samples however it is cut.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import Grid
from moodvox.models.own.noise import Noise
from moodvox.models.own.pulses import Pulses

Floats = NDArray[np.float32]
Spectra = NDArray[np.complex64]


class Excitation:
    """Pulses and noise of one line."""

    def __init__(self, seed: int) -> None:
        self.pulses = Pulses()
        self._noise = Noise(seed)

    def cut(self, first: int, grid: Grid, pulses: Floats, noise: Floats) -> None:
        """Write the windowed samples of the grid's columns from `first` into (count, W) each.

        Forgets what lies before column `first`.
        """
        count, step = len(pulses), grid.column_samples
        start = first * step - grid.before
        length = (count - 1) * step + grid.window_samples
        np.multiply(_windows(self.pulses.at(start, length), count, grid), grid.window, out=pulses)
        np.multiply(_windows(self._noise.at(start, length), count, grid), grid.window, out=noise)
        self.pulses.forget(start)


def spectra(pieces: Floats) -> Spectra:
    """Spectra (..., 257) of pieces (..., 512), divided by 512.

    Divided, because NumPy takes the transform that is not to double precision, which
    costs four times as much and more.
    """
    return np.fft.rfft(pieces, axis=-1, norm="forward").astype(np.complex64, copy=False)


def _windows(samples: Floats, count: int, grid: Grid) -> Floats:
    """(count, W) views of contiguous `samples`, one for each column of the grid."""
    shape = count, grid.window_samples
    strides = grid.column_samples * samples.itemsize, samples.itemsize
    return np.ndarray(shape, np.float32, samples, strides=strides)
