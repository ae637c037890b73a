"""Emotions and virtual speakers as transforms of analysed speech.

One neutral recording becomes any speaker and mood: pitch, envelope, noise and timing
are moved by as much as the vector says, phoneme by phoneme. The figures were measured
on acted speech (docs/voices.md); what is learned from the result is not a filter over
finished audio but how phonemes are spoken in that mood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.bands import BANDS, band_centres_hz
from moodvox.models.own.layout import HOP_COLUMNS
from moodvox_export.acoustic.style import values_of
from moodvox_export.corpus.columns import LOG_FLOOR, Columns

Doubles = NDArray[np.float64]
NEPER_PER_DB = np.log(10.0) / 20.0
TILT_KNOTS_HZ = (0.0, 120.0, 350.0, 950.0, 1300.0, 1800.0, 2400.0, 4000.0, 4800.0, 12000.0)
CENTRES_HZ = band_centres_hz()
TILT_BASIS = np.stack(
    [np.interp(CENTRES_HZ, TILT_KNOTS_HZ, unit) for unit in np.eye(len(TILT_KNOTS_HZ))]
)
F1_SHAPE = np.interp(CENTRES_HZ, (0, 150, 350, 900, 1900, 12000), (0, 0.3, 1, 1, 0, 0))
NOISE_HIGH = np.array([0.1, 0.4, 0.8, 1.0, 1.0])


@dataclass(frozen=True)
class Voice:
    """A virtual speaker: formants times `formants`, pitch shifted and stretched, tilted."""

    formants: float = 1.0
    pitch_st: float = 0.0
    pitch_range: float = 1.0
    tilt_db_per_khz: float = 0.0
    breath_db: float = 0.0
    rate: float = 1.0


@dataclass(frozen=True)
class Spoken:
    """A recording cut into phonemes: `durations` (P,) hops add up to the hops of `columns`."""

    columns: Columns
    durations: NDArray[np.int64]


def tilt_db(values: dict[str, Doubles]) -> Doubles:
    """(..., 80) spectral gain in dB, 0 at 350 to 950 Hz, that moves the measured tilts.

    Hammarberg's index falls by what 2 to 5 kHz gains; the alpha ratio follows 1 to 2 kHz
    and that; H1-A3 is the gain below 250 Hz minus that.
    """
    presence = -values["hammarberg_db"]
    middle = np.clip((values["alpha_db"] - 0.4 * presence) / 0.6, -12.0, 12.0)
    low = np.clip(values["breath_db"] + presence, -6.0, 6.0)
    high = values["high_db"]
    zero = np.zeros_like(high)
    knots = np.stack(
        [low, low, zero, zero, middle, (middle + presence) / 2, presence, presence, high, high],
        axis=-1,
    )
    return knots @ TILT_BASIS


def warp(bands: Doubles, factor: Doubles) -> Doubles:
    """Move the envelope along frequency: what stood at f stands at f * `factor` (C, 80)."""
    index = np.arange(BANDS, dtype=np.float64)
    source = np.interp(CENTRES_HZ[None, :] / factor, CENTRES_HZ, index)
    low = np.clip(source.astype(np.int64), 0, BANDS - 2)
    share = source - low
    rows = np.arange(len(bands))[:, None]
    return np.asarray(bands[rows, low] * (1 - share) + bands[rows, low + 1] * share)


def stretch(spoken: Spoken, factor: Doubles) -> Spoken:
    """Phoneme p lasts `factor[p]` times as long; columns are interpolated inside it."""
    old_edges = np.concatenate([[0], np.cumsum(spoken.durations)])
    wanted = np.concatenate([[0.0], np.cumsum(spoken.durations * factor)])
    new_edges = np.round(wanted).astype(np.int64)
    new_edges = np.maximum.accumulate(np.maximum(new_edges, np.arange(len(new_edges))))
    durations = np.maximum(1, np.diff(new_edges))
    new_edges = np.concatenate([[0], np.cumsum(durations)])
    moments = (np.arange(new_edges[-1] * HOP_COLUMNS) + 0.5) / HOP_COLUMNS
    source = np.interp(moments, new_edges, old_edges) * HOP_COLUMNS - 0.5
    total = len(spoken.columns.bands)
    low = np.clip(np.floor(source).astype(np.int64), 0, total - 1)
    high = np.minimum(low + 1, total - 1)
    share = np.clip(source - low, 0.0, 1.0)
    old = spoken.columns

    def between(track: Doubles) -> Doubles:
        part = share[:, None] if track.ndim == 2 else share
        return np.asarray(track[low] * (1 - part) + track[high] * part)

    nearest = np.where(share < 0.5, low, high)
    columns = Columns(
        between(old.bands), between(old.noise), old.voiced[nearest], between(old.pitch_st)
    )
    return Spoken(columns, durations)


def apply(spoken: Spoken, emotion: NDArray[np.floating], voice: Voice, middle_st: float) -> Spoken:
    """Speak `spoken` as `voice` in the moods `emotion` (P, 64).

    `middle_st` is the recorded speaker's median pitch, around which the range stretches.
    """
    per_phoneme = values_of(emotion)
    timed = stretch(spoken, np.exp(-per_phoneme["rate_log"]) / voice.rate)
    owner = np.repeat(np.arange(len(timed.durations)), timed.durations * HOP_COLUMNS)
    values = {name: _glide(track[owner]) for name, track in per_phoneme.items()}
    columns = timed.columns
    left = (len(timed.durations) - 1 - np.arange(len(timed.durations))).astype(np.float64)
    shape_st = (
        per_phoneme["slope_st"] * (np.exp(-left / 16.0) - 0.3)
        + per_phoneme["end_st"] * np.exp(-((left / 4.0) ** 2))
        + per_phoneme["late_peak_st"] * np.exp(-(((left - 7.0) / 4.0) ** 2))
    )
    pitch_st = (
        middle_st
        + voice.pitch_st
        + values["pitch_st"]
        + (columns.pitch_st - middle_st) * voice.pitch_range * np.exp(values["range_log"])
        + _glide(shape_st[owner])
    )
    factor = voice.formants * np.exp(values["f1_log"][:, None] * F1_SHAPE)
    bands = warp(columns.bands, factor)
    gain_db = tilt_db(values) + values["whisper"][:, None] * np.interp(
        CENTRES_HZ, (0, 500, 1000, 3000, 12000), (-14, -8, 0, 2, 2)
    )
    gain_db = gain_db + voice.tilt_db_per_khz * (np.minimum(CENTRES_HZ, 6000) / 1000 - 0.7)
    power = np.exp(2 * bands)
    loud = power.sum(axis=1) > 0.02 * np.percentile(power.sum(axis=1), 95)
    average = power[loud].mean(axis=0)
    drift_db = 10 * np.log10((10 ** (gain_db / 10)) @ average / average.sum())
    level_db = values["level_db"] - 8.0 * values["whisper"] - drift_db
    bands = bands + (gain_db + level_db[:, None]) * NEPER_PER_DB
    noise_db = (
        0.6 * (values["breath_db"][:, None] + voice.breath_db) * NOISE_HIGH
        - values["harmonics_db"][:, None]
    )
    noise = np.minimum(0.0, columns.noise + noise_db * NEPER_PER_DB)
    noise = noise * (1.0 - np.clip(values["whisper"], 0, 1))[:, None]
    voiced = columns.voiced * (values["whisper"] < 0.5)
    return Spoken(
        Columns(np.maximum(bands, LOG_FLOOR - 2.0), noise, voiced, pitch_st), timed.durations
    )


def _glide(track: Doubles) -> Doubles:
    """Steps at phoneme edges rounded over 9 columns, as articulation would."""
    kernel = np.hanning(11)[1:-1]
    padded = np.pad(track, 4, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")
