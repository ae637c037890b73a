"""Tags against time: what is heard when."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.errors import MoodError
from moodvox.mood.curve import Decay, Keyframe, MoodCurve
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.script.timeline import GLIDE_S, Reach, holds_one_mood, manner_at, mood_weights
from script.script_kit import parse

NAMES = ("angry", "calm", "sad")
NEUTRAL = MoodCurve.constant()
SAD = MoodCurve.constant(Mood.of({"sad": 0.5}))
REACH = Reach(np.array([0, 0, 4, 4, 8, 8]), np.array([0.1, 0.2, 1.0, 1.2, 2.0, 2.2]), 3.0)
"""Three words of three letters, one a second; a silence of 0.1 s before the first."""


def heard(text: str, *times_s: float, base: MoodCurve = NEUTRAL) -> list[list[float]]:
    table = mood_weights(parse(text), base, REACH, times_s, NAMES)
    return np.asarray(table, np.float64).round(5).tolist()  # type: ignore[no-any-return]


def test_when_a_place_is_reached() -> None:
    assert [REACH.at(offset) for offset in (0, 1, 4, 8, 9, 99)] == [0.1, 1.0, 1.0, 2.0, 3.0, 3.0]


def test_without_tags_the_base_is_heard() -> None:
    assert heard("one two six", 0.0, 2.5, base=SAD) == [[0.0, 0.0, 0.5]] * 2


@pytest.mark.parametrize("text", ["[angry] one two six", "... [angry] one two"])
def test_a_tag_before_the_first_word_holds_at_once(text: str) -> None:
    assert heard(text, 0.0, 0.1, 2.9, base=SAD) == [[1.0, 0.0, 0.0]] * 3


def test_a_tag_in_mid_line_glides_in() -> None:
    half = 1.0 + GLIDE_S / 2
    assert heard("one [angry] two six", 0.999, 1.0, half, 1.0 + GLIDE_S, base=SAD) == [
        [0.0, 0.0, 0.5],
        [0.0, 0.0, 0.5],
        [0.5, 0.0, 0.25],
        [1.0, 0.0, 0.0],
    ]


def test_a_move_begins_when_its_place_is_reached() -> None:
    text = "[angry 0.4 -> calm over 2s] one two six"
    assert heard(text, 0.0, 0.1, 1.1, 2.1, 9.0) == [
        [0.4, 0.0, 0.0],
        [0.4, 0.0, 0.0],
        [0.2, 0.5, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 1.0, 0.0],
    ]


def test_a_move_without_a_start_sets_out_from_what_is_heard() -> None:
    text = "[angry] one [-> calm over 1s] two [-> sad over 1s] six"
    assert heard(text, 0.9, 1.5, 2.0, 2.5, 3.0) == [
        [1.0, 0.0, 0.0],
        [0.5, 0.5, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.5, 0.5],
        [0.0, 0.0, 1.0],
    ]


def test_a_move_is_overtaken_by_the_next() -> None:
    text = "[-> angry over 4s] one [neutral] two six"
    assert heard(text, 1.0, 1.0 + GLIDE_S, 3.0) == [
        [0.225, 0.0, 0.0],
        [0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0],
    ]


@pytest.mark.parametrize(
    "text", ["one [angry] [-> calm over 1s] two", "one[angry] [->calm over 1s]two"]
)
def test_two_tags_at_one_place_are_one_move(text: str) -> None:
    assert heard(text, 1.0, 1.5, 2.0)[1:] == [[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]
    assert heard("[angry] " + text.removeprefix("one"), 0.1)[0] == [1.0, 0.0, 0.0]


def test_an_easing_shapes_the_move() -> None:
    assert heard("[neutral -> angry over 1s ease_in] one two", 0.6) == [[0.25, 0.0, 0.0]]


def test_an_event_overrules_the_tags_before_it_and_not_those_after() -> None:
    line = parse("[angry] one two [sad] six")
    base = MoodCurve.constant(Mood.of({"calm": 1.0}))
    times = [1.0, 1.4, 1.4 + GLIDE_S, 2.0 + GLIDE_S]
    table = mood_weights(line, base, REACH, times, NAMES, resumed_s=1.4)
    assert table.round(5).tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_an_event_takes_its_own_time_from_a_tag_too() -> None:
    calm = Mood.of({"calm": 1.0})
    base = MoodCurve.through([(1.0, NEUTRAL_MOOD), (3.0, calm)])
    line = parse("[angry] one two six")
    table = mood_weights(line, base, REACH, [1.0, 2.0, 3.0], NAMES, resumed_s=1.0)
    assert table.round(5).tolist() == [[1, 0, 0], [0.5, 0.25, 0], [0, 1, 0]]


def test_an_event_that_begins_at_the_tags_mood_keeps_its_shape() -> None:
    angry, calm = Mood.of({"angry": 1.0}), Mood.of({"calm": 1.0})
    base = MoodCurve.through([(1.0, angry), (3.0, calm)])
    line = parse("[angry] one two six")
    times = [1.0 + GLIDE_S, 2.0, 3.0]
    table = mood_weights(line, base, REACH, times, NAMES, resumed_s=1.0)
    np.testing.assert_allclose(table, base.weights(times, NAMES), atol=1e-6)


def test_neutral_gets_the_rest() -> None:
    line = parse("[angry 0.4] one")
    table = mood_weights(line, SAD, REACH, [0.5], ("neutral", "sad", "angry"))
    np.testing.assert_allclose(table, [[0.6, 0.0, 0.4]], rtol=1e-6)


def test_an_emotion_that_the_voice_lacks_is_an_error() -> None:
    with pytest.raises(MoodError, match="unknown emotion 'tired'"):
        mood_weights(parse("[tired] one"), NEUTRAL, REACH, [0.0], NAMES)
    with pytest.raises(MoodError, match="unknown emotion 'sad'"):
        mood_weights(parse("one"), SAD, REACH, [0.0], ("angry",))


tags = st.sampled_from(
    "[angry]|[sad 0.3 + calm 0.3]|[-> calm over 1s]|[angry -> sad over 500ms ease_in]|[neutral]"
    "|[-> angry over 3s ease_in_out]|".split("|")
)


@settings(deadline=None, max_examples=60)
@given(tags, tags, tags, tags, st.none() | st.floats(0.0, 3.0))
def test_in_mid_line_nothing_jumps(
    first: str, second: str, third: str, fourth: str, resumed_s: float | None
) -> None:
    line = parse(f"{first} one {second} two {third}{fourth} six")
    times = np.arange(0.0, 4.0, 0.001)
    table = mood_weights(line, SAD, REACH, times, NAMES, resumed_s=resumed_s)
    assert table.min() >= 0.0
    assert table.sum(axis=1).max() <= 1.0 + 1e-6
    assert np.abs(np.diff(table, axis=0)).max() <= 0.001 * 3.0 / GLIDE_S


def test_manner_holds_from_its_place_on() -> None:
    line = parse("one [rate 0.5] [whisper] two[/whisper] [pitch -2st] [rate 2] six")
    manner = manner_at(line, REACH.offsets)
    assert manner.rate.tolist() == [1, 1, 0.5, 0.5, 2, 2]
    assert manner.pitch_st.tolist() == [0, 0, 0, 0, -2, -2]
    assert manner.whisper.tolist() == [False, False, True, True, False, False]


DECAYING = MoodCurve((Keyframe(0.0, Mood.of({"sad": 0.5})),), Decay(NEUTRAL_MOOD, 2.0))


@pytest.mark.parametrize(
    ("text", "base", "holds"),
    [
        ("one two", SAD, True),
        ("one two", DECAYING, False),
        ("[angry] one two", DECAYING, True),
        ("[calm][angry 0.5] ... one two", NEUTRAL, True),
        ("[pause 1s][rate 0.9] one [pitch +1st] two", NEUTRAL, True),
        ("one [angry] two", NEUTRAL, False),
        ("[angry -> calm over 1s] one two", NEUTRAL, False),
        ("[-> calm over 1s] one two", NEUTRAL, False),
        ("[angry] one [calm] two", NEUTRAL, False),
    ],
)
def test_whether_a_line_has_one_mood(text: str, base: MoodCurve, holds: bool) -> None:
    assert holds_one_mood(parse(text), base) is holds
    rows = heard(text, 0.0, 0.1, 0.4, 1.0, 1.3, 2.0, 2.9, base=base)
    assert all(row == rows[0] for row in rows) is holds
