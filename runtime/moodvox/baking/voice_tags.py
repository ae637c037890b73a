"""Tags in dialogue files that name the baked sound of each line: `[#voice=res://...]`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from moodvox.baking.order import BakeLine
from moodvox.dialogue.dialogue_manager import DIALOGUE_MANAGER
from moodvox.dialogue.file import DialogueFile
from moodvox.dialogue.formats import read_dialogue
from moodvox.errors import InputError, MoodvoxError
from moodvox.project.project import Project

TAG = "voice"


@dataclass(frozen=True)
class Change:
    """A file that would change: its new bytes, and the difference."""

    file: Path
    content: bytes
    diff: str


def tag_files(
    project: Project,
    files: Iterable[Path],
    lines: Iterable[BakeLine],
    root: str,
    ending: str,
) -> list[Change]:
    """What Dialogue Manager's files would be with a `voice` tag for each line baked.

    Args:
        root: where the game finds the sounds, such as ``res://voices``.
        ending: of the sounds, such as ``wav``.
    """
    names = {line.id: line.name for line in lines}
    changes: list[Change] = []
    for file in files:
        read = read_dialogue(file, project.dialogue)
        if read.format is not DIALOGUE_MANAGER:
            continue
        content = _tagged(read, names, root.rstrip("/"), ending)
        if content != read.content:
            changes.append(Change(file, content, read.diff(content)))
    return changes


def write_change(change: Change) -> None:
    """Put the new bytes in the file's place, whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    partial = change.file.with_name(f".{change.file.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(change.content)
        partial.chmod(change.file.stat().st_mode & 0o777)
        if not os.access(change.file, os.W_OK):
            raise PermissionError(13, "the file is read-only")
        partial.replace(change.file)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(change.file)) from error
    finally:
        partial.unlink(missing_ok=True)


def _tagged(file: DialogueFile, names: Mapping[str, str], root: str, ending: str) -> bytes:
    """The file with every line tagged that has an id and a sound."""
    for line in file.lines:
        if line.named and line.id in names:
            value = f"{root}/{names[line.id]}.{ending}"
            try:
                content = file.tag_line(line.id, TAG, value)
            except MoodvoxError:
                continue
            file = DialogueFile.of(content, file.file, file.format, file.settings)
    return file.content
