"""Ratings on disk, variants in words, loudness, and the assignment in a live game."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from moodvox.ab.assignment import Assignment
from moodvox.ab.loudness import loudness_lufs, matched
from moodvox.ab.ratings import Rating, keep, load
from moodvox.ab.variant import Variant, parse_variant
from moodvox.errors import InputError

RATE_HZ = 24000


def tone(hz: float, seconds: float = 2.0, level: float = 1.0) -> np.ndarray:
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * hz * times)).astype(np.float32)


def test_ratings_come_back_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ratings.jsonl"
    kept = [
        Rating("quality | fast", "l1", "a", "b", "Zoë", 7, "2026-11-22T10:00:00Z"),
        Rating("quality | fast", "l2", "same", "a"),
    ]
    for rating in kept:
        keep(path, rating)
    assert load(path) == kept


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no rating"),
        ("[]", "no rating"),
        ('{"test": "t"}', "no rating"),
        ('{"test": "t", "item": "i", "choice": "c", "first": "a"}', "nobody can choose 'c'"),
    ],
)
def test_a_line_that_is_no_rating_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "r.jsonl"
    keep(path, Rating("t", "i", "a", "a"))
    path.write_text(path.read_text("utf-8") + "\n" + line + "\n", "utf-8")
    with pytest.raises(InputError, match=said) as caught:
        load(path)
    assert caught.value.where == f"{path}:3"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot keep"):
        keep(tmp_path, Rating("t", "i", "a", "a"))
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "none")


def test_variants_in_words() -> None:
    assert parse_variant("fast") == Variant("fast", tier="fast")
    assert parse_variant(" voice=hearth , speaker=a 0.5 + b 0.5,tier=quality ") == Variant(
        "voice=hearth , speaker=a 0.5 + b 0.5,tier=quality",
        voice="hearth",
        speaker="a 0.5 + b 0.5",
        tier="quality",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "says nothing"),
        ("speaker=", "says nothing"),
        ("fst", "no tier is called 'fst'"),
        ("spaeker=x", "did you mean 'speaker'"),
        ("fast, tier=quality", "given twice"),
    ],
)
def test_faulty_variants_are_explained(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_variant(text, where="--a")


def test_a_full_scale_tone_of_997_hz_is_at_minus_3_lufs() -> None:
    """BS.1770 is calibrated by it: one channel, -3.01 LUFS."""
    assert loudness_lufs(tone(997.0), RATE_HZ) == pytest.approx(-3.01, abs=0.05)
    assert loudness_lufs(tone(997.0, level=0.1), RATE_HZ) == pytest.approx(-23.01, abs=0.05)


def test_low_tones_count_less_and_high_ones_more() -> None:
    middle = loudness_lufs(tone(997.0), RATE_HZ)
    assert loudness_lufs(tone(40.0), RATE_HZ) < middle - 4.0
    assert loudness_lufs(tone(6000.0), RATE_HZ) > middle + 2.0


def test_pauses_do_not_make_speech_quieter() -> None:
    speech = tone(500.0, 2.0, 0.2)
    with_pause = np.concatenate([speech, np.zeros(4 * RATE_HZ, np.float32), speech])
    assert loudness_lufs(with_pause, RATE_HZ) == pytest.approx(
        loudness_lufs(speech, RATE_HZ), abs=0.6
    )


def test_silence_has_no_loudness_and_a_word_has() -> None:
    assert loudness_lufs(np.zeros(RATE_HZ, np.float32), RATE_HZ) == -math.inf
    assert loudness_lufs(np.zeros(0, np.float32), RATE_HZ) == -math.inf
    assert loudness_lufs(tone(500.0, 0.1), RATE_HZ) > -10.0


def test_both_become_as_loud_as_the_quieter_one() -> None:
    loud, quiet = tone(300.0, level=0.9), tone(900.0, level=0.1)
    one, other = matched(loud, quiet, RATE_HZ, RATE_HZ)
    assert loudness_lufs(one, RATE_HZ) == pytest.approx(loudness_lufs(other, RATE_HZ), abs=0.01)
    np.testing.assert_array_equal(other, quiet)
    assert np.abs(one).max() < 0.9
    silence = np.zeros(100, np.float32)
    np.testing.assert_array_equal(matched(loud, silence, RATE_HZ, RATE_HZ)[0], loud)


def test_a_character_keeps_its_variant_and_the_salt_deals_anew() -> None:
    a, b = Variant("quality", tier="quality"), Variant("fast", tier="fast")
    names = [f"guard {number}" for number in range(2000)]
    by_name = Assignment(a, b)
    sides = [by_name.side(name, "any line") for name in names]
    assert sides == [by_name.side(name, "another") for name in names]
    assert 900 < sides.count("b") < 1100
    assert sides != [Assignment(a, b, salt="2").side(name, "") for name in names]
    by_line = Assignment(a, b, by="line")
    assert len({by_line.side("guard 1", f"line {number}") for number in range(20)}) == 2
    few = Assignment(a, b, share_b=0.1)
    assert 120 < [few.side(name, "") for name in names].count("b") < 280
    assert few.variant("b") is b
    assert few.variant("a") is a
    assert {Assignment(a, b, share_b=0.0).side(name, "") for name in names} == {"a"}
    assert {Assignment(a, b, share_b=1.0).side(name, "") for name in names} == {"b"}
