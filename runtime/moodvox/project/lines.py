"""Checks the lines of a dialogue file: who speaks, tags, words, ids, pace."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from moodvox.dialogue.excerpt import Excerpt
from moodvox.dialogue.file import DialogueFile
from moodvox.dialogue.line import DialogueLine, Gap
from moodvox.errors import InputError, nearest
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.project.diagnostics import Diagnostic, Severity
from moodvox.project.ids import Ids
from moodvox.project.pace import too_fast
from moodvox.project.project import Project
from moodvox.script.items import Line
from moodvox.script.parser import read_line
from moodvox.script.tags import Pronunciation

_CHARACTER = re.compile(r"character (\d+)")

_GAPS = {
    "variable": ("'{name}' has no words before the game runs", "give an example in [variables]"),
    "alternatives": ("the game chooses these words: they are not spoken here", ""),
    "condition": ("the game decides about these words: they are not spoken here", ""),
}


class Remark(Protocol):
    """Something about a line at offset `start` of its plain text (`text.clauses.Notice` is one)."""

    @property
    def message(self) -> str: ...

    @property
    def start(self) -> int: ...


class Ear(Protocol):
    """Hears lines as the voices of the characters will say them."""

    def pronunciation(self, speaker: str) -> Pronunciation | None:
        """Reads what `[say]` gives in a line of `speaker`; None refuses `[say]`."""
        ...

    def hear(self, line: Line, speaker: str) -> Iterable[str | Remark]:
        """What a writer should know about how a line is spoken.

        A remark, and an error whose `where` is ``character N`` of the plain text, are
        shown at their own place, all else at the line's.

        Raises:
            InputError: it cannot be spoken.
        """
        ...


class LineCheck:
    """Checks lines; an id may stand once in all files that one check has seen."""

    def __init__(self, project: Project, emotions: Collection[str], ear: Ear | None) -> None:
        self._project = project
        self._emotions = emotions
        self._ear = ear
        self._ids = Ids()

    def file(
        self, file: DialogueFile, faulty_rows: Collection[int] = (), *, tags: bool = True
    ) -> Iterator[Diagnostic]:
        """Findings about every line of a file.

        Args:
            faulty_rows: rows of which enough has been said; their words are not tried.
            tags: False where somebody else has told about tags and speakers.
        """
        for line in file.lines:
            yield from self._names(file, line, speakers=tags)
            spoken = line.spoken(self._project.dialogue.variables)
            read, faults = read_line(
                spoken.text,
                emotions=self._emotions,
                presets=self._project.presets,
                pronunciation=self._pronunciation(line.speaker),
            )
            waits = line.missing(self._project.dialogue.variables)
            if waits and not read.plain:
                faults = []  # nothing but what the game puts there
            if tags:
                for fault in faults:
                    place = _offset(spoken.text, fault.line, fault.column)
                    yield _at(file, spoken.place(place), "error", fault.message, fault.hint)
            if faults or line.row in faulty_rows or line.kind == "choice":
                continue
            yield from self._gaps(file, line, waits)
            yield from self._pace(file, line, read, spoken)
            if read.plain:
                yield from self._heard(file, line, read, spoken)

    def _pronunciation(self, speaker: str) -> Pronunciation | None:
        return parse_pronunciation if self._ear is None else self._ear.pronunciation(speaker)

    def _names(
        self, file: DialogueFile, line: DialogueLine, *, speakers: bool
    ) -> Iterator[Diagnostic]:
        cast = self._project.cast
        if speakers and cast and line.speaker and line.speaker not in cast:
            message = f"unknown character '{line.speaker}'"
            yield _at(file, line.speaker_place, "error", message, nearest(line.speaker, cast))
        if line.named:
            # Offsets tell two lines of one row of a sheet apart from a file checked twice.
            row, column = file.rows.at(line.id_place)
            first = self._ids.taken(line.id, f"{file.file}:{row}:{column}")
            if first and (speakers or not first.startswith(f"{file.file}:")):
                yield Diagnostic(
                    file.file, row, column, "error",
                    f"id '{line.id}' is already that of {first}", "every id stands once",
                )  # fmt: skip

    def _gaps(
        self, file: DialogueFile, line: DialogueLine, waits: Iterable[Gap]
    ) -> Iterator[Diagnostic]:
        for gap in waits:
            message, hint = _GAPS[gap.kind]
            place = line.excerpt.place(gap.start)
            yield _at(file, place, "warning", message.format(name=gap.name), hint)

    def _pace(
        self, file: DialogueFile, line: DialogueLine, read: Line, spoken: Excerpt
    ) -> Iterator[Diagnostic]:
        for placed, message, hint in too_fast(read, self._project.member(line.speaker)):
            place = _offset(spoken.text, placed.line, placed.column)
            yield _at(file, spoken.place(place), "warning", message, hint)

    def _heard(
        self, file: DialogueFile, line: DialogueLine, read: Line, spoken: Excerpt
    ) -> Iterator[Diagnostic]:
        if self._ear is None:
            return

        def place(offset: int) -> int:
            return spoken.place(_offset(spoken.text, *read.origin(offset)))

        here = line.excerpt.place(0)
        try:
            for remark in self._ear.hear(read, line.speaker):
                if isinstance(remark, str):
                    yield _at(file, here, "warning", remark)
                else:
                    yield _at(file, place(remark.start), "warning", remark.message)
        except InputError as error:
            match = _CHARACTER.fullmatch(error.where)
            at = place(int(match[1]) - 1) if match else here
            yield _at(file, at, "error", error.message, error.hint)


def _at(
    file: DialogueFile, place: int, severity: Severity, message: str, hint: str = ""
) -> Diagnostic:
    row, column = file.rows.at(place)
    return Diagnostic(file.file, row, column, severity, message, hint)


def _offset(text: str, line: int, column: int) -> int:
    """The offset into `text` of a place in it, both from 1."""
    if line == 1:
        return column - 1
    starts = [match.end() for match in re.finditer(r"\r\n|\r|\n", text)]
    return starts[line - 2] + column - 1
