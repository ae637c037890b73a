"""Small text files that come with a model: read whole, with clear errors."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from moodvox.errors import VoiceError

MAX_BYTES: Final = 64 << 20


def read_lines(path: Path, what: str, hint: str = "is it the right file?") -> list[str]:
    """The lines of a UTF-8 file, without line ends and without empty lines at its end.

    Raises:
        VoiceError: missing, too large, or not UTF-8; `what` says what the file is.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise VoiceError(f"{what} has over {MAX_BYTES} bytes", where=str(path), hint=hint)
        content = path.read_bytes()
    except OSError as error:
        raise VoiceError(
            f"cannot read {what}: {error.strerror or error}", where=str(path), hint=hint
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise VoiceError(
            f"{what} is not UTF-8", where=f"{path}:{line}:1", hint="save it as UTF-8"
        ) from error
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    return lines
