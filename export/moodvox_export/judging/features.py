"""What one spoken line measures: prosody as in the emotion table, and how lively spectra are.

Definitions follow the measurements that the table was made from: activity and level from
30 ms windows, pitch range between the 5th and 95th percentile, tilt as the median ratio of
1-5 kHz to 50-1000 Hz over voiced places. F0 is WORLD's, so compare with figures of this
module alone.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.bands import hz_of_mel, mel_of_hz
from moodvox.models.own.layout import SAMPLE_RATE_HZ
from moodvox_export.corpus import audio
from moodvox_export.corpus.columns import pitch_track_hz

HOP = SAMPLE_RATE_HZ // 100
PAUSE_HOPS = 15
STRAY_ST = 15.0
"""Pitch further than this from the median is the tracker's mistake."""

BANDS = 80

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Prosody:
    """Median F0 in semitones above 100 Hz, its range, articulation time, level, tilt."""

    pitch_st: float
    range_st: float
    artic_s: float
    level_db: float
    alpha_db: float


@dataclass(frozen=True)
class Liveliness:
    """Standard deviation of F0; contrast between bands; change from column to column."""

    pitch_dev_st: float
    contrast_db: float
    change_db: float


def pitch_st(samples: Doubles) -> Doubles:
    """Semitones above 100 Hz every 5 ms, NaN where unvoiced or far from the rest."""
    track_hz = pitch_track_hz(samples)
    semitones = np.full(len(track_hz), np.nan)
    voiced = track_hz > 0
    semitones[voiced] = 12 * np.log2(track_hz[voiced] / 100.0)
    if voiced.any():
        semitones[np.abs(semitones - np.nanmedian(semitones)) > STRAY_ST] = np.nan
    return semitones


def active(samples: Doubles) -> NDArray[np.bool_]:
    """Which 10 ms hops hold speech."""
    level = audio.hop_levels_db(samples, HOP)
    loud, quiet = np.percentile(level, [95, 5])
    return np.asarray(level > max(loud - 30, min(quiet + 8, loud - 15)))


def articulation_s(samples: Doubles) -> float:
    """Seconds from first to last speech, without pauses of 150 ms and more."""
    places = np.flatnonzero(active(samples))
    if not len(places):
        return len(samples) / SAMPLE_RATE_HZ
    gaps = np.diff(places) - 1
    paused = gaps[gaps >= PAUSE_HOPS].sum()
    return float((places[-1] - places[0] + 1 - paused) * HOP / SAMPLE_RATE_HZ)


def prosody(samples: NDArray[np.floating]) -> Prosody:
    wide = np.asarray(samples, np.float64)
    semitones = pitch_st(wide)
    voiced = semitones[~np.isnan(semitones)]
    if len(voiced) < 12:
        voiced = np.zeros(1)
    low, middle, high = np.percentile(voiced, [5, 50, 95])
    power = _power(wide, 960)
    hz = np.arange(power.shape[1]) * SAMPLE_RATE_HZ / 960
    upper = power[:, (hz >= 1000) & (hz < 5000)].sum(axis=1)
    lower = power[:, (hz >= 50) & (hz < 1000)].sum(axis=1)
    places = np.minimum(np.arange(len(power)) * 2 + 4, len(semitones) - 1)
    total = upper + lower
    chosen = ~np.isnan(semitones[places]) & (total > total.max() * 10**-2.5)
    if not chosen.any():
        chosen = total > total.max() * 10**-2.5
    tilt = 10 * np.log10((upper[chosen] + 1e-12) / (lower[chosen] + 1e-12))
    return Prosody(
        float(middle), float(high - low), articulation_s(wide),
        audio.active_level_dbfs(wide), float(np.median(tilt)),
    )  # fmt: skip


def liveliness(samples: NDArray[np.floating]) -> Liveliness:
    wide = np.asarray(samples, np.float64)
    wide = wide / (np.sqrt(np.mean(wide**2)) + 1e-9)
    bands = 10 * np.log10(_power(wide, 1024, hop=120) @ _bands() + 1e-3)
    level = bands.mean(axis=1)
    spoken = level > np.percentile(level, 95) - 25
    kernel = np.hanning(13)[1:-1]
    kernel /= kernel.sum()
    padded = np.pad(bands, ((0, 0), (5, 5)), mode="edge")
    smooth = np.stack([np.convolve(row, kernel, mode="valid") for row in padded[spoken]])
    contrast = np.sqrt(np.mean(np.square(bands[spoken] - smooth)))
    pair = spoken[1:] & spoken[:-1]
    change = np.abs(np.diff(bands, axis=0))[pair].mean()
    semitones = pitch_st(wide)
    voiced = semitones[~np.isnan(semitones)]
    deviation = float(voiced.std()) if len(voiced) else 0.0
    return Liveliness(deviation, float(contrast), float(change))


@functools.cache
def _bands() -> Doubles:
    """(513, 80) averaging triangles, evenly spaced in mel: the judge's own, not the model's."""
    top = float(mel_of_hz(np.array(SAMPLE_RATE_HZ / 2)))
    edges = hz_of_mel(np.linspace(0.0, top, BANDS + 2))
    bins = np.linspace(0.0, SAMPLE_RATE_HZ / 2, 513)
    width = SAMPLE_RATE_HZ / 1024
    rows = [
        np.interp(bins, [min(a, b - width), b, max(c, b + width)], [0.0, 1.0, 0.0])
        for a, b, c in zip(edges, edges[1:], edges[2:], strict=False)
    ]
    weights = np.stack(rows, axis=1)
    return np.asarray(weights / weights.sum(axis=0))


def _power(samples: Doubles, size: int, hop: int = HOP) -> Doubles:
    padded = np.pad(samples, (0, max(0, size - len(samples))))
    pieces = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    return np.asarray(np.abs(np.fft.rfft(pieces * np.hanning(size), axis=1)) ** 2)
