"""Mood over time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.errors import MoodError
from moodvox.mood.curve import MAX_KEYFRAMES, Decay, Keyframe, MoodCurve
from moodvox.mood.easing import EASINGS, STEEPEST, easing_named
from moodvox.mood.mood import NEUTRAL_MOOD, Mood

ANGRY = Mood.of({"angry": 1.0})
CALM = Mood.of({"calm": 0.8})
NAMES = ("angry", "calm", "sad")

moods = st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3).map(
    lambda shares: Mood.of(
        {name: share / max(1.0, sum(shares)) for name, share in zip(NAMES, shares, strict=True)}
    )
)


@st.composite
def curves(draw: st.DrawFn) -> MoodCurve:
    times = draw(st.lists(st.floats(-5.0, 50.0), min_size=1, max_size=6, unique=True))
    keyframes = tuple(
        Keyframe(time_s, draw(moods), draw(st.sampled_from(sorted(EASINGS))))
        for time_s in sorted(times)
    )
    decay = draw(st.none() | st.builds(Decay, moods, st.floats(0.01, 100.0)))
    return MoodCurve(keyframes, decay)


@pytest.mark.parametrize("name", sorted(EASINGS))
def test_easings_go_from_0_to_1_and_never_back(name: str) -> None:
    progress = np.linspace(0.0, 1.0, 1001)
    eased = easing_named(name)(progress)
    assert eased[0] == 0.0
    assert eased[-1] == 1.0
    slopes = np.diff(eased) / np.diff(progress)
    assert slopes.min() >= 0.0
    if math.isfinite(STEEPEST[name]):
        assert slopes.max() == pytest.approx(STEEPEST[name], rel=0.01)
        assert slopes.max() <= STEEPEST[name] + 1e-9


def test_unknown_easing_names_the_nearest() -> None:
    with pytest.raises(MoodError) as caught:
        easing_named("ease_inout")
    assert caught.value.hint == "did you mean 'ease_in_out'?"


def test_goes_through_its_keyframes() -> None:
    curve = MoodCurve.through([(1.0, ANGRY), (3.0, CALM)])
    expected = [[1.0, 0.0], [1.0, 0.0], [0.5, 0.4], [0.0, 0.8], [0.0, 0.8]]
    np.testing.assert_allclose(curve.weights([-9.0, 1.0, 2.0, 3.0, 99.0], NAMES[:2]), expected)
    assert curve.weights([2.0], NAMES).dtype == np.float32


@pytest.mark.parametrize(
    ("easing", "halfway"),
    [
        ("linear", 0.5),
        ("ease_in", 0.25),
        ("ease_out", 0.75),
        ("ease_in_out", 0.5),
        ("step", 1.0),
        ("hold", 0.0),
    ],
)
def test_easing_belongs_to_the_way_into_a_keyframe(easing: str, halfway: float) -> None:
    curve = MoodCurve((Keyframe(0.0, NEUTRAL_MOOD), Keyframe(2.0, ANGRY, easing)))
    assert curve.at(1.0)["angry"] == halfway
    assert curve.at(2.0) == ANGRY


def test_decays_by_half_lives() -> None:
    curve = MoodCurve((Keyframe(1.0, ANGRY),), Decay(CALM, 2.0))
    assert curve.at(1.0) == ANGRY
    assert curve.at(3.0).as_dict() == pytest.approx({"angry": 0.5, "calm": 0.4})
    assert curve.at(5.0).as_dict() == pytest.approx({"angry": 0.25, "calm": 0.6})
    assert curve.at(1e6) == CALM


def test_neutral_gets_the_rest() -> None:
    table = MoodCurve.constant(CALM).weights([0.0], ("neutral", "calm"))
    np.testing.assert_allclose(table, [[0.2, 0.8]], rtol=1e-6)


def test_then_keeps_the_past() -> None:
    first = MoodCurve.through([(0.0, ANGRY), (4.0, NEUTRAL_MOOD)])
    second = MoodCurve.through([(2.0, first.at(2.0)), (3.0, CALM)])
    joined = first.then(second)
    times = np.linspace(-1.0, 1.99, 50)
    np.testing.assert_array_equal(joined.weights(times, NAMES), first.weights(times, NAMES))
    times = np.linspace(2.0, 9.0, 50)
    np.testing.assert_array_equal(joined.weights(times, NAMES), second.weights(times, NAMES))
    third = MoodCurve.constant(Mood.of({"sad": 1.0})).shifted(1.0)
    assert [piece.start_s for piece in joined.then(third).earlier] == [0.0]


def test_emotions_of_every_piece() -> None:
    curve = MoodCurve((Keyframe(0.0, ANGRY),), Decay(CALM, 1.0))
    assert curve.then(MoodCurve.constant(Mood.of({"sad": 1.0})).shifted(1.0)).emotions() == NAMES


@pytest.mark.parametrize(
    ("keyframes", "where", "message"),
    [
        ([], "keyframes", "at least one"),
        ([(0.0, "linear"), (math.nan, "linear")], "keyframes[1].time_s", "not finite"),
        ([(math.inf, "linear")], "keyframes[0].time_s", "not finite"),
        ([(0.0, "linear"), (2.0, "linear"), (2.0, "linear")], "keyframes[2].time_s", "not after"),
        ([(0.0, "linear"), (1.0, "ease")], "keyframes[1].easing", "unknown easing 'ease'"),
        ([(float(i), "linear") for i in range(MAX_KEYFRAMES + 1)], "keyframes", "more than"),
    ],
)
def test_a_wrong_keyframe_is_named(
    keyframes: list[tuple[float, str]], where: str, message: str
) -> None:
    with pytest.raises(MoodError, match=message) as caught:
        MoodCurve(tuple(Keyframe(time_s, ANGRY, easing) for time_s, easing in keyframes))
    assert caught.value.where == where


@pytest.mark.parametrize("half_life_s", [0.0, -1.0, math.nan, math.inf])
def test_a_half_life_is_above_0(half_life_s: float) -> None:
    with pytest.raises(MoodError) as caught:
        MoodCurve((Keyframe(0.0, ANGRY),), Decay(CALM, half_life_s))
    assert caught.value.where == "decay.half_life_s"


def test_an_emotion_that_is_not_asked_for_is_an_error() -> None:
    with pytest.raises(MoodError, match="unknown emotion 'angry'"):
        MoodCurve.constant(ANGRY).weights([0.0], ("anger", "calm"))


def test_a_time_must_be_finite() -> None:
    with pytest.raises(MoodError, match="not finite"):
        MoodCurve.constant(ANGRY).weights([0.0, math.nan], NAMES)


def test_shifting_keeps_keyframes_apart_that_fall_together() -> None:
    close = MoodCurve.through([(0.0, NEUTRAL_MOOD), (1e-200, ANGRY), (1.0, CALM)])
    shifted = close.shifted(1.0)
    assert [key.time_s for key in shifted.keyframes] == [1.0, math.nextafter(1.0, 2.0), 2.0]
    assert shifted.at(0.5) == NEUTRAL_MOOD
    assert shifted.at(1.1)["angry"] == pytest.approx(0.9)


@settings(deadline=None)
@given(curves(), st.lists(st.floats(-100.0, 200.0), min_size=1, max_size=20))
def test_weights_are_always_a_mood(curve: MoodCurve, times: list[float]) -> None:
    table = curve.weights(times, NAMES)
    assert table.shape == (len(times), 3)
    assert table.min() >= 0.0
    assert table.sum(axis=1).max() <= 1.0 + 1e-6


@settings(deadline=None)
@given(curves(), st.floats(-50.0, 50.0), st.floats(-50.0, 100.0))
def test_shifting_moves_time_and_nothing_else(curve: MoodCurve, by_s: float, at_s: float) -> None:
    if any(abs(key.time_s - at_s) < 1e-3 for key in curve.keyframes):
        return
    shifted = curve.shifted(by_s)
    np.testing.assert_allclose(
        shifted.weights([at_s + by_s], NAMES), curve.weights([at_s], NAMES), atol=1e-4
    )
