"""The cells of a CSV file and where each stands, which the standard reader does not tell.

What a cell holds is what `csv.reader` says; a test compares the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from moodvox.dialogue.excerpt import Excerpt

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Cell:
    """One cell: the file from `start` to `stop`, quotes and all, holds `excerpt`."""

    start: int
    stop: int
    excerpt: Excerpt

    @property
    def text(self) -> str:
        return self.excerpt.text


def read_cells(text: str, separator: str) -> tuple[list[list[Cell]], int]:
    """The rows of `text`, blank ones too, and where a quote stands that is not closed (or -1)."""
    bare = re.compile(rf"[^\r\n{re.escape(separator)}]*")
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    place, unclosed = 0, -1
    while True:
        if text[place : place + 1] == '"':
            cell, closed = _quoted(text, place, bare)
            unclosed = place if not closed and unclosed < 0 else unclosed
        else:
            match = bare.match(text, place)
            stop = match.end() if match else place
            cell = Cell(place, stop, Excerpt.whole(text[place:stop], place))
        row.append(cell)
        place = cell.stop
        if text.startswith(separator, place) and place < len(text):
            place += 1
            continue
        rows.append(row)
        row = []
        ending = _BREAK.match(text, place)
        if ending is None:
            return rows, unclosed
        place = ending.end()
        if place >= len(text):
            return rows, unclosed


def _quoted(text: str, start: int, bare: re.Pattern[str]) -> tuple[Cell, bool]:
    """The cell whose opening quote stands at `start`, and whether it is closed."""
    parts: list[tuple[str, int]] = []
    place = start + 1
    while True:
        quote = text.find('"', place)
        if quote < 0:
            parts.append((text[place:], place))
            return Cell(start, len(text), Excerpt.joined(parts, len(text))), False
        if text.startswith('""', quote):
            parts.append((text[place : quote + 1], place))
            place = quote + 2
            continue
        parts.append((text[place:quote], place))
        # What follows a closing quote belongs to the cell, as the standard reader has it.
        match = bare.match(text, quote + 1)
        stop = match.end() if match else quote + 1
        parts.append((text[quote + 1 : stop], quote + 1))
        end = quote if stop == quote + 1 else stop
        return Cell(start, stop, Excerpt.joined(parts, end)), True
