"""Checks files as a compiler would: `moodvox check`.

`.mood` files are scenes, `.toml` files project files and `.lexicon` files lexicons; of a
folder, the scenes, lexicons and every `moodvox.toml` are checked. Any other file is
plain text, one tagged line in each row.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from moodvox.errors import InputError, ProjectError
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.project.diagnostics import Diagnostic, diagnostic_of
from moodvox.project.files import read_text
from moodvox.project.project import FILE_NAME, Project, read_project
from moodvox.script.items import Line
from moodvox.script.parser import read_line
from moodvox.script.scene import SceneWords, read_scene
from moodvox.script.source import Position, rows_of

MAX_FILE_BYTES = 10 << 20


class Remark(Protocol):
    """Something about a line at offset `start` of its plain text (`text.clauses.Notice` is one)."""

    @property
    def message(self) -> str: ...

    @property
    def start(self) -> int: ...


Listen = Callable[[Line], Iterable[str | Remark]]
"""A language front end: what of a line is not spoken; raises an InputError if it cannot be.

A remark, and an error whose `where` is ``character N`` of the plain text, are shown at
their own place, all else at the line's.
"""

_CHARACTER = re.compile(r"character (\d+)")


def check_files(
    paths: Iterable[Path | str],
    project: Project,
    *,
    emotions: Collection[str] = CORE_EMOTIONS,
    listen: Listen | None = None,
) -> list[Diagnostic]:
    """Every finding, file by file in the order given, each in reading order.

    An id may stand only once in all files together, since it names a baked file.

    Args:
        paths: files and folders; a file that is named twice is checked once.
        project: its cast (if it has one) and presets are what scenes may name.
        emotions: names that the voices know.
        listen: tries to speak each line that has no fault; None = tags are checked and
            words are not.
    """
    check = _Check(project, emotions, listen)
    seen: set[str] = set()
    for path in paths:
        for file in _files_of(Path(path)):
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                check.file(file)
    return check.found


def check_text(
    text: str,
    file: str,
    project: Project,
    *,
    emotions: Collection[str] = CORE_EMOTIONS,
    listen: Listen | None = None,
) -> list[Diagnostic]:
    """Every finding in what stands in an editor, saved or not, in reading order.

    Args:
        text: of a scene if `file` ends in ``.mood``, else one tagged line in each row.
        file: its name; nothing is read from disk.

        The others are as in `check_files`.
    """
    check = _Check(project, emotions, listen)
    check.text(Path(file), text)
    return check.found


def failed(found: Iterable[Diagnostic]) -> bool:
    """Whether there is an error among the findings."""
    return any(entry.severity == "error" for entry in found)


class _Check:
    def __init__(self, project: Project, emotions: Collection[str], listen: Listen | None) -> None:
        self.found: list[Diagnostic] = []
        self._emotions = emotions
        self._listen = listen
        self._ids: dict[str, str] = {}
        self._words = SceneWords(
            emotions=emotions,
            presets=project.presets,
            characters=project.cast or None,
            pronunciation=parse_pronunciation,
        )

    def file(self, file: Path) -> None:
        if file.suffix == ".toml":
            self._project(file)
            return
        if file.suffix == ".lexicon":
            self._lexicon(file)
            return
        try:
            text = read_text(file, MAX_FILE_BYTES)
        except ProjectError as fault:
            self.found.append(diagnostic_of(fault, str(file)))
            return
        self.text(file, text)

    def text(self, file: Path, text: str) -> None:
        found = self._scene(file, text) if file.suffix == ".mood" else self._plain(file, text)
        self.found += sorted(found, key=lambda entry: (entry.line, entry.column))

    def _project(self, file: Path) -> None:
        _, faults = read_project(file, emotions=self._emotions)
        self.found += [diagnostic_of(fault, str(file)) for fault in faults]

    def _lexicon(self, file: Path) -> None:
        try:
            Lexicon.load(file)
        except ProjectError as fault:
            self.found.append(diagnostic_of(fault, str(file)))

    def _scene(self, file: Path, text: str) -> Iterator[Diagnostic]:
        scene, faults = read_scene(text, file=str(file), words=self._words)
        yield from (diagnostic_of(fault, str(file)) for fault in faults)
        faulty = {fault.line for fault in faults}
        for cue in scene.cues:
            if cue.id != f"cue-{cue.at.line}":
                first = self._ids.setdefault(cue.id, str(file))
                if first != str(file):
                    yield Diagnostic(
                        str(file),
                        cue.at.line,
                        cue.at.column,
                        "error",
                        f"id '{cue.id}' stands in {first} already",
                        "every id stands once",
                    )
            if cue.at.line not in faulty:
                yield from self._heard(cue.spoken, cue.at)
        if not scene.cues and not faults:
            yield _nothing_to_say(file)

    def _plain(self, file: Path, text: str) -> Iterator[Diagnostic]:
        empty = True
        for number, row in enumerate(rows_of(text), start=1):
            if not row.strip():
                continue
            empty = False
            at = Position(str(file), number, 1)
            line, faults = read_line(
                row.rstrip("\r\n"),
                emotions=self._emotions,
                presets=self._words.presets,
                pronunciation=self._words.pronunciation,
                file=at.file,
                line=at.line,
            )
            yield from (diagnostic_of(fault, at.file) for fault in faults)
            if not faults:
                yield from self._heard(line, at)
        if empty:
            yield _nothing_to_say(file)

    def _heard(self, line: Line, at: Position) -> Iterator[Diagnostic]:
        if self._listen is None:
            return
        here = (at.line, at.column)
        try:
            for remark in self._listen(line):
                if isinstance(remark, str):
                    yield Diagnostic(at.file, *here, "warning", remark)
                else:
                    place = line.origin(remark.start)
                    yield Diagnostic(at.file, *place, "warning", remark.message)
        except InputError as error:
            match = _CHARACTER.fullmatch(error.where)
            place = line.origin(int(match[1]) - 1) if match else here
            yield Diagnostic(at.file, *place, "error", error.message, error.hint)


def _files_of(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        known = file.suffix in (".mood", ".lexicon") or file.name == FILE_NAME
        if known and file.is_file():
            yield file


def _nothing_to_say(file: Path) -> Diagnostic:
    return Diagnostic(str(file), 1, 1, "warning", "there is nothing to say in this file")
