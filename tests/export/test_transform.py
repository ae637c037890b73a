"""Emotion transforms move what the vector says, by as much as it says."""

import numpy as np
import pytest

from moodvox.models.own.bands import BANDS, NOISE_BANDS
from moodvox_export.acoustic.style import EMOTION_SIZE, vector_of
from moodvox_export.acoustic.transform import Spoken, Voice, apply, stretch, warp
from moodvox_export.corpus.columns import Columns


def spoken(phonemes: int = 20, hops: int = 8) -> Spoken:
    rng = np.random.default_rng(1)
    columns = phonemes * hops * 2
    pitch = 10.0 + 2.0 * np.sin(np.arange(columns) / 9.0)
    bands = -4.0 + np.cos(np.arange(BANDS) / 6.0)[None] + rng.normal(0, 0.05, (columns, BANDS))
    return Spoken(
        Columns(bands, np.full((columns, NOISE_BANDS), -2.0), np.ones(columns), pitch),
        np.full(phonemes, hops),
    )


def moved(values: dict[str, float], voice: Voice = Voice()) -> Spoken:  # noqa: B008
    emotion = np.repeat(vector_of(values)[None], 20, axis=0)
    return apply(spoken(), emotion, voice, 10.0)


def test_nothing_moves_in_neutral() -> None:
    same = moved({})
    assert np.allclose(same.columns.bands, spoken().columns.bands)
    assert np.allclose(same.columns.pitch_st, spoken().columns.pitch_st)


@pytest.mark.parametrize("shift_st", [-3.0, 4.0, 8.0])
def test_pitch_moves_by_the_semitones_asked_for(shift_st: float) -> None:
    change = moved({"pitch_st": shift_st}).columns.pitch_st - spoken().columns.pitch_st
    assert np.allclose(change, shift_st, atol=1e-5)


def test_range_stretches_about_the_speakers_middle() -> None:
    wide = moved({"range_log": np.log(1.5)}).columns.pitch_st
    assert np.std(wide) == pytest.approx(1.5 * np.std(spoken().columns.pitch_st), rel=1e-3)
    assert np.mean(wide) == pytest.approx(np.mean(spoken().columns.pitch_st), abs=0.2)


@pytest.mark.parametrize("level_db", [-8.0, 6.0, 12.0])
def test_level_moves_by_the_decibels_asked_for_whatever_the_tilt(level_db: float) -> None:
    loud = moved({"level_db": level_db, "hammarberg_db": -6.0, "high_db": 4.0, "alpha_db": 5.0})
    before = np.exp(2 * spoken().columns.bands).sum(axis=1).mean()
    after = np.exp(2 * loud.columns.bands).sum(axis=1).mean()
    assert 10 * np.log10(after / before) == pytest.approx(level_db, abs=0.3)


def test_rate_shortens_every_phoneme() -> None:
    fast = moved({"rate_log": np.log(1.25)})
    assert fast.durations.sum() == pytest.approx(160 / 1.25, abs=1)
    assert len(fast.columns.pitch_st) == 2 * fast.durations.sum()


def test_stretching_by_one_changes_nothing() -> None:
    same = stretch(spoken(), np.ones(20))
    assert np.allclose(same.columns.bands, spoken().columns.bands)


def test_formants_move_with_the_voice() -> None:
    bands = np.zeros((1, BANDS))
    bands[0, 30] = 1.0
    assert warp(bands, np.ones((1, BANDS)))[0].argmax() == 30
    assert warp(bands, np.full((1, BANDS), 1.15))[0].argmax() > 31


def test_whisper_has_no_voicing() -> None:
    breathy = moved({"whisper": 1.0}).columns
    assert breathy.voiced.max() == 0.0
    assert np.allclose(breathy.noise, 0.0)


def test_a_vector_has_its_size() -> None:
    assert vector_of({"pitch_st": 8.0}).shape == (EMOTION_SIZE,)
    assert vector_of({"pitch_st": 8.0})[0] == 1.0
