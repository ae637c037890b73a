"""Reads one table of the project file, key by key; whatever is wrong is noted with its place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from moodvox.errors import MoodError, ProjectError, nearest
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.mood.presets import MoodNames
from moodvox.mood.reading import mood_of
from moodvox.mood.tokens import NotationError
from moodvox.project.locator import KeyPath, Locator

MAX_NAME_CHARS = 128
"""Of voices, speakers and characters; as on the wire."""

_TYPES = {str: "text", bool: "true or false", int: "a number", float: "a number"}
_TYPES |= {list: "a list", dict: "a table"}


class Notes:
    """The faults found in one file."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self._locator = Locator(text)
        self._faults: list[tuple[int, ProjectError]] = []

    @property
    def faults(self) -> list[ProjectError]:
        """By their place in the file."""
        return [fault for _, fault in sorted(self._faults, key=lambda pair: pair[0])]

    def add(
        self,
        path: KeyPath,
        message: str,
        *,
        hint: str = "",
        at_value: bool = True,
        inside: int | None = None,
    ) -> None:
        """Note a fault of the value at `path`, or of its key.

        `inside` is an offset into the value's text, where that is in quotes.
        """
        place = self._locator.place(path)
        while place is None and path:
            path = path[:-1]
            place = self._locator.place(path)
        offset = 0
        if place is not None:
            offset = place.value if at_value else place.key
            if place.quoted and inside is not None:
                offset = place.value + 1 + inside
        line, column = self._locator.line_column(offset)
        where = f"{self.file}:{line}:{column}"
        self._faults.append((offset, ProjectError(message, where=where, hint=hint)))


class Table:
    """One table; every getter gives its default where the value is wrong or missing."""

    def __init__(self, data: Mapping[str, Any], notes: Notes, path: KeyPath = ()) -> None:
        self._data = data
        self._notes = notes
        self._path = path
        self._known: set[str] = set()

    def names(self) -> Iterable[str]:
        """Every key, in the file's order."""
        return self._data.keys()

    def is_text(self, key: str) -> bool:
        """Whether there is a string at `key`."""
        return isinstance(self._data.get(key), str)

    def text(self, key: str, default: str = "") -> str:
        """A string that is not empty."""
        value = self.take(key)
        if value is None:
            return default
        if not isinstance(value, str):
            self._wrong_type(key, value, "text")
        elif not value.strip() or len(value) > MAX_NAME_CHARS:
            self.fault(key, f"'{key}' must have 1 to {MAX_NAME_CHARS} characters")
        else:
            return value
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where there is none."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self._wrong_type(key, value, "a list of texts")
            return ()
        return tuple(value)

    def number(self, key: str, low: float, high: float) -> float | None:
        """A number from `low` to `high`; None where there is none."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong_type(key, value, "a number")
        elif not (low <= value <= high) or math.isnan(value):
            self.fault(key, f"{key} {value} is outside {low:g} to {high:g}")
        else:
            return float(value)
        return None

    def whole(self, key: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`; None where there is none."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong_type(key, value, "a whole number")
        elif not low <= value <= high:
            self.fault(key, f"{key} {value} is outside {low} to {high}")
        else:
            return value
        return None

    def choice(self, key: str, options: Iterable[str], default: str) -> str:
        """One of `options`."""
        value = self.take(key)
        if value is None:
            return default
        options = tuple(options)
        if not isinstance(value, str):
            self._wrong_type(key, value, f"one of {', '.join(options)}")
        elif value not in options:
            self.fault(key, f"unknown {key} '{value}'", hint=nearest(value, options))
        else:
            return value
        return default

    def mood(self, key: str, names: MoodNames) -> Mood:
        """A mood as a string or a table of weights; neutral where there is none."""
        value = self.take(key)
        if value is None:
            return NEUTRAL_MOOD
        try:
            return mood_of(value, names, where=key)
        except MoodError as error:
            cause = error.__cause__
            entry = error.where.removeprefix(key).split(".")[1:]
            self._notes.add(
                (*self._path, key, *entry),
                error.message,
                hint=error.hint,
                at_value=not entry,
                inside=cause.offset if isinstance(cause, NotationError) else None,
            )
        return NEUTRAL_MOOD

    def table(self, key: str) -> Table:
        """A table; empty where there is none."""
        value = self.take(key)
        if value is not None and not isinstance(value, dict):
            self._wrong_type(key, value, "a table")
            value = None
        return Table(value or {}, self._notes, (*self._path, key))

    def fault(self, key: str, message: str, *, hint: str = "", at_value: bool = True) -> None:
        """Note a fault of `key`."""
        self._notes.add((*self._path, key), message, hint=hint, at_value=at_value)

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._data:
            if key not in self._known:
                hint = nearest(key, self._known)
                self.fault(key, f"unknown key '{key}'", hint=hint, at_value=False)

    def take(self, key: str) -> Any:
        """What stands at `key`, as it is; None where there is nothing."""
        self._known.add(key)
        return self._data.get(key)

    def _wrong_type(self, key: str, value: object, expected: str) -> None:
        found = _TYPES.get(type(value), "a date or time")
        self.fault(key, f"{key} must be {expected}, not {found}")
