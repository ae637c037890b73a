"""Where a line is cut: a sentence at a time, the first clause alone so that it is heard early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.models.family import Floats
from moodvox.models.foreign.interface import Interface
from moodvox.models.foreign.tokens import Row, tokens_of

FIRST_PHONEMES: Final = 8
"""A first clause with fewer ("Well,") is spoken together with the next: alone it would have
no melody, and its end would be heard before the next is ready."""

MOST_PHONEMES: Final = 80
"""About six seconds: clauses beyond that are not joined, since other characters wait while
a piece is spoken."""


@dataclass(frozen=True)
class Cut:
    """Rows `first` to before `last`; `spoken` = False: nothing but a silence."""

    first: int
    last: int
    spoken: bool


def cut(rows: list[Row], fixed_s: Floats, interface: Interface) -> list[Cut]:
    """All P rows, in order. Silences of a fixed length always stand alone.

    Where a line was cut it is cut again when the lengths before that place become fixed.
    """
    cuts: list[Cut] = []
    for clause in _clauses(rows, fixed_s, interface):
        last = cuts[-1] if cuts else None
        if last is not None and _joins(rows, last, clause, cuts, interface):
            cuts[-1] = Cut(last.first, clause.last, True)
        else:
            cuts.append(clause)
    return cuts


def _joins(rows: list[Row], last: Cut, clause: Cut, cuts: list[Cut], interface: Interface) -> bool:
    """Whether `clause` goes on with the sentence that `last` holds the start of."""
    if not (last.spoken and clause.spoken) or not rows[last.last - 1].silent:
        return False
    if rows[last.last - 1].ending != "continuation":
        return False
    first = not any(each.spoken for each in cuts[:-1])
    if first and _phonemes(rows, last.first, last.last) >= FIRST_PHONEMES:
        return False
    if _phonemes(rows, last.first, clause.last) > MOST_PHONEMES:
        return False
    return _count(rows, last.first, clause.last, interface) <= interface.most_tokens


def _phonemes(rows: list[Row], first: int, last: int) -> int:
    return sum(not row.silent for row in rows[first:last])


def _clauses(rows: list[Row], fixed_s: Floats, interface: Interface) -> list[Cut]:
    found: list[Cut] = []
    fixed: NDArray[np.bool_] = ~np.isnan(fixed_s)
    first = 0
    for place, row in enumerate(rows):
        if not row.silent:
            if place + 1 == len(rows):
                found += _spoken(rows, first, place + 1, interface)
            continue
        heard = any(not each.silent for each in rows[first:place])
        if fixed[place]:
            found += _spoken(rows, first, place, interface) if heard else _silent(first, place)
            found.append(Cut(place, place + 1, False))
            first = place + 1
        elif heard:
            found += _spoken(rows, first, place + 1, interface)
            first = place + 1
    return found + _silent(first, len(rows)) if rows[-1].silent else found


def _silent(first: int, last: int) -> list[Cut]:
    return [Cut(first, last, False)] if first < last else []


def _spoken(rows: list[Row], first: int, last: int, interface: Interface) -> list[Cut]:
    """One clause, cut before words where it is too long for the model."""
    cuts = []
    while _count(rows, first, last, interface) > interface.most_tokens:
        starts = [place for place in range(first + 1, last) if rows[place].starts_word]
        fitting = [
            place for place in starts
            if _count(rows, first, place, interface) <= interface.most_tokens
        ]  # fmt: skip
        end = (fitting or starts[:1] or [last])[-1]
        if end == last:
            break
        cuts.append(Cut(first, end, True))
        first = end
    return [*cuts, Cut(first, last, True)]


def _count(rows: list[Row], first: int, last: int, interface: Interface) -> int:
    tokens = len(tokens_of(rows, first, last, interface)[0])
    return tokens - len(interface.start) - len(interface.end)
