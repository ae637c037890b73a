"""What a recording is refused for, and what is only remarked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fixtures.recordings import Floats, speech
from moodvox.enrolment.checks import Findings, check, clipped_share, measure
from moodvox.errors import RecordingError

RATE_HZ = 16_000
GOOD = Findings(8.0, 6.0, -24.0, 0.0, 0.2, 40.0)


def test_clear_speech_is_good() -> None:
    found = measure(speech(8.0), RATE_HZ)
    assert check(found, "speaker") == check(found, "emotion") == ()
    assert found.seconds == 8.0
    assert 4.0 < found.speech_s < 7.0
    assert -30 < found.level_dbfs < -12


def hissing(noise: float) -> Floats:
    return speech(8.0, noise=noise)


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (speech(2.5), "too short: 3 to 30 s"),
        (speech(31.0), "too long"),
        (speech(8.0) * np.float32(1e-3), "almost silent"),
        (np.zeros(8 * RATE_HZ, np.float32), "almost silent"),
        (np.clip(speech(8.0) * 4, -0.2, 0.2), "clipped"),
        (hissing(0.08), "too noisy"),
        (np.concatenate([speech(2.0), np.zeros(9 * RATE_HZ, np.float32)]), "are speech"),
        (np.ones(8 * RATE_HZ, np.float32), "almost silent"),
        (np.sin(np.arange(8 * RATE_HZ) * 0.05).astype(np.float32), "has no pauses"),
        (np.random.default_rng(0).normal(0, 0.1, 8 * RATE_HZ).astype(np.float32), "too noisy"),
    ],
    ids=["short", "long", "soft", "silent", "clipped", "noisy", "pauses", "constant", "tone",
         "hiss"],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_a_hint(samples: Floats, message: str) -> None:
    with pytest.raises(RecordingError, match=message) as caught:
        check(measure(samples, RATE_HZ), "speaker")
    assert caught.value.hint


def test_an_emotion_needs_less() -> None:
    assert check(measure(speech(2.5), RATE_HZ), "emotion") == ()
    with pytest.raises(RecordingError, match="too short: 2 to 30 s"):
        check(measure(speech(1.5), RATE_HZ), "emotion")


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        ({"level_dbfs": -45.0}, "quiet"),
        ({"clipped": 0.002}, "clipped"),
        ({"snr_db": 15.0}, "noisy"),
        ({"silence": 0.5}, "silence"),
    ],
)
def test_what_could_be_better_is_remarked(change: dict[str, float], remark: str) -> None:
    (found,) = check(replace(GOOD, **change), "speaker")
    assert remark in found


def test_clipping_is_seen_after_the_level_was_turned_down() -> None:
    clipped = np.clip(speech(4.0) * 4, -0.3, 0.3)
    assert clipped_share(clipped) > 0.01
    assert clipped_share(clipped * np.float32(0.25)) == pytest.approx(clipped_share(clipped))
    assert clipped_share(speech(4.0)) == 0.0


def test_noise_is_measured_in_the_pauses() -> None:
    found = [measure(hissing(noise), RATE_HZ).snr_db for noise in (1e-4, 1e-3, 1e-2)]
    assert found == sorted(found, reverse=True)
    assert found[1] - found[2] == pytest.approx(20.0, abs=1.5)


@pytest.mark.parametrize("count", [0, 1, 100])
def test_almost_nothing_is_measured_too(count: int) -> None:
    found = measure(np.ones(count, np.float32), RATE_HZ)
    assert np.isfinite([found.level_dbfs, found.snr_db, found.silence]).all()
