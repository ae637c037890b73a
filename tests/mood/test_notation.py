"""Moods as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.errors import MoodError
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.mood.names import ALIASES, CORE_EMOTIONS
from moodvox.mood.notation import parse_mood
from moodvox.mood.tokens import NotationError

GRIM = {"grim": Mood.of({"angry": 0.3, "sad": 0.4})}


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("angry", {"angry": 1.0}),
        ("angry 0.7", {"angry": 0.7}),
        ("angry .7", {"angry": 0.7}),
        ("Angry 70%", {"angry": 0.7}),
        ("cold-angry 0.5", {"cold_angry": 0.5}),
        ("sad 0.6 + fear 0.4", {"sad": 0.6, "fearful": 0.4}),
        ("sad+fear", {"sad": 0.5, "fearful": 0.5}),
        ("sad 0.6 + fear", {"sad": 0.6, "fearful": 0.4}),
        ("joy 0.3 + surprise 0.2 + tender 0.1", {"happy": 0.3, "surprised": 0.2, "tender": 0.1}),
        ("neutral", {}),
        ("sad 0.6 + neutral 0.4", {"sad": 0.6}),
        ("angry 0", {}),
        ("grim", {"angry": 0.3, "sad": 0.4}),
        ("grim 0.5", {"angry": 0.15, "sad": 0.2}),
        ("grim 0.5 + sad 0.3", {"angry": 0.15, "sad": 0.5}),
    ],
)
def test_reads(text: str, weights: dict[str, float]) -> None:
    assert parse_mood(text, CORE_EMOTIONS, presets=GRIM).as_dict() == pytest.approx(weights)


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("angri", 0, "unknown emotion 'angri'", "did you mean 'angry'?"),
        ("sad 0.5 + feer 0.1", 10, "unknown emotion 'feer'", "did you mean 'fear'?"),
        ("angry 1.2", 6, "weight of 'angry' 1.2 is outside 0 to 1", ""),
        ("angry 120%", 6, "weight of 'angry' 120% is outside 0 to 1", ""),
        ("angry -0.2", 6, "negative weight of 'angry' -0.2", "0 to 1"),
        ("angry nan", 6, "weight of 'angry' nan is outside 0 to 1", ""),
        ("angry -inf", 6, "weight of 'angry' -inf is outside 0 to 1", ""),
        ("sad 0.7 + angry 0.6", 10, "weights add up to 1.3, above 1", "lower them; the rest is"),
        ("sad + sadness 0.2", 6, "'sadness' is named twice", ""),
        ("sad 1 + fear", 8, "nothing is left for 'fear'", "already add up to 1"),
        ("sad 0.5 +", 9, "missing an emotion", "angry 0.7"),
        ("", 0, "missing an emotion", "angry 0.7"),
        ("0.5 sad", 0, "expected an emotion instead of '0.5'", ""),
        ("sad 0,5", 5, "unexpected ','", "decimals with a point"),
        ("sad 0.5 fear 0.4", 8, "unexpected 'fear'", ""),
    ],
)
def test_refuses(text: str, offset: int, message: str, hint: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse_mood(text, CORE_EMOTIONS)
    assert caught.value.message == message
    assert hint in caught.value.hint
    assert caught.value.offset == offset
    assert caught.value.where == f"column {offset + 1}"


def test_a_preset_does_not_hide_an_emotion() -> None:
    assert parse_mood("sad", ["sad"], presets={"sad": Mood.of({"sad": 0.1})})["sad"] == 1.0


def test_an_alias_needs_its_emotion() -> None:
    with pytest.raises(MoodError, match="unknown emotion 'fear'"):
        parse_mood("fear", ["happy"])


def test_nothing_near_lists_names_without_aliases() -> None:
    with pytest.raises(MoodError) as caught:
        parse_mood("xyzzy", ["happy", "sad"], presets=GRIM)
    assert caught.value.hint == "known: grim, happy, neutral, sad"


def test_aliases_lead_to_core_emotions() -> None:
    assert set(ALIASES.values()) <= set(CORE_EMOTIONS)
    assert not set(ALIASES) & set(CORE_EMOTIONS)


@settings(deadline=None)
@given(st.text(st.sampled_from("angrysdf +-.0123456789%[]>→∞²٣ na\n"), max_size=40))
def test_any_text_is_a_mood_or_a_mood_error(text: str) -> None:
    offset = 0
    try:
        mood = parse_mood(text, CORE_EMOTIONS)
    except NotationError as error:
        offset = error.offset
        mood = NEUTRAL_MOOD
    assert 0 <= offset <= len(text)
    assert sum(weight for _, weight in mood.weights) <= 1.0 + 1e-6
    assert all(0.0 < weight <= 1.0 for _, weight in mood.weights)
