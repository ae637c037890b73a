"""Every error that Moodvox raises on purpose.

    MoodvoxError
    ├── InputError              the caller's input is at fault; fix it and try again
    │   ├── ScriptError         a tagged line or dialogue file (file:line:column)
    │   ├── ProjectError        moodvox.toml or a lexicon file (file:line:column)
    │   ├── MoodError           a mood, curve or preset
    │   ├── TextError           text that cannot be spoken
    │   ├── WireError           bytes or fields of a message (message field)
    │   └── RecordingError     reference audio for enrolment
    ├── VoiceError              a voice pack is missing, damaged or foreign
    └── EngineError             a device or model failed while running

An error says what was wrong (`message`), where (`where`), and what to do (`hint`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class MoodvoxError(Exception):
    """Base of all errors raised on purpose.

    `code` is the stable word that travels over the wire; `message` says what was
    wrong, `where` names the place (``file:line:column`` or a message field, may be
    empty), `hint` says what to do (may be empty).
    """

    code = "internal"

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{advice}"


class InputError(MoodvoxError):
    """The caller's input is at fault."""

    code = "bad_input"


class ScriptError(InputError):
    """A tagged line is wrong at `line`:`column` (both count from 1) of `file`."""

    code = "bad_script"

    def __init__(
        self, message: str, *, line: int = 1, column: int = 1, file: str = "", hint: str = ""
    ) -> None:
        where = f"{file}:{line}:{column}" if file else f"{line}:{column}"
        super().__init__(message, where=where, hint=hint)
        self.line = line
        self.column = column
        self.file = file


class ProjectError(InputError):
    """`moodvox.toml` or a file it names is wrong."""

    code = "bad_project"


class MoodError(InputError):
    """A mood, curve or preset is wrong."""

    code = "bad_mood"


class TextError(InputError):
    """The text cannot be spoken by this voice."""

    code = "bad_text"


class WireError(InputError):
    """A message from the other side is malformed; `where` is the message field."""

    code = "bad_message"


class RecordingError(InputError):
    """Reference audio cannot be used for enrolment."""

    code = "bad_reference"


class VoiceError(MoodvoxError):
    """A voice pack is missing, damaged or made for something else."""

    code = "bad_voice"


class EngineError(MoodvoxError):
    """A device or a model failed while running."""

    code = "engine"


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest of `known`, or all of them if none is near."""
    names = sorted(known)
    by_lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.55)
    if close:
        return f"did you mean '{by_lower[close[0]]}'?"
    return f"known: {', '.join(names)}" if names else ""
