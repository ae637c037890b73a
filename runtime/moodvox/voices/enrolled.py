"""Speakers and emotions that were learned from recordings: one small text file each.

    FOLDER / VOICE / speaker-NAME.json or emotion-NAME.json

The file holds the vector and what it was made from, never the recording itself.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from moodvox.errors import VoiceError
from moodvox.voices.manifest import Sha256

FORMAT: Final = 1
MAX_FILE_BYTES: Final = 1 << 20
MAX_FILES: Final = 4_096
"""Of one voice; more are not looked at."""

Kind = Literal["speaker", "emotion"]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Number = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The recording: digest of its content, length, and the name of its file if it had one."""

    sha256: Sha256
    seconds: float
    file: str = ""


class Enrolled(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One learned speaker or emotion.

    Attributes:
        format: version of this layout.
        kind: what it is.
        name: what lines call it.
        voice: of which voice it is a speaker or emotion.
        encoder: SHA-256 of the graph that made `vector`; no other one's vectors mean
            the same.
        reference: what it was made from.
        vector: (S,) or (E,).
    """

    format: Literal[1] = FORMAT
    kind: Kind
    name: Text
    voice: Text
    encoder: Sha256
    reference: Reference
    vector: Annotated[list[Number], msgspec.Meta(min_length=1, max_length=4096)]


class EnrolledFolder:
    """A folder of learned speakers and emotions; it need not exist.

    Readers and writers may be several processes: a file appears whole or not at all.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self, voice: str) -> tuple[list[Enrolled], list[VoiceError]]:
        """Those of one voice by kind and name, and what is wrong with the other files."""
        found: list[Enrolled] = []
        faults: list[VoiceError] = []
        for path in self._files(voice):
            try:
                found.append(_read(path, voice))
            except VoiceError as fault:
                faults.append(fault)
        return found, faults

    def voices(self) -> list[str]:
        """The voices that something was enrolled for."""
        try:
            return sorted(entry.name for entry in self.folder.iterdir() if entry.is_dir())
        except OSError:
            return []

    def find(self, voice: str, kind: Kind, name: str) -> Enrolled | None:
        """The one with this name, however its letters are written."""
        wanted = name.casefold()
        for entry in self.all(voice)[0]:
            if entry.kind == kind and entry.name.casefold() == wanted:
                return entry
        return None

    def save(self, entry: Enrolled) -> Path:
        """Write `entry`, in place of the one with its name.

        Raises:
            VoiceError: the folder cannot be written.
        """
        before = self.find(entry.voice, entry.kind, entry.name)
        path = self._path(entry.voice, entry.kind, entry.name)
        data = msgspec.json.format(msgspec.json.encode(entry), indent=1) + b"\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                Path(part).replace(path)
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
            if before is not None and before.name != entry.name:
                old = self._path(entry.voice, entry.kind, before.name)
                if not path.samefile(old):
                    old.unlink(missing_ok=True)
        except OSError as error:
            raise VoiceError(
                f"cannot be written: {error.strerror or error}",
                where=str(path),
                hint="name another folder",
            ) from error
        return path

    def remove(self, voice: str, kind: Kind, name: str) -> bool:
        """Forget one; False if there is none of that name.

        Raises:
            VoiceError: its file cannot be removed.
        """
        entry = self.find(voice, kind, name)
        if entry is None:
            return False
        path = self._path(voice, kind, entry.name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise VoiceError(f"cannot be removed: {error.strerror}", where=str(path)) from error
        return True

    def stamp(self, voice: str) -> tuple[tuple[str, int, int], ...]:
        """Changes when anything of `all` may have changed."""
        stamps = []
        for path in self._files(voice):
            try:
                status = path.stat()
            except OSError:
                continue
            stamps.append((path.name, status.st_mtime_ns, status.st_size))
        return tuple(stamps)

    def _path(self, voice: str, kind: Kind, name: str) -> Path:
        return self.folder / voice / f"{kind}-{name}.json"

    def _files(self, voice: str) -> Iterator[Path]:
        try:
            names = sorted(entry.name for entry in (self.folder / voice).iterdir())
        except (OSError, ValueError):
            return
        kept = [name for name in names if name.endswith(".json") and not name.startswith(".")]
        yield from (self.folder / voice / name for name in kept[:MAX_FILES])


def _read(path: Path, voice: str) -> Enrolled:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise VoiceError(f"larger than {MAX_FILE_BYTES} bytes", where=str(path))
        entry = msgspec.json.decode(path.read_bytes(), type=Enrolled)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise VoiceError(f"no enrolled speaker or emotion: {error}", where=str(path)) from error
    except OSError as error:
        raise VoiceError(f"cannot be read: {error.strerror}", where=str(path)) from error
    if entry.voice != voice or path.name != f"{entry.kind}-{entry.name}.json":
        raise VoiceError(
            f"holds the {entry.kind} '{entry.name}' of voice '{entry.voice}'",
            where=str(path),
            hint="it was renamed or moved: enrol the recording again",
        )
    return entry
