"""Checks files as a compiler would: `moodvox check`.

Dialogue files of every format (`dialogue.formats`), project files (`moodvox.toml`) and
lexicons (`.lexicon`). Of a folder, those that can be told by their names are checked, and
the sheets that have a column of text; hidden folders are left out. Any other file that is
named is plain text, one tagged line in each row.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from moodvox.dialogue.file import DialogueFile
from moodvox.dialogue.formats import format_of, read_content
from moodvox.dialogue.scene import SCENE
from moodvox.errors import ProjectError, ScriptError
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.notation import NotationError, parse_pronunciation
from moodvox.project.diagnostics import Diagnostic, diagnostic_of
from moodvox.project.lines import Ear, LineCheck
from moodvox.project.places import files_of
from moodvox.project.project import Project, read_project
from moodvox.script.scene import SceneWords, read_scene
from moodvox.script.tags import Pronunciation


def check_files(
    paths: Iterable[Path | str],
    project: Project,
    *,
    emotions: Collection[str] = CORE_EMOTIONS,
    ear: Ear | None = None,
    notes: bool = False,
) -> list[Diagnostic]:
    """Every finding, file by file in the order given, each in reading order.

    An id may stand only once in all files together, since it names a baked file.

    Args:
        paths: files and folders; a file that is named twice is checked once.
        project: its cast (if it has one), presets and examples are what lines may name.
        emotions: names that the voices know.
        ear: tries to speak each line that has no fault; None = tags are checked and
            words are not.
        notes: whether to tell what of a file is left to the game.
    """
    return list(find(paths, project, emotions=emotions, ear=ear, notes=notes))


def find(
    paths: Iterable[Path | str],
    project: Project,
    *,
    emotions: Collection[str] = CORE_EMOTIONS,
    ear: Ear | None = None,
    notes: bool = False,
) -> Iterator[Diagnostic]:
    """`check_files`, one file at a time."""
    check = _Check(project, emotions, ear, notes=notes)
    seen: set[str] = set()
    for path in paths:
        for file in files_of(Path(path), project.dialogue):
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield from check.file(file)


def check_text(
    text: str,
    file: str,
    project: Project,
    *,
    emotions: Collection[str] = CORE_EMOTIONS,
    ear: Ear | None = None,
) -> list[Diagnostic]:
    """Every finding in what stands in an editor, saved or not, in reading order.

    Args:
        text: of the format that the end of `file` tells.
        file: its name; nothing is read from disk.

        The others are as in `check_files`.
    """
    check = _Check(project, emotions, ear, notes=False)
    return check.ordered(check.content(text.encode("utf-8", "replace"), Path(file)))


def failed(found: Iterable[Diagnostic]) -> bool:
    """Whether there is an error among the findings."""
    return any(entry.severity == "error" for entry in found)


class _Check:
    def __init__(
        self,
        project: Project,
        emotions: Collection[str],
        ear: Ear | None,
        *,
        notes: bool,
    ) -> None:
        self._emotions = emotions
        self._settings = project.dialogue
        self._notes = notes
        self._lines = LineCheck(project, emotions, ear)
        self._words = SceneWords(
            emotions=emotions,
            presets=project.presets,
            characters=project.cast or None,
            pronunciation=_of_all(project, ear) if ear else parse_pronunciation,
        )

    def file(self, file: Path) -> Iterator[Diagnostic]:
        faults: list[ProjectError] = []
        if file.suffix == ".toml":
            faults = read_project(file, emotions=self._emotions)[1]
        elif file.suffix == ".lexicon":
            try:
                Lexicon.load(file)
            except ProjectError as fault:
                faults = [fault]
        else:
            yield from self.ordered(self._opened(file))
        yield from (diagnostic_of(fault, str(file)) for fault in faults)

    @staticmethod
    def ordered(found: Iterable[Diagnostic]) -> list[Diagnostic]:
        return sorted(found, key=lambda entry: (entry.line, entry.column))

    def _opened(self, file: Path) -> Iterator[Diagnostic]:
        try:
            content = read_content(file)
        except ScriptError as fault:
            yield diagnostic_of(fault, str(file))
            return
        yield from self.content(content, file)

    def content(self, content: bytes, file: Path) -> Iterator[Diagnostic]:
        try:
            read = DialogueFile.of(content, file, format_of(file), self._settings)
        except ScriptError as fault:
            yield diagnostic_of(fault, str(file))
            return
        faults = list(read.reading.faults)
        is_scene = read.format is SCENE
        if is_scene:
            faults += read_scene(read.text, file=str(file), words=self._words)[1]
        yield from (diagnostic_of(fault, str(file)) for fault in faults)
        rows = {fault.line for fault in faults}
        yield from self._lines.file(read, rows, tags=not is_scene)
        if not read.lines and not faults:
            message = "there is nothing to say in this file"
            yield Diagnostic(str(file), 1, 1, "warning", message)
        if self._notes and not is_scene:
            yield from _left_alone(read)


def _left_alone(file: DialogueFile) -> Iterator[Diagnostic]:
    left = file.reading.left_alone
    if left:
        counts = ", ".join(f"{count} {what}" for what, count in sorted(left.items()))
        yield Diagnostic(file.file, 1, 1, "note", f"left to the game: {counts}")


def _of_all(project: Project, ear: Ear) -> Pronunciation:
    """What the `[say]` of any character of the project may hold: a scene has all of them."""
    known = [ear.pronunciation(speaker) for speaker in ("", *project.cast)]
    readers = list(dict.fromkeys(reader for reader in known if reader is not None))

    def read(text: str) -> tuple[str, ...]:
        faults: list[NotationError] = []
        for reader in readers:
            try:
                return reader(text)
            except NotationError as fault:
                faults.append(fault)
        if not faults:
            return parse_pronunciation(text)
        raise faults[-1]

    return read
