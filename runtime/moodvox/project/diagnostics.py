"""What a check found, in a form that people and editors read."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Literal

from moodvox.errors import MoodvoxError, ScriptError

Severity = Literal["error", "warning", "note"]

_PLACE = re.compile(r"(?P<file>.+):(?P<line>\d+):(?P<column>\d+)", re.DOTALL)


@dataclass(frozen=True)
class Diagnostic:
    """One finding at `line` and `column` (from 1) of `file`; an error makes a check fail."""

    file: str
    line: int
    column: int
    severity: Severity
    message: str
    hint: str = ""

    def __str__(self) -> str:
        kind = "" if self.severity == "error" else f"{self.severity}: "
        advice = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}{self.message}{advice}"

    def as_dict(self) -> dict[str, str | int]:
        """A record for JSON."""
        return asdict(self)


def diagnostic_of(error: MoodvoxError, file: str) -> Diagnostic:
    """An error as an entry; `file` and 1:1 where the error does not name its place."""
    if isinstance(error, ScriptError):
        place = (error.file or file, error.line, error.column)
    else:
        match = _PLACE.fullmatch(error.where)
        place = (file, 1, 1)
        if match is not None:
            place = (match["file"], int(match["line"]), int(match["column"]))
    return Diagnostic(*place, "error", error.message, error.hint)
