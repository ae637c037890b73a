"""Speakers by name, and mixtures of them."""

from __future__ import annotations

import numpy as np
import pytest

from moodvox.errors import InputError
from moodvox.voices.pack import VoicePack


def test_by_name_and_by_default(ramp_voice: VoicePack) -> None:
    speakers = ramp_voice.speakers
    np.testing.assert_array_equal(speakers.vector("cameron"), [0, 1, 0, 0])
    np.testing.assert_array_equal(speakers.vector(""), speakers.vector("kathleen"))


def test_a_vector_given_out_is_the_callers_own(ramp_voice: VoicePack) -> None:
    ramp_voice.speakers.vector("cameron")[:] = 9.0
    np.testing.assert_array_equal(ramp_voice.speakers.vector("cameron"), [0, 1, 0, 0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kathleen 0.5 + cameron 0.5", [0.5, 0.5, 0, 0]),
        ("kathleen + cameron", [0.5, 0.5, 0, 0]),
        ("kathleen 3 + cameron 1", [0.75, 0.25, 0, 0]),
        ("cameron 0.2", [0, 1, 0, 0]),
        ("cameron + cameron", [0, 1, 0, 0]),
    ],
)
def test_mixtures_lie_between_their_members(
    ramp_voice: VoicePack, text: str, expected: list[float]
) -> None:
    np.testing.assert_allclose(ramp_voice.speakers.vector(text), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kathlen", "unknown speaker 'kathlen' .did you mean 'kathleen'"),
        ("kathleen 0.5 + bob 0.5", "unknown speaker 'bob'"),
        ("kathleen 0", "'0' is no share"),
        ("kathleen -1 + cameron", "'-1' is no share"),
        ("kathleen nan", "'nan' is no share"),
        ("kathleen inf", "'inf' is no share"),
        ("kathleen much", "'much' is no share"),
        ("kathleen +", "cannot read the speaker"),
        ("kathleen 0.5 cameron", "cannot read the speaker"),
        ("+", "cannot read the speaker"),
        (" ", "cannot read the speaker"),
    ],
)
def test_what_is_no_speaker_is_said(ramp_voice: VoicePack, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        ramp_voice.speakers.vector(text)
