"""Speaker vectors: sums that add up, and warps that act as on the recordings."""

import functools
import operator

import numpy as np

from moodvox.models.own.bands import BANDS, NOISE_BANDS
from moodvox_export.acoustic.identity import (
    MEASURES,
    SPEAKER_SIZE,
    Sums,
    measures,
    random_voice,
    sums_of,
    vector_of,
)
from moodvox_export.acoustic.style import EMOTION_SIZE
from moodvox_export.acoustic.transform import Spoken, Voice, apply
from moodvox_export.corpus.columns import Columns


def recording(seed: int, middle_st: float = 9.0, phonemes: int = 30) -> Spoken:
    rng = np.random.default_rng(seed)
    durations = rng.integers(4, 12, phonemes)
    count = int(durations.sum()) * 2
    shape = -4.0 + np.cos(np.arange(BANDS) / 9.0)
    bands = shape + np.cumsum(rng.normal(0, 0.05, (count, 1)), axis=0) * 0.1
    bands = bands + rng.normal(0, 0.2, (count, BANDS))
    voiced = (np.arange(count) // 20 % 3 > 0).astype(np.float64)
    pitch_st = middle_st + rng.normal(0, 2.0, count)
    return Spoken(Columns(bands, np.full((count, NOISE_BANDS), -1.5), voiced, pitch_st), durations)


def measured(spoken: Spoken) -> Sums:
    return sums_of(spoken.columns, spoken.durations)


def test_a_vector_is_measures_and_zeros() -> None:
    vector = vector_of(measured(recording(1)))
    assert vector.shape == (SPEAKER_SIZE,)
    assert np.all(np.abs(vector[:MEASURES]) <= 4.0)
    assert not vector[MEASURES:].any()


def test_sums_of_parts_are_the_sums_of_the_whole() -> None:
    parts = [measured(recording(seed)) for seed in range(4)]
    total = functools.reduce(operator.add, parts)
    assert total.voiced == sum(p.voiced for p in parts)
    assert np.allclose(total.voiced_bands, np.sum([p.voiced_bands for p in parts], axis=0))


def test_warped_sums_are_the_sums_of_the_warped() -> None:
    spoken = recording(3)
    voice = Voice(formants=1.1, pitch_st=3.0, pitch_range=1.2, tilt_db_per_khz=0.5, rate=1.1)
    neutral = np.zeros((len(spoken.durations), EMOTION_SIZE), np.float32)
    moved = apply(spoken, neutral, voice, middle_st=9.0)
    short = measures(measured(spoken), voice)
    long = measures(measured(moved), Voice())
    assert abs(short[0] - long[0]) < 0.3
    assert abs(short[1] / long[1] - 1) < 0.15
    assert np.abs(short[2:34] - long[2:34]).max() < 0.4
    assert abs(short[-1] - long[-1]) < 0.05


def test_random_voices_differ_and_stay_human() -> None:
    rng = np.random.default_rng(0)
    voices = [random_voice(rng) for _ in range(200)]
    factors = np.array([v.formants for v in voices])
    assert factors.min() > 0.78
    assert factors.max() < 1.25
    assert np.corrcoef(factors, [v.pitch_st for v in voices])[0, 1] > 0.5
