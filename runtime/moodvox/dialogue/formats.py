"""Which reader a dialogue file takes, by the end of its name."""

from __future__ import annotations

from pathlib import Path

from moodvox.dialogue.dialogue_manager import DIALOGUE_MANAGER
from moodvox.dialogue.file import DialogueFile, Format
from moodvox.dialogue.ink import INK
from moodvox.dialogue.plain import PLAIN
from moodvox.dialogue.scene import SCENE
from moodvox.dialogue.settings import DEFAULTS, DialogueSettings
from moodvox.dialogue.sheet import SHEET
from moodvox.dialogue.yarn import YARN
from moodvox.errors import InputError

FORMATS: tuple[Format, ...] = (SCENE, YARN, INK, DIALOGUE_MANAGER, SHEET, PLAIN)

MAX_FILE_BYTES = 64 << 20
"""Fifty thousand lines have about five million bytes."""


def format_of(file: Path | str) -> Format:
    """The format that the file's name ends like; a plain script if none does."""
    suffix = Path(file).suffix.lower()
    return next((form for form in FORMATS if suffix in form.suffixes), PLAIN)


def known_suffixes() -> frozenset[str]:
    """The ends of names that dialogue files have."""
    return frozenset(suffix for form in FORMATS for suffix in form.suffixes)


def read_dialogue(file: Path | str, settings: DialogueSettings = DEFAULTS) -> DialogueFile:
    """Read a dialogue file; what is wrong with its lines is in `reading.faults`.

    Raises:
        InputError: it cannot be opened, or is larger than `MAX_FILE_BYTES`.
        ScriptError: it is not UTF-8.
    """
    path = Path(file)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(file)) from error
    if len(content) > MAX_FILE_BYTES:
        raise InputError(f"larger than {MAX_FILE_BYTES >> 20} MiB", where=str(file))
    return DialogueFile.of(content, file, format_of(path), settings)
