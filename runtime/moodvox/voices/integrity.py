"""Whether a voice folder holds what its manifest lists: all of it, unharmed, and nothing else."""

from __future__ import annotations

import fnmatch
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from moodvox.errors import VoiceError
from moodvox.voices.manifest import MANIFEST_FILE, Manifest

MAX_FILES: Final = 256
MAX_FILE_BYTES: Final = 1 << 30
MAX_PACK_BYTES: Final = 2 << 30

BYSTANDERS: Final = (".DS_Store", "Thumbs.db", "desktop.ini", "*.meta", "*.uid", "*.import")
"""Files that desktops and game engines drop beside every file they see."""

_AGAIN = "install the voice again"


def find_faults(folder: Path, manifest: Manifest) -> list[VoiceError]:
    """Every fault of the files in `folder`, each naming the file and the cause."""
    if len(manifest.files) > MAX_FILES:
        return [_fault(folder / MANIFEST_FILE, f"lists more than {MAX_FILES} files")]
    faults: list[VoiceError] = []
    whole = 0
    for name, checksum in manifest.files.items():
        fault = fault_of_name(folder, name) or _fault_of_file(folder / name, checksum)
        if fault is not None:
            faults.append(fault)
        else:
            whole += (folder / name).stat().st_size
    if whole > MAX_PACK_BYTES:
        faults.append(_fault(folder, f"the voice is larger than {MAX_PACK_BYTES} bytes"))
    faults += [
        _fault(folder / name, "foreign file: the manifest does not list it", "take it away")
        for name in _present(folder)
        if name not in manifest.files and name != MANIFEST_FILE
    ]
    return faults


def sha256_of(path: Path) -> str:
    """SHA-256 of the file's bytes, lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fault_of_name(folder: Path, name: str) -> VoiceError | None:
    """Why `name` may not be opened at all; links are followed before judging."""
    path = PurePosixPath(name)
    if (
        not name
        or path.is_absolute()
        or ".." in path.parts
        or any(mark in name for mark in ("\\", ":", "\0"))
        or path.as_posix() != name
    ):
        return _fault(folder / MANIFEST_FILE, f"path '{name}' is not a plain path in the voice")
    if name == MANIFEST_FILE:
        return _fault(folder / MANIFEST_FILE, "lists itself")
    try:
        real = (folder / name).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        return _fault(folder / MANIFEST_FILE, f"path {name!a} cannot be resolved: {error}")
    if not real.is_relative_to(folder.resolve()):
        return _fault(folder / name, "is a link that leaves the voice's folder")
    return None


def _fault_of_file(path: Path, checksum: str) -> VoiceError | None:
    try:
        if not path.is_file():
            return _fault(path, "missing file")
        if path.stat().st_size > MAX_FILE_BYTES:
            return _fault(path, f"larger than {MAX_FILE_BYTES} bytes")
        if sha256_of(path) != checksum:
            return _fault(path, "damaged: its checksum is not the manifest's")
    except OSError as error:
        return _fault(path, f"cannot be read: {error.strerror or error}")
    return None


def _present(folder: Path) -> Iterator[str]:
    """Paths of all files below `folder`, without bystanders; a linked folder is one entry."""
    for root, folders, files in os.walk(folder):
        linked = [name for name in folders if (Path(root) / name).is_symlink()]
        for name in sorted(files + linked):
            if not any(fnmatch.fnmatch(name, pattern) for pattern in BYSTANDERS):
                yield (Path(root) / name).relative_to(folder).as_posix()


def _fault(path: Path, cause: str, hint: str = _AGAIN) -> VoiceError:
    return VoiceError(f"'{path.name}': {cause}", where=str(path), hint=hint)
