"""Numbers as words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.text import numbers


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (7, "seven"),
        (13, "thirteen"),
        (20, "twenty"),
        (42, "forty two"),
        (100, "one hundred"),
        (105, "one hundred five"),
        (1000, "one thousand"),
        (1_000_001, "one million one"),
        (12_345, "twelve thousand three hundred forty five"),
        (-3, "minus three"),
        (10**27, "one octillion"),
    ],
)
def test_cardinals(value: int, words: str) -> None:
    assert " ".join(numbers.cardinal(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (5, "fifth"),
        (8, "eighth"),
        (9, "ninth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty first"),
        (100, "one hundredth"),
        (1000, "one thousandth"),
    ],
)
def test_ordinals(value: int, words: str) -> None:
    assert " ".join(numbers.ordinal(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1998, "nineteen ninety eight"),
        (1900, "nineteen hundred"),
        (1905, "nineteen oh five"),
        (2000, "two thousand"),
        (2005, "two thousand five"),
        (2026, "twenty twenty six"),
        (1066, "ten sixty six"),
        (800, "eight hundred"),
    ],
)
def test_years(value: int, words: str) -> None:
    assert " ".join(numbers.year(value)) == words


@pytest.mark.parametrize(
    ("upper", "lower", "words"),
    [
        (1, 2, "one half"),
        (3, 2, "three halves"),
        (3, 4, "three quarters"),
        (2, 3, "two thirds"),
        (1, 20, "one twentieth"),
        (5, 0, "five over zero"),
        (7, 365, "seven over three hundred sixty five"),
    ],
)
def test_fractions(upper: int, lower: int, words: str) -> None:
    assert " ".join(numbers.fraction(upper, lower)) == words


def _value_of(words: list[str]) -> int:
    """Reads the words back by plain arithmetic."""
    small = {word: n for n in range(20) for word in numbers.cardinal(n)}
    small |= {numbers.cardinal(n)[0]: n for n in range(20, 100, 10)}
    scales = {numbers.cardinal(1000**n)[1]: 1000**n for n in range(1, 10)}
    total = group = 0
    for word in words:
        if word in scales:
            total, group = total + group * scales[word], 0
        elif word == "hundred":
            group *= 100
        else:
            group += small[word]
    return total + group


@settings(deadline=None)
@given(st.integers(0, numbers.LARGEST))
def test_a_cardinal_read_back_is_the_number(value: int) -> None:
    assert _value_of(numbers.cardinal(value)) == value


@settings(deadline=None)
@given(st.integers(numbers.LARGEST + 1, 10**60))
def test_beyond_the_largest_digits_are_read(value: int) -> None:
    assert numbers.cardinal(value) == numbers.digits(str(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [("I", 1), ("IV", 4), ("VIII", 8), ("XIV", 14), ("XL", 40), ("MCMXCVIII", 1998)],
)
def test_roman(text: str, value: int) -> None:
    assert numbers.roman(text) == value


@pytest.mark.parametrize("text", ["", "IIII", "VX", "IC", "HELLO", "iv"])
def test_not_roman(text: str) -> None:
    assert numbers.roman(text) is None
