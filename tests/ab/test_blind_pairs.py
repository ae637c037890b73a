"""Who is heard first in a blind test: by the seed alone, and fair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from moodvox.ab.pairs import deal
from moodvox.errors import InputError

ITEMS = some.lists(some.text(min_size=1, max_size=4), min_size=1, max_size=12, unique=True)


@given(items=ITEMS, seed=some.integers(0, 2**32), repeats=some.integers(1, 4))
def test_everything_is_heard_as_often_as_asked_and_each_side_first_equally_often(
    items: list[str], seed: int, repeats: int
) -> None:
    pairs = deal(items, seed, repeats=repeats)
    assert sorted(pair.item for pair in pairs) == sorted(items * repeats)
    assert [pair.number for pair in pairs] == list(range(1, len(pairs) + 1))
    firsts = [pair.first for pair in pairs]
    assert abs(firsts.count("a") - firsts.count("b")) <= repeats % 2
    for item in items:
        own = [pair.first for pair in pairs if pair.item == item]
        assert abs(own.count("a") - own.count("b")) <= 1
    assert pairs == deal(items, seed, repeats=repeats)


def test_seeds_give_different_orders() -> None:
    items = [f"line {number}" for number in range(8)]
    assert len({tuple(deal(items, seed)) for seed in range(50)}) == 50


def test_what_was_heard_first_is_known_only_by_the_pair() -> None:
    for pair in deal(["x", "y"], 3):
        assert pair.side(1) == pair.first != pair.side(2) == pair.second


@pytest.mark.parametrize(("items", "repeats"), [([], 1), (["x"], 0)])
def test_nothing_to_compare(items: list[str], repeats: int) -> None:
    with pytest.raises(InputError, match="nothing to compare"):
        deal(items, 1, repeats=repeats)


def test_two_lines_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="two lines are called 'x'"):
        deal(["x", "y", "x"], 1)
