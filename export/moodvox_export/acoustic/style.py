"""The emotion vector: what its numbers mean.

A vector has 64 numbers. The first ones are the measured dimensions of acted speech,
each divided by a scale so that strong emotions are near 1. The model is trained on
points all over this space, not only on the named emotions, so every direction means
what its name says; the rest of the 64 carry noise in training and mean nothing yet.

The named emotions come from `emotions.json` beside this file (see docs/voices.md): three measured
intensities each, at weights 1/3, 2/3 and 1.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import JITTER_DIMENSION, TREMOR_DIMENSION

EMOTION_SIZE = 64
MEASURED = Path(__file__).parent / "emotions.json"

SCALES: dict[str, float] = {
    "pitch_st": 8.0,
    "range_log": 0.5,
    "rate_log": 0.3,
    "level_db": 12.0,
    "alpha_db": 8.0,
    "hammarberg_db": 8.0,
    "high_db": 7.0,
    "breath_db": 9.0,
    "harmonics_db": 6.0,
    "f1_log": 0.2,
    "slope_st": 5.0,
    "end_st": 5.0,
    "late_peak_st": 5.0,
    "whisper": 1.0,
}
"""Dimension -> the value that stands for 1.0, in the order of the vector."""

DIMENSIONS = tuple(SCALES)
D = len(DIMENSIONS)

SOURCE: dict[str, int] = {"jitter": JITTER_DIMENSION, "tremor": TREMOR_DIMENSION}
"""Numbers that act on the source and that the graphs do not see; 1 is strong."""

QUALITIES: dict[str, dict[str, float]] = {
    "breathy": {"breath_db": 9.0, "harmonics_db": -5.0, "high_db": 1.0, "level_db": -2.0},
    "hoarse": {"harmonics_db": -6.0, "jitter": 1.0, "alpha_db": 1.0},
    "trembling": {"tremor": 1.0, "jitter": 0.25},
}
NO_CHANGE = [1.0, 1.0, 1.0]

SOURCES: dict[str, str] = {
    "happy": "happiness",
    "sad": "sadness_quiet",
    "wailing": "sadness_wailing",
    "angry": "anger_hot",
    "cold_angry": "anger_cold",
    "fearful": "fear_soft_whispery",
    "panicked": "fear_panic",
    "disgusted": "disgust",
    "surprised": "surprise",
    "tender": "tender",
    "calm": "calm",
    "contempt": "contempt",
    "tired": "tired",
    "bored": "boredom",
}
"""Our name -> the row of the measured table."""

CONTOURS: dict[str, dict[str, float]] = {
    "happy": {"end_st": -2.5},
    "sad": {"end_st": 1.1},
    "wailing": {"slope_st": 2.5, "end_st": 1.5},
    "angry": {"end_st": -3.0},
    "panicked": {"slope_st": 4.0, "end_st": 3.0},
    "fearful": {"end_st": 1.0},
    "surprised": {"late_peak_st": 5.0, "end_st": -2.0},
    "disgusted": {"slope_st": -2.0},
    "tender": {"end_st": -0.5},
    "calm": {"end_st": -1.0},
    "contempt": {"end_st": -2.0},
    "tired": {"end_st": -0.7},
    "bored": {"end_st": -1.5},
}
"""Shape of the line at full weight, from the table's `contour` notes."""

WEIGHTS = (1 / 3, 2 / 3, 1.0)

Vector = NDArray[np.float32]


def vector_of(values: Mapping[str, float]) -> Vector:
    """(64,) from dimension values in their own units."""
    vector = np.zeros(EMOTION_SIZE, np.float32)
    for name, value in values.items():
        if name in SOURCE:
            vector[SOURCE[name]] = value
            continue
        vector[DIMENSIONS.index(name)] = value / SCALES[name]
    return vector


def values_of(vectors: NDArray[np.floating]) -> dict[str, NDArray[np.float64]]:
    """Dimension -> (...,) values in their own units, of vectors (..., 64)."""
    return {
        name: np.asarray(vectors[..., index] * SCALES[name], np.float64)
        for index, name in enumerate(DIMENSIONS)
    }


def presets(measured: Path = MEASURED) -> dict[str, list[tuple[float, Vector]]]:
    """Our emotions as [(weight, (64,) vector), ...] at the three measured intensities."""
    table = json.loads(measured.read_text(encoding="utf-8"))["recommended"]
    result = {}
    for emotion, source in SOURCES.items():
        row = table[source]
        levels = []
        for column, weight in enumerate(WEIGHTS):
            values = {
                "pitch_st": row["f0_shift_st"][column],
                "range_log": math.log(row["f0_range_factor"][column]),
                "rate_log": math.log(row["rate_factor"][column]),
                "level_db": row["level_db"][column],
                "alpha_db": row["alpha_db"][column],
                "hammarberg_db": row["hammarberg_db"][column],
                "high_db": row["hf_4_8k_db"][column],
                "breath_db": row["breathiness_h1a3_db"][column],
                "harmonics_db": row["hnr_db"][column],
                "f1_log": math.log(row["F1_factor"][column]),
            }
            for name, full in CONTOURS.get(emotion, {}).items():
                values[name] = full * weight
            values |= _source(row, column)
            levels.append((weight, vector_of(values)))
        result[emotion] = levels
    return result


def _source(row: Mapping[str, list[float]], column: int) -> dict[str, float]:
    """Jitter and tremor of a measured emotion, from factors against neutral speech."""
    jitter = row.get("jitter_factor", NO_CHANGE)[column] - 1.0
    tremor = row.get("f0_tremor_factor", NO_CHANGE)[column] - 1.0
    return {"jitter": max(0.0, jitter), "tremor": max(0.0, tremor)}


def qualities() -> dict[str, list[tuple[float, Vector]]]:
    """Voice qualities that mix with any mood. Not measured; set by ear and spectrogram."""
    return {name: [(1.0, vector_of(values))] for name, values in QUALITIES.items()}


def whisper() -> list[tuple[float, Vector]]:
    """Full whisper: no voicing, softer, brighter. Not measured; set by ear and spectrogram."""
    return [(1.0, vector_of({"whisper": 1.0}))]


def mix(table: Mapping[str, list[tuple[float, Vector]]], weights: Mapping[str, float]) -> Vector:
    """(64,) the vector of a mood: piecewise linear in each weight, summed over emotions."""
    total = np.zeros(EMOTION_SIZE, np.float32)
    for emotion, weight in weights.items():
        points = [(0.0, np.zeros(EMOTION_SIZE, np.float32)), *table[emotion]]
        for (low, start), (high, end) in itertools.pairwise(points):
            if weight <= high + 1e-9:
                total += start + (end - start) * ((weight - low) / (high - low))
                break
    return total
