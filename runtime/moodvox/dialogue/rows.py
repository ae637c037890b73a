"""Rows of a file, with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_ROW = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")


@dataclass(frozen=True)
class Row:
    """One row without its ending; `number` from 1, `start` its offset into the file."""

    number: int
    start: int
    text: str


def rows_of(text: str) -> Iterator[Row]:
    """The rows of `text`: LF, CR LF or CR end one, as editors count them."""
    place, number = 0, 1
    while place <= len(text):
        match = _ROW.match(text, place)
        assert match is not None  # the pattern takes any text
        yield Row(number, place, match[1])
        if not match[2]:
            return
        place, number = match.end(), number + 1


@dataclass(frozen=True)
class RowMap:
    """From an offset into a file to row and column."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> RowMap:
        return cls(tuple(row.start for row in rows_of(text)))

    def at(self, offset: int) -> tuple[int, int]:
        """Row and column, both from 1, of the character at `offset`."""
        row = bisect_right(self.starts, max(0, offset)) - 1
        return row + 1, max(0, offset) - self.starts[row] + 1
