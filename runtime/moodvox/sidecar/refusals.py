"""What only a sidecar refuses: the sender gets one `error`, nobody else notices."""

from __future__ import annotations

from moodvox.errors import InputError
from moodvox.protocol.faults import WireCode


class RefusedError(InputError):
    """A message is well formed and can still not be done now; `code` is for the wire."""

    def __init__(self, code: WireCode, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.code = code


def nothing_to_cancel(line: str | None, character: str | None) -> RefusedError:
    """A `cancel` that meets no line."""
    return RefusedError(
        "unknown_line",
        f"nothing to cancel: '{character if line is None else line}' says nothing",
        where="character" if line is None else "id",
        hint="it may have ended a moment ago",
    )


def no_such_line(character: str, line: str) -> RefusedError:
    """A `mood` for a line that is not there."""
    return RefusedError(
        "unknown_line",
        f"'{character}' has no line '{line}'",
        where="line",
        hint="it may have ended a moment ago",
    )


def wrong_rate(wanted_hz: int | None, voice_hz: int) -> RefusedError | None:
    """Why a client cannot take what the voice gives; None if it can."""
    if wanted_hz in (None, voice_hz):
        return None
    return RefusedError(
        "wrong_rate",
        f"the voice speaks at {voice_hz} Hz, not {wanted_hz} Hz",
        where="voice",
        hint="leave sample_rate_hz out of hello, or resample in the engine",
    )
