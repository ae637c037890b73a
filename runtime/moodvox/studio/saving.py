"""Files are changed whole or not at all, and never over a change that nobody here has seen."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path

from moodvox.errors import InputError


class ChangedError(InputError):
    """The file on disk is not the one that was read."""

    code = "changed_on_disk"


def digest(content: bytes) -> str:
    """What tells one state of a file from another."""
    return hashlib.sha256(content).hexdigest()


def save(file: Path, content: bytes, *, seen: str) -> None:
    """Put `content` in the place of the file, if that is still the one that was `seen`.

    Written beside it and moved over it, so that a full disk, a crash or another reader
    never meets half of it. Links are followed; permissions stay.

    Args:
        seen: `digest` of what the change was made from; "" = there was no file.

    Raises:
        ChangedError: the file has another content by now.
        InputError: it cannot be written; it is as it was.
    """
    target = file.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}.moodvox")
    try:
        before = target.read_bytes() if target.exists() else None
        if (digest(before) if before is not None else "") != seen:
            raise ChangedError(
                "the file has changed on disk since it was read",
                where=str(file),
                hint="read it again; your text is kept until then",
            )
        if before is not None and not os.access(target, os.W_OK):
            raise PermissionError(13, "the file is read-only")
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if before is not None:
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        draft.replace(target)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror or error}",
            where=str(file),
            hint="nothing was changed",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
