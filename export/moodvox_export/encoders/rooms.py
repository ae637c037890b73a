"""What happens to speech before it reaches an encoder: rooms, noise, microphones, codecs.

All of it in the power domain of the mel spectrum, so that every crop is met in another
room each time at no cost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from moodvox.enrolment.mel import BANDS, COLUMNS_PER_S, HIGH_HZ, LOW_HZ, log_mel, loud_columns

Floats = NDArray[np.float32]

_CENTRES_HZ = 700.0 * (
    10.0 ** (np.linspace(np.log10(1 + LOW_HZ / 700), np.log10(1 + HIGH_HZ / 700), BANDS + 2)[1:-1])
    - 1.0
)


def heard_somewhere(log_power: Floats, rng: np.random.Generator) -> Floats:
    """(80, T) as an encoder takes it, of a crop of `log_power` (80, T)."""
    power = np.exp(log_power.astype(np.float64))
    middle = float(power[:, loud_columns(power.astype(np.float32))].mean())
    if rng.random() < 0.3:
        power = echoing(power, rng)
    if rng.random() < 0.5:
        power *= np.exp(_curve(rng, 0.35))[:, None]
    if rng.random() < 0.6:
        power += noise(power.shape[1], rng) * middle * 10 ** (-rng.uniform(12, 45) / 10)
    if rng.random() < 0.3:
        edge_hz = rng.choice([3400.0, 4000.0, 5500.0, 7000.0])
        power *= np.where(edge_hz < _CENTRES_HZ, 1e-5, 1.0)[:, None]
    if rng.random() < 0.2:
        power = coded(power, rng)
    return log_mel(power.astype(np.float32))


def echoing(power: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """With the tail of a room of 0.15 to 0.6 s behind every sound."""
    fall = 10 ** (-6.0 / (rng.uniform(0.15, 0.6) * COLUMNS_PER_S))
    tail = lfilter([0.0, 1.0 - fall], [1.0, -fall], power, axis=1)
    return np.asarray(power + tail * 10 ** (-rng.uniform(0, 15) / 10))


def noise(columns: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """(80, T) power of a steady noise of mean 1 and any colour."""
    slope_db = rng.uniform(-9.0, 1.0) * np.log2(_CENTRES_HZ / 1000.0) / 2
    colour = 10 ** (slope_db / 10) * np.exp(_curve(rng, 0.5))
    return np.asarray(rng.gamma(2.0, 0.5, (BANDS, columns)) * (colour / colour.mean())[:, None])


def coded(power: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Without what a lossy codec leaves out: the weak cells of every moment."""
    weakest = power.max(axis=0) * 10 ** (-rng.uniform(28, 42) / 10)
    return np.where(power < weakest, power * 1e-3, power)


def _curve(rng: np.random.Generator, size: float) -> NDArray[np.float64]:
    """(80,) a smooth curve over the bands, of about this deviation."""
    places = np.arange(BANDS) / BANDS
    waves = np.arange(1, 5)
    sizes = rng.normal(0, size, 4) / np.sqrt(waves)
    return np.asarray(np.cos(np.pi * waves * places[:, None] + rng.uniform(0, 6.3, 4)) @ sizes)
