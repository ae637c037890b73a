"""Speech as columns of acoustic features, 5 ms apart: the WORLD analysis.

Two columns make one hop (10 ms), the step at which the model runs.

WORLD: Morise, Yokomori, Ozawa, "WORLD: a vocoder-based high-quality speech synthesis
system for real-time applications", 2016.
"""

from __future__ import annotations

import itertools
import warnings
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.bands import NOISE_EDGES_HZ, band_fit
from moodvox.models.own.layout import (
    BINS,
    FFT_SIZE,
    SAMPLE_RATE_HZ,
)

COLUMN_MS = 5.0
LOG_FLOOR = -11.5

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """C columns of one recording.

    Attributes:
        bands: (C, 80) natural log of the amplitude envelope in mel-spaced bands.
        noise: (C, 5) natural log of the aperiodic share of amplitude, <= 0.
        voiced: (C,) 1 where the vocal folds move.
        pitch_st: (C,) F0 in semitones above 100 Hz, carried through unvoiced columns.
    """

    bands: Doubles
    noise: Doubles
    voiced: Doubles
    pitch_st: Doubles


def _world() -> ModuleType:
    """pyworld, needed for analysis only: training from a packed corpus does without."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyworld
    module: ModuleType = pyworld
    return module


def pitch_track_hz(samples: Doubles, ceiling_hz: float = 800.0) -> Doubles:
    """F0 every 5 ms, 0 where unvoiced."""
    world = _world()
    raw, times = world.dio(samples, SAMPLE_RATE_HZ, f0_floor=60.0, f0_ceil=ceiling_hz)
    return np.asarray(world.stonemask(samples, raw, times, SAMPLE_RATE_HZ))


def pitch_range_hz(samples: Doubles) -> tuple[float, float]:
    """A speaker's plausible F0 range: a wide search, then its middle +- a factor."""
    track = pitch_track_hz(samples, 600.0)
    voiced = track[track > 0]
    if len(voiced) < 20:
        return 60.0, 500.0
    middle = float(np.median(voiced))
    return max(55.0, middle / 2.0), min(700.0, middle * 2.4)


def analyse(samples: Doubles, range_hz: tuple[float, float]) -> Columns:
    """WORLD columns of `samples` (S,) at 24 kHz; C = S // 120 + 1."""
    world, rate = _world(), SAMPLE_RATE_HZ
    raw, times = world.dio(
        samples, rate, f0_floor=range_hz[0], f0_ceil=range_hz[1], frame_period=COLUMN_MS
    )
    pitch_hz = world.stonemask(samples, raw, times, rate)
    envelope = world.cheaptrick(samples, pitch_hz, times, rate, fft_size=FFT_SIZE)
    aperiodic = world.d4c(samples, pitch_hz, times, rate, fft_size=FFT_SIZE)
    bands = 0.5 * np.log(envelope + 1e-16) @ band_fit()
    bins_hz = np.linspace(0.0, rate / 2, BINS)
    noise = np.stack(
        [
            np.log(aperiodic[:, (bins_hz >= low) & (bins_hz <= high)].mean(axis=1) + 1e-4)
            for low, high in itertools.pairwise(NOISE_EDGES_HZ)
        ],
        axis=1,
    )
    voiced = (pitch_hz > 0) & (noise[:, 1] < -0.15)
    return Columns(
        bands=np.maximum(bands, LOG_FLOOR),
        noise=np.where(voiced[:, None], np.minimum(noise, 0.0), 0.0),
        voiced=voiced.astype(np.float64),
        pitch_st=carried_pitch_st(pitch_hz, voiced),
    )


def carried_pitch_st(pitch_hz: Doubles, voiced: NDArray[np.bool_]) -> Doubles:
    """Semitones above 100 Hz, interpolated through unvoiced columns."""
    if not voiced.any():
        return np.zeros(len(pitch_hz))
    places = np.flatnonzero(voiced)
    semitones = 12.0 * np.log2(pitch_hz[places] / 100.0)
    return np.interp(np.arange(len(pitch_hz)), places, semitones)
