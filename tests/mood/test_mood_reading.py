"""Moods and curves out of maps, as messages and files hold them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.errors import MoodError
from moodvox.mood.curve import Keyframe, MoodCurve
from moodvox.mood.mood import Mood
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.mood.presets import MoodNames
from moodvox.mood.reading import curve_of, mood_of

NAMES = MoodNames(CORE_EMOTIONS, {"grim": Mood.of({"angry": 0.3, "sad": 0.4})})


@pytest.mark.parametrize(
    ("value", "weights"),
    [
        ("sad 0.6 + fear 0.4", {"sad": 0.6, "fearful": 0.4}),
        ({"sad": 0.6, "fear": 0.4}, {"sad": 0.6, "fearful": 0.4}),
        ({"grim": 0.5, "sad": 0.3}, {"angry": 0.15, "sad": 0.5}),
        ({"angry": 1}, {"angry": 1.0}),
        ({"neutral": 1.0}, {}),
        ({}, {}),
    ],
)
def test_a_mood_is_text_or_a_map(value: object, weights: dict[str, float]) -> None:
    assert mood_of(value, NAMES).as_dict() == pytest.approx(weights)


@pytest.mark.parametrize(
    ("value", "where", "message"),
    [
        ("sad 2", "mood", "weight of 'sad' 2 is outside 0 to 1"),
        ({"sda": 1}, "mood.sda", "unknown emotion 'sda'"),
        ({3: 1}, "mood.3", "unknown emotion '3'"),
        ({"sad": -0.5}, "mood.sad", "weight -0.5 of 'sad' is outside 0 to 1"),
        ({"sad": math.nan}, "mood.sad", "weight nan of 'sad' is outside 0 to 1"),
        ({"sad": "1"}, "mood.sad", "expected a number instead of str"),
        ({"sad": True}, "mood.sad", "expected a number instead of bool"),
        ({"sad": 10**400}, "mood.sad", "number out of range"),
        ({"sad": 0.6, "calm": 0.6}, "mood", "weights add up to 1.2, above 1"),
        (None, "mood", "expected a mood instead of NoneType"),
        ([0.5], "mood", "expected a mood instead of list"),
    ],
)
def test_a_wrong_mood_names_its_entry(value: object, where: str, message: str) -> None:
    with pytest.raises(MoodError) as caught:
        mood_of(value, NAMES)
    assert (caught.value.where, caught.value.message) == (where, message)


def test_a_curve_is_a_list_of_keyframes() -> None:
    curve = curve_of(
        [
            {"at_s": 0, "mood": {}, "new_field": 1},
            {"at_s": 1.5, "mood": "fear", "easing": "ease_in"},
        ],
        NAMES,
    )
    fear = Mood.of({"fearful": 1.0})
    assert curve == MoodCurve((Keyframe(0.0, Mood()), Keyframe(1.5, fear, "ease_in")))


@pytest.mark.parametrize(
    ("value", "where", "message"),
    [
        ({}, "curve", "expected a list of keyframes instead of dict"),
        ("angry", "curve", "expected a list of keyframes instead of str"),
        ([], "curve", "a mood curve needs at least one keyframe"),
        ([1], "curve[0]", "expected a keyframe instead of int"),
        ([{"mood": {}}], "curve[0].at_s", "a keyframe has no 'at_s'"),
        ([{"at_s": 0}], "curve[0].mood", "a keyframe has no 'mood'"),
        ([{"at_s": "0", "mood": {}}], "curve[0].at_s", "expected a number instead of str"),
        ([{"at_s": math.nan, "mood": {}}], "curve[0].at_s", "time nan is not finite"),
        (
            [{"at_s": 1, "mood": {}}, {"at_s": 1, "mood": {}}],
            "curve[1].at_s",
            "time 1.0 s is not after 1.0 s",
        ),
        ([{"at_s": 0, "mood": {"sda": 1}}], "curve[0].mood.sda", "unknown emotion 'sda'"),
        ([{"at_s": 0, "mood": {}, "easing": "x"}], "curve[0].easing", "unknown easing 'x'"),
        ([{"at_s": 0, "mood": {}, "easing": 1}], "curve[0].easing", "unknown easing '1'"),
    ],
)
def test_a_wrong_keyframe_is_named(value: object, where: str, message: str) -> None:
    with pytest.raises(MoodError) as caught:
        curve_of(value, NAMES)
    assert (caught.value.where, caught.value.message) == (where, message)


data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["at_s", "mood", "easing", "sad", "grim"]), inner)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(data)
def test_any_data_is_a_mood_or_a_mood_error(value: object) -> None:
    for read in (mood_of, curve_of):
        try:
            result: object = read(value, NAMES)
        except MoodError as error:
            result = error
        assert isinstance(result, Mood | MoodCurve | MoodError)
