"""Which lines of a project are baked, under which names; and why others are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from moodvox.baking.names import Names, file_stem, spoken_stem
from moodvox.dialogue.file import DialogueFile
from moodvox.dialogue.formats import read_dialogue
from moodvox.dialogue.line import DialogueLine
from moodvox.errors import MoodvoxError
from moodvox.project.places import dialogue_files_of
from moodvox.project.project import Project


@dataclass(frozen=True)
class BakeLine:
    """A line to be baked.

    Attributes:
        id: as the dialogue file has it, or its row.
        name: of its files, without ending.
        speaker: whose voice it has; "" is the project's default.
        text: the tagged text that is spoken, and that a game asks for.
        place: ``file:line:column`` of its text.
    """

    id: str
    name: str
    speaker: str
    text: str
    place: str


@dataclass(frozen=True)
class LeftOut:
    """A line, or a file (`id` is ""), that is not baked; `failed` if that is a mistake."""

    id: str
    place: str
    reason: str
    failed: bool


@dataclass(frozen=True)
class Order:
    """All lines of a project."""

    lines: tuple[BakeLine, ...]
    left_out: tuple[LeftOut, ...]


def read_order(project: Project, paths: Iterable[Path], *, choices: bool = False) -> Order:
    """Collect the lines of files and folders; `choices` are what a player picks."""
    gathering = _Gathering(project, choices=choices)
    seen: set[Path] = set()
    for path in paths:
        for file in dialogue_files_of(path, project.dialogue):
            if (real := file.resolve()) not in seen:
                seen.add(real)
                gathering.file(file)
    return Order(tuple(gathering.lines), tuple(gathering.left_out))


class _Gathering:
    def __init__(self, project: Project, *, choices: bool) -> None:
        self.lines: list[BakeLine] = []
        self.left_out: list[LeftOut] = []
        self._settings = project.dialogue
        self._choices = choices
        self._names = Names()
        self._ids: dict[str, str] = {}
        self._said: dict[tuple[str, str], int] = {}

    def file(self, file: Path) -> None:
        try:
            read = read_dialogue(file, self._settings)
        except MoodvoxError as fault:
            self.left_out.append(LeftOut("", str(file), str(fault), failed=True))
            return
        for found in read.reading.faults:
            self.left_out.append(LeftOut("", found.where, str(found), failed=True))
        for line in read.lines:
            if line.kind == "line" or self._choices:
                self._line(read, line)

    def _line(self, file: DialogueFile, line: DialogueLine) -> None:
        place = f"{file.file}:{line.row}:{line.column}"
        gaps = line.missing(self._settings.variables)
        if gaps:
            names = ", ".join(dict.fromkeys(gap.name or gap.kind for gap in gaps))
            reason = f"the game decides about its words: {names}"
            self.left_out.append(LeftOut(line.id, place, reason, failed=False))
            return
        text = line.spoken(self._settings.variables).text.strip()
        if line.named:
            first = self._ids.setdefault(line.id, place)
            if first != place:
                reason = f"id '{line.id}' is already that of {first}"
                self.left_out.append(LeftOut(line.id, place, reason, failed=True))
                return
            stem = file_stem(line.id)
        else:
            again = self._said.get((line.speaker, text), 0)
            self._said[line.speaker, text] = again + 1
            stem = spoken_stem(line.speaker, text, again)
        name = self._names.take(stem, line.id)
        self.lines.append(BakeLine(line.id, name, line.speaker, text, place))
