"""Jitter and tremor: what F0 does too fast to be planned.

A model that averages cannot learn either, so they are controls of the source. Jitter is
another F0 in every column, tremor a slow wobble whose pace drifts. Both are functions of
the column alone, so a line is the same however it is cut.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import COLUMN_SAMPLES, SAMPLE_RATE_HZ

Floats = NDArray[np.float32]

JITTER_SHARE = 0.015
"""Standard deviation of F0 from column to column at jitter 1."""

TREMOR_SHARE = 0.035
"""How far F0 swings at tremor 1: 0.6 semitones each way."""

TREMOR_HZ = 6.0
DRIFT_HZ = 0.7
PERIOD = 8192
"""Columns after which jitter repeats: 41 s."""

COLUMN_S = COLUMN_SAMPLES / SAMPLE_RATE_HZ


@functools.cache
def _jitter() -> Floats:
    values = np.random.Generator(np.random.PCG64(7)).standard_normal(PERIOD)
    return np.asarray(np.clip(values, -2.5, 2.5), np.float32)


def shaken(columns: int, jitter: Floats, tremor: Floats) -> Floats:
    """(C,) factors of F0 for the columns from the line's start.

    Args:
        jitter, tremor: (C,) how much of each, 0 none, 1 strong.
    """
    places = np.arange(columns)
    seconds = places * COLUMN_S
    wobble = np.sin(2 * np.pi * TREMOR_HZ * seconds + 1.5 * np.sin(2 * np.pi * DRIFT_HZ * seconds))
    swing = np.maximum(tremor, 0.0) * TREMOR_SHARE * wobble
    rough = np.maximum(jitter, 0.0) * JITTER_SHARE * _jitter()[places % PERIOD]
    return np.asarray(1.0 + swing + rough, np.float32)
