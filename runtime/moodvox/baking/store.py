"""The output folder: files that are whole or not there, and a record beside each sound.

    OUT/ID.wav                   what a game plays
    OUT/.moodvox/HASH.json       what it is made of: fingerprints, marks, moods
    OUT/.moodvox/lock            one bake at a time

Records are not called by their ids: Yarn takes any file for a line's sound whose name has
the line's id in it, whatever the folder.

A record is written after its sound: a bake that was killed goes on where it was.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from moodvox.errors import InputError

RECORDS = ".moodvox"
RECORD_FORMAT = 1

_HOPELESS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


class FolderError(InputError):
    """The folder takes no more files: no line after this one can be written either."""


class Store:
    """What was baked into one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = folder / RECORDS

    def prepare(self) -> None:
        """Make the folders.

        Raises:
            FolderError: that cannot be done, or nothing can be written there.
        """
        try:
            self.records.mkdir(parents=True, exist_ok=True)
            probe = self.records / f".probe.{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise self._refused(self.folder, error) from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one bake.

        Raises:
            FolderError: another bake that is alive holds it.
        """
        lock = self.records / "lock"
        for _ in range(2):
            try:
                handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
                break
            except FileExistsError:
                holder = _process_in(lock)
                if holder and _is_alive(holder):
                    raise FolderError(
                        f"process {holder} is baking into this folder",
                        where=str(self.folder),
                        hint="wait for it, or end it",
                    ) from None
                lock.unlink(missing_ok=True)
        else:
            raise FolderError("the folder is locked", where=str(self.folder))
        try:
            with os.fdopen(handle, "w") as file:
                file.write(str(os.getpid()))
            for folder in (self.folder, self.records):
                for partial in folder.glob(".*.part"):  # of a bake that was killed
                    partial.unlink(missing_ok=True)
            yield
        finally:
            lock.unlink(missing_ok=True)

    def sound(self, name: str, ending: str) -> Path:
        return self.folder / f"{name}.{ending}"

    def record(self, name: str) -> dict[str, Any] | None:
        """The record of a sound that is there in full; None if either is not."""
        try:
            text = self._record_file(name).read_text("utf-8")
            found = json.loads(text)
            size = (self.folder / found["file"]).stat().st_size
        except (OSError, ValueError, KeyError, TypeError):
            return None
        sound = found["format"] == RECORD_FORMAT and found["bytes"] == size
        return found if sound else None

    def write_sound(self, name: str, ending: str, content: bytes) -> None:
        """Put a sound in its place.

        Raises:
            FolderError: the disk is full or read-only.
            InputError: this one file cannot be written.
        """
        self._write(self.sound(name, ending), content)

    def write_record(self, name: str, record: Mapping[str, Any]) -> None:
        """Put a record in its place; raises as `write_sound`."""
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        self._write(self._record_file(name), f"{text}\n".encode())

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[Any]:
        """A text file of the folder that grows row by row and appears when it is complete."""
        path = self.folder / name
        partial = path.with_name(f".{name}.{os.getpid()}.part")
        try:
            with partial.open("w", encoding="utf-8", newline="\n") as file:
                yield file
            partial.replace(path)
        except OSError as error:
            raise self._refused(path, error) from error
        finally:
            partial.unlink(missing_ok=True)

    def prune(self, names: Iterable[str]) -> list[str]:
        """Take away the sounds, and their records, that are not among `names`."""
        kept = {self._record_file(name) for name in names}
        removed: list[str] = []
        for record in sorted(self.records.glob("*.json")):
            if record in kept:
                continue
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                file = str(json.loads(record.read_text("utf-8"))["file"])
                (self.folder / Path(file).name).unlink(missing_ok=True)
                removed.append(file)
            record.unlink(missing_ok=True)
        return removed

    def _record_file(self, name: str) -> Path:
        return self.records / f"{hashlib.sha256(name.encode()).hexdigest()[:20]}.json"

    def _write(self, path: Path, content: bytes) -> None:
        partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            partial.write_bytes(content)
            partial.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise self._refused(path, error) from error

    def _refused(self, path: Path, error: OSError) -> InputError:
        kind = FolderError if error.errno in _HOPELESS or path == self.folder else InputError
        return kind(f"cannot be written: {error.strerror or error}", where=str(path))


def _process_in(lock: Path) -> int:
    try:
        return int(lock.read_text("utf-8") or "0")
    except (OSError, ValueError):
        return 0


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        import ctypes

        kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
        handle = kernel.OpenProcess(0x1000, False, process)
        if handle:
            kernel.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
