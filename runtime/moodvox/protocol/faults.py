"""What went wrong: error."""

from __future__ import annotations

from typing import Literal, get_args

from moodvox.errors import MoodvoxError
from moodvox.protocol.fields import Label, Name, Prose, Wire
from moodvox.protocol.limits import MAX_MESSAGE_CHARS, MAX_NAME_CHARS

WireCode = Literal[
    "bad_version",
    "bad_token",
    "not_ready",
    "duplicate_id",
    "unknown_line",
    "not_supported",
    "too_many_lines",
    "too_many_checks",
    "wrong_rate",
    "busy",
]
"""Codes that only the wire knows. All others are the `code` of a class in
`moodvox.errors`: bad_message, bad_script, bad_text, bad_mood, bad_project,
bad_reference, bad_voice, bad_input, engine, internal."""

WIRE_CODES: tuple[str, ...] = get_args(WireCode)


class Error(Wire, frozen=True, kw_only=True, tag="error"):
    """sidecar -> engine: what you sent could not be done; nothing else is affected."""

    code: Name
    """Stable word, for programs."""
    message: Prose
    """What was wrong, for people."""
    where: Prose = ""
    """A message field, or file:line:column."""
    hint: Prose = ""
    """What to do about it."""
    id: Label | None = None
    """The line (or enrolment) that it is about."""
    line_over: bool = False
    """The line `id` ended with this error: no `done` will follow."""

    @classmethod
    def of(cls, fault: MoodvoxError, *, line: str | None = None, line_over: bool = False) -> Error:
        """The message for `fault`, its texts cut to what a message may hold."""
        return cls(
            code=fault.code,
            message=_cut(fault.message, MAX_MESSAGE_CHARS),
            where=_cut(fault.where, MAX_MESSAGE_CHARS),
            hint=_cut(fault.hint, MAX_MESSAGE_CHARS),
            id=None if line is None else _cut(line, MAX_NAME_CHARS),
            line_over=line_over,
        )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
