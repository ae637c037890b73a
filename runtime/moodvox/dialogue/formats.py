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
from moodvox.errors import ScriptError

FORMATS: tuple[Format, ...] = (SCENE, YARN, INK, DIALOGUE_MANAGER, SHEET, PLAIN)

MAX_FILE_BYTES = 32 << 20
"""Fifty thousand lines have about five million bytes."""


def format_of(file: Path | str) -> Format:
    """The format that the file's name ends like; a plain script if none does."""
    suffix = Path(file).suffix.lower()
    return next((form for form in FORMATS if suffix in form.suffixes), PLAIN)


def known_suffixes() -> frozenset[str]:
    """The ends of names that dialogue files have."""
    return frozenset(suffix for form in FORMATS for suffix in form.suffixes)


def read_content(file: Path | str) -> bytes:
    """The bytes of a dialogue file.

    Raises:
        ScriptError: it cannot be opened, or is larger than `MAX_FILE_BYTES`.
    """
    try:
        with Path(file).open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ScriptError(f"cannot read the file: {error.strerror}", file=str(file)) from error
    if len(content) > MAX_FILE_BYTES:
        raise ScriptError(f"the file is larger than {MAX_FILE_BYTES} bytes", file=str(file))
    return content


def read_dialogue(file: Path | str, settings: DialogueSettings = DEFAULTS) -> DialogueFile:
    """Read a dialogue file; what is wrong with its lines is in `reading.faults`.

    Raises:
        ScriptError: as `read_content`, or it is not UTF-8.
    """
    return DialogueFile.of(read_content(file), file, format_of(file), settings)
