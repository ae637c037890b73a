"""Where each key of a TOML file stands, which `tomllib` does not tell.

Made for text that `tomllib` has read already: it only has to find things again, never
to judge them. A tomlkit or another parser would be one more package in the player's
build for the sake of line numbers (docs/decisions/0012).
"""

from __future__ import annotations

import bisect
import re
import tomllib
from dataclasses import dataclass
from typing import cast

KeyPath = tuple[str | int, ...]
"""Keys from the top; numbers count the entries of a list or of ``[[tables]]`` from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_STRING = re.compile(
    r"\"\"\"(?:[^\\]|\\.)*?\"{3,5}(?!\")|'''.*?'{3,5}(?!')|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\r\n]+")


@dataclass(frozen=True)
class Place:
    """Offsets of a key and of its value in the text, and whether the value is in quotes."""

    key: int
    value: int
    quoted: bool


class Locator:
    """Finds keys of `text`, which must be valid TOML."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._rows = [0, *(match.end() for match in re.finditer("\n", text))]
        self._places: dict[KeyPath, Place] = {}
        self._counts: dict[KeyPath, int] = {}
        self._at = 0
        self._read()

    def place(self, path: KeyPath) -> Place | None:
        """Where `path` stands; None for a table that is only named in longer headers."""
        return self._places.get(path)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        row = bisect.bisect_right(self._rows, offset) - 1
        return row + 1, offset - self._rows[row] + 1

    def _read(self) -> None:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> KeyPath:
        many = self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        path: KeyPath = ()
        for key, start in self._keys():
            path = (*path, key)
            self._places.setdefault(path, Place(start, start, quoted=False))
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        if many:
            bare = path[:-1] if isinstance(path[-1], int) else path
            count = self._counts.get(bare, 0)
            self._counts[bare] = count + 1
            path = (*bare, count)
            self._places[path] = self._places[bare]
        self._at += 2 if many else 1
        return path

    def _pair(self, table: KeyPath) -> None:
        path = table
        keys = self._keys()
        start = keys[-1][1]
        for key, key_start in keys:
            path = (*path, key)
            self._places.setdefault(path, Place(key_start, key_start, quoted=False))
        self._at += 1
        self._skip(_SPACE)
        quoted = self._text[self._at] in "\"'"
        self._places[path] = Place(start, self._at, quoted)
        self._value(path)

    def _keys(self) -> list[tuple[str, int]]:
        """The parts of a dotted key, each with its offset; leaves off behind the last."""
        keys = []
        while True:
            self._skip(_SPACE)
            start = self._at
            match = self._match(_KEY)
            keys.append((_unquoted(match) if match[0] in "\"'" else match, start))
            self._skip(_SPACE)
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, path: KeyPath) -> None:
        character = self._text[self._at]
        if character == "[":
            self._list(path)
        elif character == "{":
            self._inline(path)
        else:
            self._match(_STRING if character in "\"'" else _SCALAR)

    def _list(self, path: KeyPath) -> None:
        self._at += 1
        count = 0
        self._skip(_BLANK)
        while self._text[self._at] != "]":
            entry = (*path, count)
            quoted = self._text[self._at] in "\"'"
            self._places[entry] = Place(self._at, self._at, quoted)
            self._value(entry)
            count += 1
            self._comma()
        self._at += 1

    def _inline(self, path: KeyPath) -> None:
        self._at += 1
        self._skip(_BLANK)
        while self._text[self._at] != "}":
            self._pair(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        self._skip(_BLANK)
        if self._text[self._at] == ",":
            self._at += 1
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            line, column = self.line_column(self._at)
            raise ValueError(f"{line}:{column}: not valid TOML")
        self._at = match.end()
        return match[0]


def _unquoted(key: str) -> str:
    return cast(str, tomllib.loads(f"key = {key}")["key"])
