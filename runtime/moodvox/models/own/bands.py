"""What the numbers of a column mean: bands to envelope, phase and share of noise.

Training, the vocoder's graph and the recorded sounds all take these tables.
Minimum phase from log amplitude by the real cepstrum: Oppenheim & Schafer.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import (
    ANALYSIS_BINS,
    ANALYSIS_FFT_SIZE,
    BINS,
    SAMPLE_RATE_HZ,
)

BANDS = 80
NOISE_EDGES_HZ = (0.0, 1000.0, 2500.0, 4500.0, 7500.0, 12000.0)
NOISE_BANDS = len(NOISE_EDGES_HZ) - 1

Doubles = NDArray[np.float64]


def mel_of_hz(hz: Doubles) -> Doubles:
    return np.asarray(2595.0 * np.log10(1.0 + hz / 700.0))


def hz_of_mel(mel: Doubles) -> Doubles:
    return np.asarray(700.0 * (10.0 ** (mel / 2595.0) - 1.0))


def band_centres_hz() -> Doubles:
    """(80,) centres, evenly spaced in mel over 0 to 12 kHz."""
    top = mel_of_hz(np.array(SAMPLE_RATE_HZ / 2))
    return hz_of_mel(np.linspace(0.0, float(top), BANDS + 2)[1:-1])


@functools.cache
def band_interpolation() -> Doubles:
    """(80, 513): log bands times this is the log envelope at every bin."""
    centres = mel_of_hz(band_centres_hz())
    bins = mel_of_hz(np.linspace(0.0, SAMPLE_RATE_HZ / 2, ANALYSIS_BINS))
    rows = [np.interp(bins, centres, unit) for unit in np.eye(BANDS)]
    return np.stack(rows)


@functools.cache
def band_fit() -> Doubles:
    """(513, 80): a log envelope times this are the bands that give it back best.

    The pseudo-inverse of `band_interpolation`. Averaging over bands and interpolating
    between them would blur twice: P808 3.72 against 3.94 of copies (decision 0075).
    """
    return np.asarray(np.linalg.pinv(band_interpolation()))


@functools.cache
def noise_interpolation() -> Doubles:
    """(5, 257): gains in the middles of the noise bands times this are gains at every bin."""
    edges = np.array(NOISE_EDGES_HZ)
    centres = (edges[1:] + edges[:-1]) / 2
    bins = np.linspace(0.0, SAMPLE_RATE_HZ / 2, BINS)
    return np.stack([np.interp(bins, centres, unit) for unit in np.eye(NOISE_BANDS)])


@functools.cache
def minimum_phase() -> Doubles:
    """(513, 513): log amplitude times this is the minimum phase in radians."""
    half = ANALYSIS_FFT_SIZE // 2
    full = np.concatenate(
        [np.eye(ANALYSIS_BINS), np.eye(ANALYSIS_BINS)[:, half - 1 : 0 : -1]], axis=1
    )
    cepstrum = np.fft.ifft(full, axis=1).real
    fold = np.zeros(ANALYSIS_FFT_SIZE)
    fold[0] = fold[half] = 1.0
    fold[1:half] = 2.0
    return np.asarray(np.fft.fft(cepstrum * fold, axis=1).imag[:, :ANALYSIS_BINS])


@functools.cache
def filter_tables() -> tuple[Doubles, Doubles]:
    """(80, 257) each: log bands times these are log amplitude and phase of the filter.

    The phase is that of the fine envelope: every second of its bins.
    """
    fine = band_interpolation()
    step = (ANALYSIS_BINS - 1) // (BINS - 1)
    return fine[:, ::step], (fine @ minimum_phase())[:, ::step]
