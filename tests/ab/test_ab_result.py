"""What a blind test proves, against values from statistics tables."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from moodvox.ab.ratings import Choice, Rating
from moodvox.ab.result import Result, binomial_p, wilson


def ratings(a: int, b: int, same: int = 0) -> list[Rating]:
    choices: list[Choice] = [*["a"] * a, *["b"] * b, *["same"] * same]  # type: ignore[list-item]
    return [Rating("t", str(number), choice, "a") for number, choice in enumerate(choices)]


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),  # Newcombe 1998, and by hand
        (1, 10, 0.0179, 0.4042),
        (15, 148, 0.0624, 0.1605),
        (81, 263, 0.2553, 0.3662),
        (10, 10, 0.7225, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson_interval(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("successes", "trials", "p"),
    [(0, 0, 1.0), (5, 10, 1.0), (8, 10, 0.109375), (10, 10, 0.001953125), (1, 20, 4.005432e-05)],
)
def test_exact_binomial(successes: int, trials: int, p: float) -> None:
    assert binomial_p(successes, trials) == pytest.approx(p)


@settings(deadline=None)
@given(trials=some.integers(0, 400), data=some.data())
def test_the_interval_holds_the_share_and_a_and_b_are_alike(
    trials: int, data: some.DataObject
) -> None:
    b = data.draw(some.integers(0, trials))
    result = Result.of(ratings(trials - b, b))
    turned = Result.of(ratings(b, trials - b))
    assert 0.0 <= result.low <= result.share_b <= result.high <= 1.0
    assert turned.p_value == result.p_value
    assert turned.low == pytest.approx(1 - result.high)


def test_a_preference_is_said_with_its_interval() -> None:
    result = Result.of(ratings(4, 20, same=6))
    assert result.is_decided
    assert result.sentence("quality", "fast") == (
        "'fast' is preferred: 83% (95 % interval 64% to 93%) of 24 choices, which chance alone "
        "would give in 0.15 % of such tests; 6 times no difference was heard."
    )
    turned = Result.of(ratings(20, 4))
    assert "'quality' is preferred: 83% (95 % interval 64% to 93%)" in turned.sentence(
        "quality", "fast"
    )


def test_too_few_choices_prove_nothing_and_it_is_said() -> None:
    result = Result.of(ratings(2, 4))
    assert not result.is_decided
    assert result.sentence("x", "y").startswith("No preference is proven: 'y' was chosen in 67%")
    assert "Nobody has preferred" in Result.of(ratings(0, 0, same=3)).sentence("x", "y")
    assert "less than 0.1 %" in Result.of(ratings(0, 40)).sentence("x", "y")


def test_the_habit_of_choosing_the_first_one_shows() -> None:
    kept = [Rating("t", str(n), "a" if n % 2 else "b", "a" if n % 2 else "b") for n in range(20)]
    result = Result.of(kept)
    assert result.first_share == 1.0
    assert not result.is_decided
