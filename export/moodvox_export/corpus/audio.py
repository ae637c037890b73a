"""Recordings made comparable: one rate, no rumble, one level."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfiltfilt

from moodvox.models.own.layout import SAMPLE_RATE_HZ

ACTIVE_LEVEL_DBFS = -24.0
RUMBLE_HZ = 55.0


def load(path: Path, sample_rate_hz: int = SAMPLE_RATE_HZ) -> NDArray[np.float64]:
    """Mono samples (S,) of `path` at `sample_rate_hz`."""
    samples, rate_hz = soundfile.read(path, dtype="float64", always_2d=True)
    mono = samples.mean(axis=1)
    return resample(mono, rate_hz, sample_rate_hz)


def resample(samples: NDArray[np.float64], from_hz: int, to_hz: int) -> NDArray[np.float64]:
    if from_hz == to_hz:
        return samples
    ratio = Fraction(to_hz, from_hz)
    resampled: NDArray[np.float64] = resample_poly(samples, ratio.numerator, ratio.denominator)
    return resampled


def hop_levels_db(samples: NDArray[np.float64], hop: int) -> NDArray[np.float64]:
    """Level of every piece of `hop` samples; a shorter rest is left out."""
    pieces = samples[: max(1, len(samples) // hop) * hop]
    whole = np.pad(pieces, (0, -len(pieces) % hop)).reshape(-1, hop)
    return np.asarray(10 * np.log10(np.mean(whole**2, axis=1) + 1e-12))


def active_level_dbfs(samples: NDArray[np.float64]) -> float:
    """Level of the loud half: mean power of 20 ms pieces within 25 dB of the 95th percentile."""
    level = hop_levels_db(samples, SAMPLE_RATE_HZ // 50)
    active = level > np.percentile(level, 95) - 25
    return float(10 * np.log10(np.mean(10 ** (level[active] / 10)) + 1e-12))


def condition(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Without rumble, at `ACTIVE_LEVEL_DBFS`."""
    sections = butter(4, RUMBLE_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
    clean = sosfiltfilt(sections, samples)
    gain_db = ACTIVE_LEVEL_DBFS - active_level_dbfs(clean)
    conditioned: NDArray[np.float64] = clean * 10 ** (gain_db / 20)
    return conditioned
