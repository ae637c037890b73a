"""Who is heard first: the order of a blind test, drawn by its seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from moodvox.errors import InputError

Side = Literal["a", "b"]


@dataclass(frozen=True)
class Pair:
    """One thing to be judged: `item` spoken by both, `first` of them heard first.

    Attributes:
        number: place in the test, from 1.
        item: the caller's name for what is spoken.
    """

    number: int
    item: str
    first: Side

    @property
    def second(self) -> Side:
        return "b" if self.first == "a" else "a"

    def side(self, heard: Literal[1, 2]) -> Side:
        """Which variant was heard as number 1 or 2."""
        return self.first if heard == 1 else self.second


def deal(items: Sequence[str], seed: int, *, repeats: int = 1) -> list[Pair]:
    """Every item `repeats` times, in random order, each variant first equally often.

    The same items and seed give the same order. An item that comes an even number of
    times is heard in both orders equally often; so nobody who always likes the first
    one better can decide a test.

    Raises:
        InputError: there is nothing to compare, or an item stands there twice.
    """
    if not items or repeats < 1:
        raise InputError("there is nothing to compare", hint="a script with at least one line")
    if len(set(items)) != len(items):
        twice = sorted({item for item in items if list(items).count(item) > 1})
        raise InputError(f"two lines are called '{twice[0]}'", where="id")
    draw = random.Random(f"moodvox ab {seed}")
    shuffled = draw.sample(list(items), len(items))
    before: Side = draw.choice(("a", "b"))
    dealt: list[tuple[str, Side]] = []
    for turn in range(repeats):
        for place, item in enumerate(shuffled):
            dealt.append((item, before if (place + turn) % 2 == 0 else _other(before)))
    rounds = [dealt[start : start + len(items)] for start in range(0, len(dealt), len(items))]
    mixed = [entry for part in rounds for entry in draw.sample(part, len(part))]
    return [Pair(number, item, first) for number, (item, first) in enumerate(mixed, 1)]


def _other(side: Side) -> Side:
    return "b" if side == "a" else "a"
