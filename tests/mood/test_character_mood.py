"""How one character's mood goes on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.errors import MoodError
from moodvox.mood.character import HISTORY_S, MAX_EARLIER, CharacterMood
from moodvox.mood.easing import EASINGS
from moodvox.mood.mood import NEUTRAL_MOOD, Mood

NAMES = ("angry", "calm", "sad")
ANGRY = Mood.of({"angry": 1.0})
CALM = Mood.of({"calm": 0.5})

moods = st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3).map(
    lambda shares: Mood.of(
        {name: share / max(1.0, sum(shares)) for name, share in zip(NAMES, shares, strict=True)}
    )
)
gradual = st.sampled_from(["linear", "ease_in", "ease_out", "ease_in_out"])


def test_begins_at_its_temperament() -> None:
    assert CharacterMood(CALM, now_s=7.0).at(9.0) == CALM


def test_moves_stays_and_decays() -> None:
    character = CharacterMood(CALM, half_life_s=2.0)
    character.move(ANGRY, now_s=10.0, over_s=1.0, stay_s=3.0)
    assert character.at(9.0) == CALM
    assert character.at(10.5).as_dict() == pytest.approx({"angry": 0.5, "calm": 0.25})
    assert character.at(11.0) == ANGRY
    assert character.at(14.0) == ANGRY
    assert character.at(16.0).as_dict() == pytest.approx({"angry": 0.5, "calm": 0.25})
    assert character.at(200.0) == CALM


def test_without_a_half_life_a_mood_stays() -> None:
    character = CharacterMood(CALM)
    character.move(ANGRY, now_s=0.0, over_s=1.0)
    assert character.at(1e6) == ANGRY
    character.settle(now_s=20.0, over_s=2.0)
    assert character.at(21.0).as_dict() == pytest.approx({"angry": 0.5, "calm": 0.25})
    assert character.target == CALM


def test_a_line_in_its_own_time() -> None:
    character = CharacterMood()
    character.move(ANGRY, now_s=100.0, over_s=2.0)
    assert character.curve_from(101.0).at(0.0)["angry"] == pytest.approx(0.5)
    assert character.curve_from(101.0).at(1.0) == ANGRY


def test_a_line_that_began_before_a_move_keeps_its_past() -> None:
    character = CharacterMood(half_life_s=5.0)
    character.move(ANGRY, now_s=0.0, over_s=2.0, easing="ease_in")
    before = character.curve_from(0.5)
    character.move(CALM, now_s=1.5, over_s=1.0)
    after = character.curve_from(0.5)
    past = np.linspace(-1.0, 0.999, 40)
    np.testing.assert_allclose(after.weights(past, NAMES), before.weights(past, NAMES), atol=1e-6)
    assert after.at(2.0) == CALM


def test_a_slow_character_takes_longer() -> None:
    character = CharacterMood(rate_limit_per_s=0.5)
    character.move(ANGRY, now_s=0.0, over_s=0.1)
    assert character.at(1.0)["angry"] == pytest.approx(0.5)
    assert character.at(2.0) == ANGRY


def test_hold_waits_and_then_goes_at_the_limit() -> None:
    character = CharacterMood(rate_limit_per_s=1.0)
    character.move(ANGRY, now_s=0.0, over_s=2.0, easing="hold")
    assert character.at(2.0) == NEUTRAL_MOOD
    assert character.at(2.5)["angry"] == pytest.approx(0.5)
    assert character.at(3.0) == ANGRY


def test_a_new_temperament_is_approached_only_from_the_old() -> None:
    settled = CharacterMood(CALM)
    settled.retemper(ANGRY, now_s=1.0)
    assert settled.at(1.0) == ANGRY
    moved = CharacterMood(CALM)
    moved.move(ANGRY, now_s=0.0, over_s=4.0)
    moved.retemper(NEUTRAL_MOOD, now_s=2.0, half_life_s=1.0, rate_limit_per_s=5.0)
    assert moved.temperament == NEUTRAL_MOOD
    assert moved.at(2.0).as_dict() == pytest.approx({"angry": 0.5, "calm": 0.25})
    assert moved.at(4.0)["angry"] == pytest.approx(1.0)
    assert moved.at(5.0)["angry"] == pytest.approx(0.5)


def test_history_is_bounded() -> None:
    character = CharacterMood(half_life_s=1.0)
    for step in range(MAX_EARLIER + 100):
        character.move(ANGRY if step % 2 else CALM, now_s=step * 0.01, over_s=0.02)
    assert len(character.curve_from(0.0).earlier) <= MAX_EARLIER + 1
    character.move(ANGRY, now_s=10.0 + 2 * HISTORY_S)
    character.move(CALM, now_s=10.0 + 3 * HISTORY_S)
    assert len(character.curve_from(0.0).earlier) <= 2


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"over_s": -1.0}, "over_s"),
        ({"over_s": math.nan}, "over_s"),
        ({"stay_s": math.inf}, "stay_s"),
        ({"now_s": 4.0}, "now_s"),
        ({"now_s": math.nan}, "now_s"),
        ({"easing": "soft"}, ""),
    ],
)
def test_refuses_a_wrong_move_and_stays_as_it_was(arguments: dict[str, object], where: str) -> None:
    character = CharacterMood(CALM, now_s=5.0)
    with pytest.raises(MoodError) as caught:
        character.move(ANGRY, **{"now_s": 6.0, **arguments})  # type: ignore[arg-type]
    assert caught.value.where == where
    assert character.at(100.0) == CALM


@pytest.mark.parametrize("name", ["half_life_s", "rate_limit_per_s"])
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_refuses_a_wrong_nature(name: str, value: float) -> None:
    with pytest.raises(MoodError) as caught:
        CharacterMood(**{name: value})  # type: ignore[arg-type]
    assert caught.value.where == name


Events = list[tuple[float, Mood, float, str]]
events = st.lists(
    st.tuples(st.floats(0.0, 3.0), moods, st.floats(0.0, 3.0), st.sampled_from(sorted(EASINGS))),
    min_size=1,
    max_size=5,
)


def _play(character: CharacterMood, happening: Events) -> float:
    now_s = 0.0
    for wait_s, target, over_s, easing in happening:
        now_s += wait_s
        character.move(target, now_s=now_s, over_s=over_s, easing=easing)
    return now_s


@settings(deadline=None, max_examples=60)
@given(events, moods, st.none() | st.floats(0.05, 20.0), st.none() | st.floats(0.01, 20.0))
def test_weights_stay_a_mood(
    happening: Events, temperament: Mood, half_life_s: float | None, limit: float | None
) -> None:
    character = CharacterMood(temperament, half_life_s=half_life_s, rate_limit_per_s=limit)
    end_s = _play(character, happening)
    table = character.curve_from(0.0).weights(np.linspace(-1.0, end_s + 20.0, 300), NAMES)
    assert table.min() >= 0.0
    assert table.max() <= 1.0
    assert table.sum(axis=1).max() <= 1.0 + 1e-5


@settings(deadline=None, max_examples=60)
@given(events, moods, st.none() | st.floats(0.05, 20.0), st.floats(0.05, 20.0))
def test_the_rate_limit_is_never_exceeded(
    happening: Events, temperament: Mood, half_life_s: float | None, limit: float
) -> None:
    character = CharacterMood(temperament, half_life_s=half_life_s, rate_limit_per_s=limit)
    end_s = _play(character, happening)
    times = np.linspace(-1.0, end_s + 10.0, 2000)
    table = character.curve_from(0.0).weights(times, NAMES).astype(np.float64)
    fastest = np.abs(np.diff(table, axis=0)).max(axis=1)
    assert (fastest <= limit * np.diff(times) * (1.0 + 1e-6) + 1e-6).all()


@settings(deadline=None, max_examples=60)
@given(moods, moods, st.floats(0.1, 3.0), st.floats(0.01, 0.99), gradual)
def test_retargeted_in_mid_move_it_goes_on_from_there(
    first: Mood, second: Mood, over_s: float, share: float, easing: str
) -> None:
    character = CharacterMood()
    character.move(first, now_s=0.0, over_s=over_s, easing=easing)
    turn_s = over_s * share
    before = character.curve_from(0.0).weights([turn_s], NAMES)
    character.move(second, now_s=turn_s, over_s=over_s, easing=easing)
    curve = character.curve_from(0.0)
    np.testing.assert_allclose(curve.weights([turn_s], NAMES), before, atol=1e-6)
    step = curve.weights([turn_s - 1e-6, turn_s + 1e-6], NAMES)
    assert np.abs(np.diff(step, axis=0)).max() < 1e-4


@settings(deadline=None, max_examples=60)
@given(events, moods, st.floats(0.05, 5.0), st.none() | st.floats(0.1, 20.0))
def test_comes_home_to_its_temperament(
    happening: Events, temperament: Mood, half_life_s: float, limit: float | None
) -> None:
    character = CharacterMood(temperament, half_life_s=half_life_s, rate_limit_per_s=limit)
    end_s = _play(character, happening)
    late = character.at(end_s + 3.0 + 25.0 + 40.0 * half_life_s)
    for name in NAMES:
        assert late[name] == pytest.approx(temperament[name], abs=1e-6)
