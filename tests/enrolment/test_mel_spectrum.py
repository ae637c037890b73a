"""Rates and spectra: tones where they belong, nothing where they do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.recordings import Floats, speech
from moodvox.enrolment.mel import BANDS, FLOOR, RATE_HZ, STEP, log_mel, power_mel
from moodvox.enrolment.resample import resample


def tone(hz: float, rate_hz: int, seconds: float = 0.5) -> Floats:
    return np.sin(2 * np.pi * hz * np.arange(round(rate_hz * seconds)) / rate_hz).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 24_000, 44_100, 48_000, 96_000])
def test_a_tone_is_the_same_tone_at_another_rate(rate_hz: int) -> None:
    changed = resample(tone(1000, rate_hz), rate_hz, RATE_HZ)
    assert abs(len(changed) - RATE_HZ // 2) <= 1
    expected = tone(1000, RATE_HZ)[: len(changed)]
    np.testing.assert_allclose(changed[100:-100], expected[100 : len(changed) - 100], atol=1e-4)


def test_what_the_new_rate_cannot_hold_is_gone() -> None:
    folded = resample(tone(9_000, 48_000), 48_000, RATE_HZ)
    assert np.abs(folded[100:-100]).max() < 1e-3


@settings(deadline=None, max_examples=40)
@given(st.integers(8_000, 192_000), st.integers(0, 300))
def test_any_rate_and_length(rate_hz: int, count: int) -> None:
    changed = resample(np.ones(count, np.float32), rate_hz, RATE_HZ)
    assert len(changed) == -(-count * RATE_HZ // rate_hz)
    assert np.isfinite(changed).all()


def test_a_tone_is_loudest_in_its_band() -> None:
    loudest = [int(power_mel(tone(hz, RATE_HZ)).mean(axis=1).argmax()) for hz in (200, 1000, 5000)]
    assert loudest == sorted(set(loudest))
    assert 0 < loudest[0] < 10
    assert loudest[2] > 60


def test_white_noise_of_power_1_is_1_in_every_band() -> None:
    noise = np.random.default_rng(1).normal(0, 1, 10 * RATE_HZ).astype(np.float32)
    np.testing.assert_allclose(power_mel(noise)[:, 5:-5].mean(axis=1), 1.0, atol=0.15)


def test_columns_follow_time() -> None:
    click = np.zeros(RATE_HZ, np.float32)
    click[8_000] = 1.0
    power = power_mel(click)
    assert power.shape == (BANDS, RATE_HZ // STEP + 1)
    assert int(power.sum(axis=0).argmax()) == 8_000 // STEP


def test_level_does_not_matter() -> None:
    sound = speech(3.0)
    loud, soft = log_mel(power_mel(sound)), log_mel(power_mel(sound * np.float32(0.01)))
    np.testing.assert_allclose(loud, soft, atol=1e-3)
    assert loud.min() >= FLOOR


@pytest.mark.parametrize("count", [0, 1, 159, 160, 5_000])
def test_silence_and_short_sounds_are_numbers(count: int) -> None:
    mel = log_mel(power_mel(np.zeros(count, np.float32)))
    assert mel.shape == (BANDS, count // STEP + 1)
    assert np.isfinite(mel).all()
