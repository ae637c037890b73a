"""The project file, `moodvox.toml`: what a game says about its voices once, for all tools.

    lexicon = "names.lexicon"            # how invented names are said
    [defaults]                           # for characters that are not in the cast
    [presets]                            # moods of the game's own
    [cast.Borin]                         # one table for each character
    [dialogue]                           # how dialogue files are read
    [variables]                          # examples of what the game puts into lines
    [ab]                                 # a and b, dealt out in a live game
    [limits]                             # what the sidecar may take of the player's machine

docs/project-file.md has every key with an example.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

from moodvox.ab.assignment import Assignment
from moodvox.dialogue.settings import DEFAULTS, DialogueSettings
from moodvox.errors import ProjectError
from moodvox.mood.mood import Mood
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.mood.presets import MoodNames
from moodvox.phonemes.lexicon import Lexicon
from moodvox.project.cast import CastMember, Tier, check_name, read_member, read_tier
from moodvox.project.comparison import read_assignment
from moodvox.project.dialogue import read_dialogue_settings
from moodvox.project.files import read_text
from moodvox.project.limits import Limits, read_limits
from moodvox.project.presets import read_presets
from moodvox.project.table import Notes, Table
from moodvox.project.takes import TAKES_FILE, read_takes
from moodvox.script.take import Take

FILE_NAME = "moodvox.toml"
MAX_FILE_BYTES = 1 << 20

MoodPath = Literal["linear", "keep_intensity"]
MOOD_PATHS: tuple[MoodPath, ...] = ("linear", "keep_intensity")

MIN_LEAD_MS = 40.0
MAX_LEAD_MS = 60_000.0
MAX_SEED = (1 << 63) - 1

_SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class Defaults:
    """What holds where neither line nor cast says otherwise.

    Attributes:
        voice: "" = the first that is installed.
        speaker: "" = the voice's own default.
        tier: "auto" lets the scheduler choose.
        lead_ms: how far the sidecar may run ahead of playback; None = its own default.
        seed: of noise and jitter; None = from each line's text.
        mood_path: how mixtures become vectors; None = the engine's own default.
    """

    voice: str = ""
    speaker: str = ""
    tier: Tier = "auto"
    lead_ms: float | None = None
    seed: int | None = None
    mood_path: MoodPath | None = None


@dataclass(frozen=True)
class Project:
    """A project file, read; immutable.

    Attributes:
        file: the project file; None = there is none.
        defaults: for lines that say nothing of their own.
        cast: character -> who that is.
        presets: the game's own moods.
        lexicon: how invented names are said; empty where the project has none.
        dialogue: how dialogue files are read, with examples of variables.
        lexicon_file: where that stands, inside the project's folder; None = it has none.
        takes: line id -> how it is spoken by hand (`project.takes`).
        limits: what the player's machine allows a sidecar.
        comparison: two ways to speak that are dealt out among characters or lines.
    """

    file: Path | None = None
    defaults: Defaults = Defaults()
    cast: Mapping[str, CastMember] = field(default_factory=lambda: MappingProxyType({}))
    presets: Mapping[str, Mood] = field(default_factory=lambda: MappingProxyType({}))
    lexicon: Lexicon = field(default_factory=Lexicon)
    lexicon_file: Path | None = None
    takes: Mapping[str, Take] = field(default_factory=lambda: MappingProxyType({}))
    dialogue: DialogueSettings = DEFAULTS
    limits: Limits = field(default_factory=Limits)
    comparison: Assignment | None = None

    @classmethod
    def empty(cls) -> Project:
        """A project that says nothing: everything is as the voice has it."""
        return cls()

    @classmethod
    def load(cls, path: Path | str, *, emotions: Collection[str] = CORE_EMOTIONS) -> Project:
        """Read a project file, or the one in a folder.

        Raises:
            ProjectError: the first fault of the file or of the lexicon that it names, with
                file, line and column.
        """
        project, faults = read_project(path, emotions=emotions)
        if faults:
            raise faults[0]
        return project

    def member(self, character: str) -> CastMember:
        """The cast's, or one with the defaults for a character that is not in the cast."""
        found = self.cast.get(character)
        return found or replace(_default_member(self.defaults), name=character)


def read_project(
    path: Path | str, *, emotions: Collection[str] = CORE_EMOTIONS
) -> tuple[Project, list[ProjectError]]:
    """What can be read of a project file, and every fault in its order."""
    file = Path(path)
    if file.is_dir():
        file /= FILE_NAME
    try:
        text = read_text(file, MAX_FILE_BYTES).replace("\r\n", "\n")
        data = _parse(text, file)
        notes = Notes(file, text)
    except ProjectError as fault:
        return Project(file), [fault]
    except RecursionError:
        return Project(file), [ProjectError("nested too deeply", where=f"{file}:1:1")]
    project = _read(Table(data, notes), file, emotions)
    faults = notes.faults
    if project.lexicon_file is not None and project.lexicon_file.is_file():
        try:
            project = replace(project, lexicon=Lexicon.load(project.lexicon_file))
        except ProjectError as fault:
            faults.append(fault)
    try:
        project = replace(project, takes=read_takes(file.with_name(TAKES_FILE)))
    except ProjectError as fault:
        faults.append(fault)
    return project, faults


def _read(table: Table, file: Path, emotions: Collection[str]) -> Project:
    presets = read_presets(table.table("presets"), emotions)
    defaults = _read_defaults(table.table("defaults"))
    names = MoodNames(emotions, presets)
    members = table.table("cast")
    cast_of: dict[str, CastMember] = {}
    for name in members.names():
        fault = check_name(name)
        if fault:
            members.fault(name, fault, at_value=False)
        cast_of[name] = read_member(name, members.table(name), names, _default_member(defaults))
    lexicon_file = _read_path(table, "lexicon", file.parent)
    dialogue = read_dialogue_settings(table.table("dialogue"), table.table("variables"), cast_of)
    limits = read_limits(table.table("limits"))
    comparison = read_assignment(table.table("ab"))
    table.finish()
    return Project(
        file,
        defaults,
        MappingProxyType(cast_of),
        MappingProxyType(presets),
        lexicon_file=lexicon_file,
        dialogue=dialogue,
        limits=limits,
        comparison=comparison,
    )


def _read_defaults(table: Table) -> Defaults:
    path = table.choice("mood_path", MOOD_PATHS, "")
    defaults = Defaults(
        voice=table.text("voice"),
        speaker=table.text("speaker"),
        tier=read_tier(table, "auto"),
        lead_ms=table.number("lead_ms", MIN_LEAD_MS, MAX_LEAD_MS),
        seed=table.whole("seed", 0, MAX_SEED),
        mood_path=cast(MoodPath, path) if path else None,
    )
    table.finish()
    return defaults


def _default_member(defaults: Defaults) -> CastMember:
    return CastMember("", voice=defaults.voice, speaker=defaults.speaker, tier=defaults.tier)


def _read_path(table: Table, key: str, folder: Path) -> Path | None:
    """A file inside the project's folder, links followed, though it may be missing."""
    written = table.text(key)
    if not written:
        return None
    try:
        path = (folder / written).resolve()
        inside = path.is_relative_to(folder.resolve())
        there = path.is_file()
    except (OSError, ValueError) as error:
        table.fault(key, f"'{written}' is no file name: {error}")
        return None
    if not inside:
        table.fault(key, f"'{written}' is outside the project's folder")
        return None
    if not there:
        table.fault(key, f"there is no file '{written}'")
    return path


def _parse(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        match = _SYNTAX_PLACE.search(message)
        line, column = text.count("\n") + 1, len(text.rpartition("\n")[2]) + 1
        if match is not None:
            message = message[: match.start()]
            if match[1]:
                line, column = int(match[1]), int(match[2])
        message = message[:1].lower() + message[1:]
        raise ProjectError(message, where=f"{file}:{line}:{column}") from error
    except ValueError as error:  # a number with thousands of digits
        raise ProjectError(str(error), where=f"{file}:1:1") from error
