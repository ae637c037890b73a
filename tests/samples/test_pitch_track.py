"""The tracker under the demo's picture finds known pitches, and none where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pitch import broken_at_leaps, pitch_track

RATE = 24000


def voice(pitch_hz: NDArray[np.float64]) -> NDArray[np.float32]:
    """A buzz of ten harmonics whose F0 follows `pitch_hz`, one value a sample."""
    phase = 2.0 * np.pi * np.cumsum(pitch_hz) / RATE
    buzz = np.sum([0.2 * np.sin(k * phase) / k for k in range(1, 11)], axis=0)
    return np.asarray(buzz, np.float32)


@pytest.mark.parametrize("pitch_hz", [70.0, 110.0, 221.3, 450.0])
def test_a_steady_pitch(pitch_hz: float) -> None:
    track = pitch_track(voice(np.full(RATE, pitch_hz)), RATE)
    assert len(track) == 100
    assert track[5:-8] == pytest.approx(np.full(87, pitch_hz), rel=0.005)


def test_a_rising_pitch_is_followed() -> None:
    pitch_hz = np.linspace(120.0, 240.0, RATE)
    track = pitch_track(voice(pitch_hz), RATE)
    assert track[5:-8] == pytest.approx(pitch_hz[::240][5:-8], rel=0.02)


def test_noise_and_silence_have_none() -> None:
    noise = np.random.default_rng(1).normal(0.0, 0.1, RATE).astype(np.float32)
    assert np.mean(np.isfinite(pitch_track(noise, RATE))) < 0.05
    assert not np.isfinite(pitch_track(np.zeros(RATE, np.float32), RATE)).any()


def test_silence_beside_a_voice_has_none() -> None:
    sound = voice(np.full(RATE, 150.0))
    sound[RATE // 2 :] = 0.0
    track = pitch_track(sound, RATE)
    assert np.isfinite(track[5:45]).all()
    assert not np.isfinite(track[55:]).any()


@pytest.mark.parametrize("length", [0, 1, 239, 240, 700])
def test_short_sounds(length: int) -> None:
    assert len(pitch_track(np.zeros(length, np.float32), RATE)) == length // 240


def test_a_leap_of_an_octave_is_not_drawn() -> None:
    track = np.array([100.0, 102.0, 204.0, 206.0])
    broken = broken_at_leaps(track)
    assert np.isnan(broken[2])
    assert broken[[0, 1, 3]].tolist() == [100.0, 102.0, 206.0]
