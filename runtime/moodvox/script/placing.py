"""Which word a tag in the text acts on: pauses, sounds, and what `[say]` fixes.

A tag between words acts on the first word, in reading order, that starts at or behind
it. Words need not start in rising order: "$5" is read "five dollars", and both start
where the sign stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from moodvox.errors import TextError
from moodvox.script.items import Line, Pause, Say, Sound


def word_at(starts: Sequence[int], offset: int) -> int:
    """The first word that starts at or behind `offset`; how many there are if none does."""
    return next((i for i, start in enumerate(starts) if start >= offset), len(starts))


def pauses_before(line: Line, starts: Sequence[int]) -> tuple[list[float], float]:
    """Seconds asked for before each word, and after the last; several in one place add up.

    Args:
        starts: offsets of the words into the plain text.
    """
    before = [0.0] * (len(starts) + 1)
    for placed in line.items:
        if isinstance(placed.item, Pause):
            before[word_at(starts, placed.offset)] += placed.item.duration_s
    return before[:-1], before[-1]


def sounds_before(line: Line, starts: Sequence[int]) -> list[tuple[str, ...]]:
    """The laughs and the like before each word, and in the last place those after it."""
    before: list[list[str]] = [[] for _ in range(len(starts) + 1)]
    for placed in line.items:
        if isinstance(placed.item, Sound):
            before[word_at(starts, placed.offset)].append(placed.item.name)
    return [tuple(names) for names in before]


def said(line: Line) -> list[tuple[int, int, tuple[str, ...]]]:
    """(start, end, sounds) of every stretch of the plain text that a `[say]` fixes, in order.

    Raises:
        TextError: two of them claim the same letters.
    """
    found = sorted(
        (placed.offset, placed.offset + placed.item.length, placed.item.phonemes)
        for placed in line.items
        if isinstance(placed.item, Say) and placed.item.length > 0
    )
    for (_, end, _), (start, _, _) in pairwise(found):
        if start < end:
            raise TextError(
                "two [say ...] tags claim the same letters", where=f"character {start + 1}"
            )
    return found
