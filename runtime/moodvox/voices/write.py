"""Writing a voice pack: all of it or nothing."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError
from moodvox.voices.integrity import fault_of_name, sha256_of
from moodvox.voices.manifest import MANIFEST_FILE, Manifest
from moodvox.voices.pack import VoicePack
from moodvox.voices.presets import Preset


def write_pack(
    folder: Path,
    manifest: Manifest,
    *,
    speakers: NDArray[np.float32],
    presets: Mapping[str, Preset],
    files: Mapping[str, bytes | Path],
) -> VoicePack:
    """Write a voice to `folder`, in place of the voice that was there.

    The pack is written beside `folder`, opened to verify it, and only then moved
    into place: a fault or a power cut leaves the old voice.

    Args:
        manifest: all but `files`, which is computed here.
        speakers: (N, S) float32.
        presets: emotion name -> levels.
        files: path inside the pack -> its bytes, or a file to copy (graphs, training card).

    Raises:
        VoiceError: what was given makes no sound pack, or it cannot be written, say because
            the disk is full.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise VoiceError(f"cannot be written: {error}", where=str(folder)) from error
    try:
        fresh = work / "new"
        _fill(fresh, manifest, speakers, presets, files)
        VoicePack.open(fresh)
        _swap(fresh, folder, work / "old")
    except OSError as error:
        raise VoiceError(f"cannot be written: {error}", where=str(folder)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return VoicePack.open(folder)


def _fill(
    folder: Path,
    manifest: Manifest,
    speakers: NDArray[np.float32],
    presets: Mapping[str, Preset],
    files: Mapping[str, bytes | Path],
) -> None:
    array = io.BytesIO()
    np.save(array, np.ascontiguousarray(speakers, np.float32), allow_pickle=False)
    contents: dict[str, bytes | Path] = {
        **files,
        manifest.speakers_file: array.getvalue(),
        manifest.presets_file: _json(dict(presets)),
    }
    for name, content in contents.items():
        fault = fault_of_name(folder, name)
        if fault is not None:
            raise fault
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, path)
        else:
            path.write_bytes(content)
    sums = {name: sha256_of(folder / name) for name in sorted(contents)}
    complete = msgspec.structs.replace(manifest, files=sums)
    (folder / MANIFEST_FILE).write_bytes(_json(complete))


def _swap(fresh: Path, folder: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
