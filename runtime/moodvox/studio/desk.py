"""Project, voices and dialogue files, as they are now."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from moodvox.dialogue.file import DialogueFile
from moodvox.dialogue.formats import read_dialogue
from moodvox.dialogue.line import DialogueLine
from moodvox.errors import InputError, MoodvoxError, nearest
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.mood.presets import MoodNames
from moodvox.project.cast import CastMember
from moodvox.project.places import dialogue_files_of
from moodvox.project.project import FILE_NAME, Project
from moodvox.project.takes import TAKES_FILE
from moodvox.project.watch import ProjectWatch
from moodvox.script.take import Take
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest
from moodvox.studio.saving import digest

MAX_FILES = 5_000

WARM_UP = "Hello, brimblewick."
"""A word of the dictionary and one that only the letter net can read."""

OpenEngine = Callable[[Project], SpeechEngine]


@dataclass(frozen=True)
class OpenFile:
    """A dialogue file as it was read, and `digest` of its bytes."""

    path: Path
    dialogue: DialogueFile
    digest: str


class Desk:
    """What the studio works on. Safe to use from several threads.

    Args:
        root: the folder whose dialogue files are shown.
        project: folder of a `moodvox.toml`; None = a project that says nothing.
        open_engine: an engine over the voices in reach, for plans.
        only: these files alone; () = all below `root`.
        voices, enrolled: as for the sidecar.
    """

    def __init__(
        self,
        root: Path,
        project: Path | None,
        open_engine: OpenEngine,
        *,
        only: tuple[Path, ...] = (),
        voices: tuple[Path, ...] = (),
        enrolled: Path | None = None,
    ) -> None:
        self.root = root.resolve()
        self.project_folder = project.resolve() if project else None
        self._open_engine = open_engine
        self._only = only
        self.voices = voices
        self.enrolled = enrolled
        self._lock = threading.RLock()
        self._opening = threading.Lock()
        self._engine: SpeechEngine | None = None
        self._watch = ProjectWatch(self.project_folder) if self.project_folder else None
        self._project = Project.empty()
        self.fault: MoodvoxError | None = None
        self._open: dict[str, OpenFile] = {}
        self.look()

    @property
    def project(self) -> Project:
        return self._project

    @property
    def variables(self) -> Mapping[str, str]:
        """Examples of what the game puts into lines."""
        return self._project.dialogue.variables

    def forget_voices(self) -> None:
        """Something was enrolled: the next plan looks for voices anew."""
        with self._opening:
            self._engine = None

    @property
    def takes_file(self) -> Path:
        return (self.project_folder or self.root) / TAKES_FILE

    def keep_takes(self, takes: Mapping[str, Take]) -> None:
        """Put into force what has just been written, before the watch finds it."""
        with self._lock:
            self._project = replace(self._project, takes=MappingProxyType(dict(takes)))

    def look(self) -> bool:
        """Whether the project's files have changed; the last good one is in force."""
        with self._lock:
            change = self._watch.poll(time.monotonic()) if self._watch else None
            if change is None:
                return False
            self.fault, self._project = change.error, change.project
            self._engine = None
            return True

    def engine(self) -> SpeechEngine:
        """What plans lines; opened with the project in force when it is first needed."""
        self.look()
        with self._opening:  # not the other lock: files are to be read meanwhile
            engine = self._engine
            if engine is None:
                engine = self._engine = self._open_engine(self._project)
            return engine

    def warm_up(self) -> None:
        """Load what the first plan needs, before somebody waits for it."""
        with contextlib.suppress(MoodvoxError):
            self.engine().open(LineRequest("", WARM_UP, voice=self._project.defaults.voice))

    def emotions(self, voice: str = "") -> tuple[str, ...]:
        """What a voice can feel; "" is the first that is installed."""
        try:
            return tuple(self.engine().shelf.load(voice).presets.names)
        except MoodvoxError:
            return CORE_EMOTIONS

    def mood_names(self, voice: str = "") -> MoodNames:
        return MoodNames(self.emotions(voice), self._project.presets)

    def member(self, character: str) -> CastMember:
        return self._project.member(character)

    def files(self) -> list[str]:
        """Names of the dialogue files, below the root and with slashes."""
        return sorted(self._paths())

    def read(self, name: str) -> OpenFile:
        """A dialogue file as it is on disk now.

        Raises:
            InputError: it is none of ours, or cannot be read.
        """
        path = self._path(name)
        try:
            dialogue = read_dialogue(path, self._project.dialogue)
        except MoodvoxError as fault:
            fault.where = fault.where.replace(str(path), name)
            raise
        # Shown by its name below the root, which is the same for everybody.
        opened = OpenFile(path, replace(dialogue, file=name), digest(dialogue.content))
        with self._lock:
            self._open[name] = opened
        return opened

    def opened(self, name: str) -> OpenFile:
        """A dialogue file as it was read last."""
        with self._lock:
            known = self._open.get(name)
        return known or self.read(name)

    def line(self, name: str, line_id: str, row: int = 0) -> DialogueLine:
        """A line of a file; `row` tells two with one id apart.

        Raises:
            InputError: there is no such file or line.
        """
        dialogue = self.opened(name).dialogue
        twins = [line for line in dialogue.lines if line.id == line_id and line.row == row]
        return twins[0] if twins else dialogue.line(line_id)

    def _path(self, name: str) -> Path:
        """The file of that name. Only names that `files` gives are files: no way up and out."""
        paths = self._paths()
        if name not in paths:
            raise InputError(
                f"there is no dialogue file '{name}'", hint=nearest(name, list(paths)[:1000])
            )
        return paths[name]

    def paths(self) -> tuple[Path, ...]:
        """Of the dialogue files."""
        found = self._only or dialogue_files_of(self.root, self._project.dialogue)
        return tuple(found[:MAX_FILES])

    def _paths(self) -> dict[str, Path]:
        return {self._name(path): path for path in self.paths()}

    def _name(self, path: Path) -> str:
        resolved = path.resolve()
        inside = resolved.is_relative_to(self.root)
        return resolved.relative_to(self.root).as_posix() if inside else path.name


def project_of(path: Path) -> Path | None:
    """The folder with a project file: this one or one above it."""
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    return next((f for f in (folder, *folder.parents) if (f / FILE_NAME).is_file()), None)
