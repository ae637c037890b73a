"""Reads a tagged line: text to be spoken, and items placed in it.

Whitespace: a line is stripped at both ends. A tag with whitespace on both sides leaves
one of the two (the one that holds a line break, else the one before it); a tag between
whitespace and a closing mark (`Hello [angry]!`) leaves none. All other whitespace stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import repeat

from moodvox.errors import ScriptError
from moodvox.mood.mood import Mood
from moodvox.mood.presets import MoodNames
from moodvox.script.items import Item, Line, Placed, Say, Sound, Whisper
from moodvox.script.limits import MAX_TEXT_CHARS
from moodvox.script.source import Position, TagRun, TextRun, cut
from moodvox.script.tags import Pronunciation, Said, read_tag

_CLOSING_MARK = re.compile(r"[,;:.!?)»”](?![\w.])")


def parse_line(
    text: str,
    *,
    emotions: Collection[str],
    presets: Mapping[str, Mood] | None = None,
    pronunciation: Pronunciation | None = None,
    file: str = "",
    line: int = 1,
    column: int = 1,
) -> Line:
    """Read one tagged line.

    Args:
        text: the line with its tags; it may go over several source lines.
        emotions: names that the voice knows.
        presets: the project's own mixtures.
        pronunciation: reads what stands after `as` in a `[say]`; None refuses `[say]`.
        file: what errors call the source.
        line: source line on which `text` begins, from 1.
        column: source column at which `text` begins, from 1.

    Raises:
        ScriptError: the first fault, with its line and column.
    """
    parsed, faults = read_line(
        text,
        emotions=emotions,
        presets=presets,
        pronunciation=pronunciation,
        file=file,
        line=line,
        column=column,
    )
    if faults:
        raise faults[0]
    return parsed


def find_faults(
    text: str,
    *,
    emotions: Collection[str],
    presets: Mapping[str, Mood] | None = None,
    pronunciation: Pronunciation | None = None,
    file: str = "",
    line: int = 1,
    column: int = 1,
) -> list[ScriptError]:
    """Every fault of `text` in reading order; `parse_line` raises the first of them."""
    return read_line(
        text,
        emotions=emotions,
        presets=presets,
        pronunciation=pronunciation,
        file=file,
        line=line,
        column=column,
    )[1]


def read_line(
    text: str,
    *,
    emotions: Collection[str],
    presets: Mapping[str, Mood] | None = None,
    pronunciation: Pronunciation | None = None,
    file: str = "",
    line: int = 1,
    column: int = 1,
) -> tuple[Line, list[ScriptError]]:
    """What can be read of a line, and every fault; the arguments are `parse_line`'s."""
    start = Position(file, line, column)
    if len(text) > MAX_TEXT_CHARS:
        message = f"a line of {len(text)} characters is longer than {MAX_TEXT_CHARS}"
        return Line(""), [start.error(message, hint="split it into several lines")]
    names = MoodNames(emotions, presets)
    assembly = _Assembly()
    faults: list[ScriptError] = []
    for run in cut(text, start):
        try:
            if isinstance(run, TextRun):
                assembly.add_text(run)
            elif isinstance(run, TagRun):
                assembly.add_tag(read_tag(run, names, pronunciation), run)
            else:
                faults.append(run)
        except ScriptError as fault:
            faults.append(fault)
    read = assembly.finish(text)
    sounded = any(isinstance(placed.item, Sound) for placed in read.items)
    if not read.plain and not sounded and not faults:
        faults.append(start.error("there is nothing to say in this line"))
    return read, faults


class _Assembly:
    """The plain text so far and the items placed in it."""

    def __init__(self) -> None:
        self._plain = ""
        self._origins: list[tuple[int, int]] = []
        self._waiting = ""
        self._waiting_origins: list[tuple[int, int]] = []
        self._after_tag = False
        self._items: list[Placed] = []
        self._whispering = False

    def add_text(self, run: TextRun) -> None:
        self._waiting += run.text
        self._waiting_origins += zip(repeat(run.line), run.columns)

    def add_tag(self, read: Item | Said, tag: TagRun) -> None:
        self._settle()
        at = tag.at
        if isinstance(read, Said):
            self._place(Say(len(read.name), read.phonemes), at)
            self._plain += read.name
            columns = tag.columns[read.start : read.start + len(read.name)]
            self._origins += ((at.line, column) for column in columns)
            self._after_tag = False
            return
        if isinstance(read, Whisper):
            if read.on == self._whispering:
                state = "already on" if read.on else "not on"
                raise at.error(f"whispering is {state} here")
            self._whispering = read.on
        self._place(read, at)
        self._after_tag = True

    def finish(self, source: str) -> Line:
        self._settle()
        self._cut(len(self._plain.rstrip()))
        self._move_items(len(self._plain))
        return Line(self._plain, tuple(self._items), source, tuple(self._origins))

    def _place(self, item: Item, at: Position) -> None:
        self._items.append(Placed(len(self._plain), item, at.line, at.column))

    def _settle(self) -> None:
        """Take over the waiting text, with the whitespace about the last tag made one."""
        text, origins = self._waiting, self._waiting_origins
        self._waiting, self._waiting_origins = "", []
        if not text:
            return
        rest = text.lstrip()
        space = text[: len(text) - len(rest)]
        bare = len(self._plain.rstrip())
        behind = self._plain[bare:]
        dropped = 0 if self._plain else len(space)
        if self._plain and self._after_tag and behind:
            if "\n" in space and "\n" not in behind:
                self._cut(bare)
                self._move_items(bare + len(space))
            elif not space and _CLOSING_MARK.match(rest):
                self._cut(bare)
                self._move_items(bare)
            else:
                dropped = len(space)
        self._plain += text[dropped:]
        self._origins += origins[dropped:]
        self._after_tag = False

    def _cut(self, length: int) -> None:
        self._plain = self._plain[:length]
        del self._origins[length:]

    def _move_items(self, offset: int) -> None:
        """Items behind the plain text's present end (its whitespace was cut) go to `offset`."""
        end = len(self._plain)
        self._items = [
            replace(placed, offset=offset) if placed.offset > end else placed
            for placed in self._items
        ]
