r"""Cuts a tagged text into characters to be spoken and tags, each with its place.

`[` opens a tag, `]` closes it on the same source line; tags do not nest. `\[`, `\]`,
`\\` and `\#` stand for the character itself, in text and in tags; a backslash before
anything else is a backslash. A `]` that closes nothing is an error: it is what is left of
a tag whose bracket was forgotten, and would be read aloud.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from moodvox.errors import ScriptError

ESCAPABLE = "[]\\#"

_SPECIAL = re.compile(r"[\[\]\\]")
_ORDINARY = re.compile(r"[^\[\]\\]+")
_ROW_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Position:
    """A place in a source file; both count from 1, columns in characters."""

    file: str
    line: int
    column: int

    def error(self, message: str, *, hint: str = "") -> ScriptError:
        """A `ScriptError` here."""
        return ScriptError(message, file=self.file, line=self.line, column=self.column, hint=hint)


@dataclass(frozen=True)
class TextRun:
    """Characters to be spoken, escapes resolved; `columns[i]` is that of `text[i]` in `line`."""

    text: str
    columns: tuple[int, ...]
    line: int


@dataclass(frozen=True)
class TagRun:
    """A tag: what stands between its brackets, escapes resolved.

    `columns[i]` is the source column of `body[i]`; `columns[len(body)]` that of the
    closing bracket. `at` is the place of the opening bracket.
    """

    body: str
    columns: tuple[int, ...]
    at: Position

    def position(self, offset: int) -> Position:
        """The place of ``body[offset]``."""
        column = self.columns[min(offset, len(self.columns) - 1)]
        return Position(self.at.file, self.at.line, column)


Run = TextRun | TagRun | ScriptError


def cut(text: str, start: Position) -> Iterator[Run]:
    """Runs of `text`, which begins at `start`; faults come out as data, in order."""
    line, column = start.line, start.column
    for row in rows_of(text):
        yield from _cut_row(row, Position(start.file, line, column))
        line, column = line + 1, 1


def rows_of(text: str) -> list[str]:
    r"""The lines of `text` with their endings: LF, CR LF or CR, as editors count them."""
    ends = [match.end() for match in _ROW_END.finditer(text)]
    return [text[begin:end] for begin, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def _cut_row(row: str, start: Position) -> Iterator[Run]:
    closing, nesting = _match_brackets(row)
    spoken: list[int] = []
    place = 0
    while place < len(row):
        if (ordinary := _ORDINARY.match(row, place)) is not None:
            spoken += range(place, ordinary.end())
            place = ordinary.end()
            continue
        if row[place] == "\\":
            escapes = _escapes(row, place)
            spoken.append(place + escapes)
            place += 1 + escapes
            continue
        if spoken:
            yield _text(row, spoken, start)
            spoken = []
        here = Position(start.file, start.line, start.column + place)
        if row[place] == "]":
            yield here.error("']' closes no tag", hint=r"write \] for the character")
        elif place not in closing:
            yield _unclosed(row, place, here)
            place = _resume(row, place)
            continue
        elif place in nesting:
            yield _nested(start, nesting[place])
            place = closing[place]
        else:
            yield _tag(row, place, closing[place], here)
            place = closing[place]
        place += 1
    if spoken:
        yield _text(row, spoken, start)


def _text(row: str, places: list[int], start: Position) -> TextRun:
    columns = tuple([start.column + place for place in places])
    return TextRun("".join([row[place] for place in places]), columns, start.line)


def _escapes(row: str, place: int) -> bool:
    return row[place] == "\\" and place + 1 < len(row) and row[place + 1] in ESCAPABLE


def _match_brackets(row: str) -> tuple[dict[int, int], dict[int, int]]:
    """Closing bracket of each outermost tag, and the first bracket nested in it, if any."""
    closing: dict[int, int] = {}
    inner: dict[int, int] = {}
    open_at: list[int] = []
    place = 0
    while (special := _SPECIAL.search(row, place)) is not None:
        place = special.start()
        if _escapes(row, place):
            place += 2
            continue
        if row[place] == "[":
            if open_at:
                inner.setdefault(open_at[-1], place)
            open_at.append(place)
        elif row[place] == "]" and open_at:
            closing[open_at.pop()] = place
        place += 1
    return closing, inner


def _tag(row: str, opening: int, closing: int, at: Position) -> TagRun:
    body: list[str] = []
    columns: list[int] = []
    place = opening + 1
    while place < closing:
        columns.append(at.column + place - opening)
        if _escapes(row, place):
            place += 1
        body.append(row[place])
        place += 1
    columns.append(at.column + closing - opening)
    return TagRun("".join(body), tuple(columns), at)


def _unclosed(row: str, opening: int, at: Position) -> ScriptError:
    words = row[opening + 1 :].split(None, 1)
    opened = f"'[{words[0]}'" if words else "'['"
    return at.error(
        f"tag {opened} is not closed on its line",
        hint=r"close it with ], or write \[ for the character",
    )


def _resume(row: str, opening: int) -> int:
    """After an unclosed tag: at the next bracket, else at the row's end."""
    place = opening + 1
    while place < len(row) and row[place] != "[":
        place += 2 if _escapes(row, place) else 1
    return place


def _nested(start: Position, place: int) -> ScriptError:
    here = Position(start.file, start.line, start.column + place)
    return here.error("'[' inside a tag: tags cannot be nested", hint=r"write \[ for the character")
