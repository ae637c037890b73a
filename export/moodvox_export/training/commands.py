"""Which commands made a run: kept beside its checkpoints, for the voice's card."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from moodvox_export.training.states import write_whole

COMMANDS_FILE = "commands.txt"


def note_command(work: Path, verb: str, arguments: Sequence[str]) -> None:
    """Add a command to the run in `work`, unless it only resumes the last one.

    Raises:
        NotWrittenError: it cannot be written.
    """
    command = shlex.join([verb, *(shortened(word) for word in arguments)])
    known = commands_of(work)
    if known[-1:] != [command]:
        write_whole(
            "".join(f"{line}\n" for line in [*known, command]).encode(), work / COMMANDS_FILE
        )


def commands_of(work: Path) -> list[str]:
    """The commands of the run in `work`, oldest first."""
    path = work / COMMANDS_FILE
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def shortened(word: str) -> str:
    """A path without the folders of one machine: its last two parts."""
    path = Path(word)
    return "/".join(path.parts[-2:]) if path.is_absolute() else word
