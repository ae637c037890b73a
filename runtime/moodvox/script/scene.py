r"""Scenes: who says what, line by line (files ending in `.mood`).

    # The tavern, closing time.
    @mood Mira fearful 0.3
    Borin: [angry] Get out of my tavern! #borin-out
    @mood Mira fearful 0.8 over 1.5s after 600ms
    Mira (sad 0.4): But it is raining...
    @interrupt Mira after 900ms
    Borin: Out!

A row is empty, a comment (`#` at its beginning), a direction (`@`, see
`script.directions`) or a cue: a name, the mood of the line in parentheses (else the
line is spoken as the character feels by then), a colon and tagged text. A word with `#`
at the end of a cue is its id: one letter or `_`, then letters, digits and ``_ - . :``; an id
may stand only once. Cues without one are called `cue-` and their row. `\#` is a `#` of the
text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from moodvox.errors import ScriptError, nearest
from moodvox.mood.mood import Mood
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.mood.notation import read_mood
from moodvox.mood.presets import MoodNames
from moodvox.mood.tokens import NotationError, Tokens
from moodvox.script.directions import Direction, read_direction
from moodvox.script.items import Line
from moodvox.script.parser import read_line
from moodvox.script.source import Position, rows_of
from moodvox.script.tags import Pronunciation

_ID = re.compile(r"#(?P<id>[A-Za-z_][\w.:-]*)", re.ASCII)

NOT_IN_NAMES = frozenset("()[]#@\\:")
"""No character's name can hold these: they mean something in a cue."""


@dataclass(frozen=True)
class Cue:
    """One line of a scene.

    Attributes:
        id: as written, or `cue-` and the row.
        character: who speaks.
        text: the tagged text as written, without the id: what a `speak` message holds.
        spoken: `text`, read.
        mood: the mood written for this line; None = as the character feels.
        directions: what happens during this line or right behind it, in order.
        at: where `text` begins, for errors in it.
    """

    id: str
    character: str
    text: str
    spoken: Line
    mood: Mood | None
    at: Position
    directions: tuple[Direction, ...] = ()


@dataclass(frozen=True)
class Scene:
    """Cues in order; `opening` are the directions above the first."""

    file: str
    cues: tuple[Cue, ...] = ()
    opening: tuple[Direction, ...] = ()

    @property
    def characters(self) -> tuple[str, ...]:
        """Everybody who speaks, in the order of their first lines."""
        return tuple(dict.fromkeys(cue.character for cue in self.cues))


@dataclass(frozen=True)
class SceneWords:
    """What a scene may name.

    Attributes:
        emotions: names that the voices know.
        presets: the project's own mixtures.
        characters: the cast; None = anyone may speak.
        pronunciation: reads what stands after `as` in a `[say]`; None refuses `[say]`.
    """

    emotions: Collection[str] = CORE_EMOTIONS
    presets: Mapping[str, Mood] = field(default_factory=dict)
    characters: Collection[str] | None = None
    pronunciation: Pronunciation | None = None


def parse_scene(text: str, *, file: str = "", words: SceneWords = SceneWords()) -> Scene:
    """Read a scene.

    Raises:
        ScriptError: the first fault, with its line and column.
    """
    scene, faults = read_scene(text, file=file, words=words)
    if faults:
        raise faults[0]
    return scene


def read_scene(
    text: str, *, file: str = "", words: SceneWords = SceneWords()
) -> tuple[Scene, list[ScriptError]]:
    """What can be read of a scene, and every fault in reading order."""
    reading = _Reading(file, words, _speakers(text))
    for number, row in enumerate(rows_of(text), start=1):
        reading.add(row.rstrip("\r\n"), number)
    faults = sorted(reading.faults, key=lambda fault: (fault.line, fault.column))
    return Scene(file, tuple(reading.cues), tuple(reading.opening)), faults


@dataclass(frozen=True)
class CueRow:
    """A cue's row, cut; the `start`s are offsets into the row, `id` is "" where it has none."""

    name: str
    mood: str | None
    mood_start: int
    text: str
    text_start: int
    id: str


def cut_cue(row: str) -> CueRow | None:
    """The parts of a row without its ending; None if it is no cue."""
    if row.lstrip().startswith(("#", "@")):
        return None
    head = _head(row)
    if head is None:
        return None
    text, cue_id = _cut_id(row[head.text_start :].rstrip())
    return CueRow(head.name, head.mood, head.mood_start, text, head.text_start, cue_id)


@dataclass(frozen=True)
class _Head:
    """What stands before a cue's text; `mood` and `text` begin at these offsets of the row."""

    name: str
    mood: str | None
    mood_start: int
    text_start: int


class _Reading:
    def __init__(self, file: str, words: SceneWords, speakers: Collection[str]) -> None:
        self.opening: list[Direction] = []
        self.cues: list[Cue] = []
        self.faults: list[ScriptError] = []
        self._file = file
        self._words = words
        self._names = MoodNames(words.emotions, words.presets)
        self._speakers = speakers
        self._rows_of_ids: dict[str, int] = {}

    def add(self, row: str, number: int) -> None:
        bare = row.strip()
        at = Position(self._file, number, len(row) - len(row.lstrip()) + 1)
        if not bare or bare.startswith("#"):
            return
        try:
            if bare.startswith("@"):
                self._add_direction(bare, at)
            else:
                self._add_cue(row, at)
        except ScriptError as fault:
            self.faults.append(fault)

    def _add_direction(self, text: str, at: Position) -> None:
        speaker = self.cues[-1].character if self.cues else ""
        direction = read_direction(text, at, self._names, self._speakers, speaker)
        if not self.cues:
            self.opening.append(direction)
            return
        last = self.cues[-1]
        self.cues[-1] = replace(last, directions=(*last.directions, direction))

    def _add_cue(self, row: str, at: Position) -> None:
        head = _head(row)
        if head is None:
            raise at.error(
                f"expected 'NAME: text' instead of '{_shortened(row.strip())}'",
                hint="a mood stands in parentheses; comments begin with #, directions with @",
            )
        known = self._words.characters
        if known is not None and head.name not in known:
            self.faults.append(
                at.error(f"unknown character '{head.name}'", hint=nearest(head.name, known))
            )
        mood = self._read_mood(head, at)
        text_at = Position(at.file, at.line, head.text_start + 1)
        cue_id, text = self._take_id(row[head.text_start :].rstrip(), text_at)
        spoken, faults = read_line(
            text,
            emotions=self._words.emotions,
            presets=self._words.presets,
            pronunciation=self._words.pronunciation,
            file=at.file,
            line=text_at.line,
            column=text_at.column,
        )
        self.faults += faults
        self.cues.append(Cue(cue_id, head.name, text, spoken, mood, text_at))

    def _read_mood(self, head: _Head, at: Position) -> Mood | None:
        if head.mood is None:
            return None
        tokens = Tokens(head.mood)
        try:
            mood = read_mood(tokens, self._names)
            tokens.finish()
        except NotationError as error:
            place = Position(at.file, at.line, head.mood_start + 1 + error.offset)
            self.faults.append(place.error(error.message, hint=error.hint))
            return None
        return mood

    def _take_id(self, text: str, at: Position) -> tuple[str, str]:
        rest, written = _cut_id(text)
        cue_id = written or f"cue-{at.line}"
        first = self._rows_of_ids.setdefault(cue_id, at.line)
        if first != at.line:
            column = at.column + (text.rindex("#") if written else 0)
            self.faults.append(
                Position(at.file, at.line, column).error(
                    f"id '{cue_id}' is already that of line {first}", hint="every id stands once"
                )
            )
        return cue_id, rest


def _cut_id(text: str) -> tuple[str, str]:
    """A cue's text without its id, and the id; "" if it has none."""
    match = _ID.fullmatch(text.rsplit(maxsplit=1)[-1]) if text else None
    return (text.removesuffix(match[0]).rstrip(), match["id"]) if match else (text, "")


def _head(row: str) -> _Head | None:
    """What stands before the first colon of `row`; None if that is no name."""
    colon = row.find(":")
    name, bracket, mood = row[:colon].partition("(")
    closed = mood.rstrip().endswith(")") if bracket else True
    if colon < 0 or not name.strip() or not closed or NOT_IN_NAMES & set(name):
        return None
    text = row[colon + 1 :].lstrip()
    return _Head(
        name=name.strip(),
        mood=mood.rstrip()[:-1] if bracket else None,
        mood_start=len(name) + 1,
        text_start=len(row) - len(text),
    )


def _speakers(text: str) -> set[str]:
    """Everybody who has a cue: directions may name them before it."""
    heads = (_head(row) for row in rows_of(text) if not row.lstrip().startswith(("#", "@")))
    return {head.name for head in heads if head is not None}


def _shortened(text: str, longest: int = 30) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."
