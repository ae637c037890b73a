"""Kept lines in a folder: one file each, written whole or not at all, the oldest go first."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path

from moodvox.cache.kept import KeptLine

SUFFIX = ".line"
ROOM = 0.9
"""When the folder is full, so much of it stays."""

log = logging.getLogger(__name__)


class DiskShelf:
    """A folder of kept lines, of at most `most_bytes`.

    Several processes may share it. When it cannot be written (a full disk, no rights), that
    is said once and nothing more is written; what is there can still be read.

    Belongs to one writer thread; `get` may be called from any.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self.faults = 0
        self._held_bytes: int | None = None

    def get(self, key: str) -> KeptLine | None:
        """The line of this key; a damaged file is thrown away."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        try:
            kept = KeptLine.of_bytes(data)
        except ValueError as fault:
            log.warning("'%s' is thrown away: %s", path.name, fault)
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):  # only its age is lost
            os.utime(path)
        return kept

    def put(self, key: str, kept: KeptLine) -> None:
        """Write a line, unless writing has failed before or it alone is too large."""
        data = kept.as_bytes()
        if self.faults or len(data) > self.most_bytes:
            return
        path = self._path(key)
        draft = path.with_suffix(f".{os.getpid()}.tmp")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(path)
            self._make_room(len(data))
        except OSError as fault:
            self.faults += 1
            log.warning("no more lines are kept on disk: %s; speech goes on from memory", fault)
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def size_bytes(self) -> int:
        """What all files hold together."""
        return sum(size for _, size, _ in self._files())

    def clear(self) -> int:
        """Throw everything away; how many lines that were."""
        removed = 0
        for _, _, path in self._files():
            with contextlib.suppress(OSError):
                path.unlink()
                removed += 1
        self._held_bytes = None
        return removed

    def __len__(self) -> int:
        return len(self._files())

    def _make_room(self, added: int) -> None:
        """Count what was added; look at the folder only when it may be full."""
        if self._held_bytes is None:
            self._held_bytes = self.size_bytes()
        else:
            self._held_bytes += added
        if self._held_bytes <= self.most_bytes:
            return
        files = sorted(self._files())
        held = sum(size for _, size, _ in files)
        for _, size, path in files:
            if held <= self.most_bytes * ROOM:
                break
            with contextlib.suppress(OSError):
                path.unlink()
            held -= size
        self._held_bytes = held

    def _files(self) -> list[tuple[float, int, Path]]:
        """(last used, bytes, path) of every line."""
        found = []
        with contextlib.suppress(OSError):
            for path in self.folder.glob(f"*{SUFFIX}"):
                with contextlib.suppress(OSError):
                    told = path.stat()
                    found.append((told.st_mtime, told.st_size, path))
        return found

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"
