"""Reads the text files of a project, with an error that shows the place where one is no text."""

from __future__ import annotations

from pathlib import Path

from moodvox.errors import ProjectError


def read_text(file: Path, max_bytes: int) -> str:
    """The text of a UTF-8 file, without its byte order mark.

    Raises:
        ProjectError: it is missing, too large, or not UTF-8.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(max_bytes + 1)
    except OSError as error:
        raise ProjectError(
            f"cannot read the file: {error.strerror}", where=f"{file}:1:1"
        ) from error
    if len(content) > max_bytes:
        raise ProjectError(f"the file is larger than {max_bytes} bytes", where=f"{file}:1:1")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.object` is what was decoded: the content without a byte order mark.
        before = bytes(error.object[: error.start])
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise ProjectError(
            f"byte 0x{error.object[error.start]:02x} is not UTF-8",
            where=f"{file}:{line}:{column}",
            hint="save the file as UTF-8",
        ) from error
