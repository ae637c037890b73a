"""Reads tensors out of a torch checkpoint (a zip file) with numpy alone."""

from __future__ import annotations

import math
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError
from moodvox.importing.pickled import StorageRef, TensorRef, read_pickle

Tensor = NDArray[Any]

MAX_ENTRIES: Final = 100_000
MAX_FILE_BYTES: Final = 4 << 30
MAX_DEPTH: Final = 32
MAX_VALUES: Final = 1_000_000

_DTYPES: Final = {
    "Float": "<f4", "Half": "<f2", "Double": "<f8", "BFloat16": "<u2", "Long": "<i8",
    "Int": "<i4", "Short": "<i2", "Char": "<i1", "Byte": "<u1", "Bool": "<u1",
}  # fmt: skip
_FLOATS: Final = frozenset({"Float", "Half", "Double", "BFloat16"})
_AGAIN: Final = "fetch the file again"
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, ValueError,
           KeyError, RuntimeError, OverflowError)  # fmt: skip


def read_torch(path: Path) -> Any:
    """The object in `path`: containers, plain values, and arrays in the place of tensors.

    Tensors of floating numbers become float32; no code in the file is run.

    Raises:
        VoiceError: it is missing, no torch checkpoint of version 1.6 or later, damaged,
            or holds anything but plain data.
    """
    if not path.is_file():
        raise VoiceError(
            f"missing file '{path.name}'", where=str(path), hint="download or copy it again"
        )
    if path.stat().st_size > MAX_FILE_BYTES:
        raise VoiceError(
            f"larger than {MAX_FILE_BYTES} bytes",
            where=str(path),
            hint="take the generator alone ('g_...'), without optimisers",
        )
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic != b"PK\x03\x04":
        raise VoiceError(
            f"'{path.name}' is no torch checkpoint that can be read",
            where=str(path),
            hint="a file of torch before 1.6 must be loaded and saved again with a newer torch",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            return _Archive(archive, path).read()
    except _BROKEN as error:
        raise VoiceError(
            f"'{path.name}' is damaged: {error}", where=str(path), hint=_AGAIN
        ) from error


class _Archive:
    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self.archive = archive
        self.where = str(path)
        self.storages: dict[str, Tensor] = {}
        self.values = 0
        self.numbers = 0
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise ValueError(f"more than {MAX_ENTRIES} entries")
        self.sizes = {entry.filename: entry.file_size for entry in entries}
        room = path.stat().st_size
        if sum(self.sizes.values()) > room or any(e.compress_type for e in entries):
            raise ValueError("compressed, which torch never does")
        tables = [
            name for name in self.sizes if name.count("/") == 1 and name.endswith("/data.pkl")
        ]
        if len(tables) != 1:
            raise ValueError("no 'data.pkl' in it")
        self.root = tables[0].removesuffix("data.pkl")

    def read(self) -> Any:
        order = self.root + "byteorder"
        if order in self.sizes and self.archive.read(order) != b"little":
            raise ValueError("written on a big-endian machine")
        content = read_pickle(self.archive.read(self.root + "data.pkl"), self.where)
        return self._filled(content, 0)

    def _filled(self, value: Any, depth: int) -> Any:
        self.values += 1
        if depth > MAX_DEPTH or self.values > MAX_VALUES:
            raise ValueError("nested too deep or too often")
        if isinstance(value, TensorRef):
            return self._tensor(value)
        if isinstance(value, dict):
            return {key: self._filled(each, depth + 1) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._filled(each, depth + 1) for each in value]
        if isinstance(value, str | int | float | bytes | None):
            return value
        raise ValueError(f"a {type(value).__name__} where data belongs")

    def _tensor(self, ref: TensorRef) -> Tensor:
        numbers = self._storage(ref.storage)
        count = math.prod(ref.size)
        reach = ref.offset + sum(
            (n - 1) * step for n, step in zip(ref.size, ref.stride, strict=True)
        )
        self.numbers += count
        data = self.root + "data/"
        if self.numbers > sum(size for name, size in self.sizes.items() if name.startswith(data)):
            raise ValueError("more tensors than the file has numbers")
        if count and (reach >= len(numbers) or count > len(numbers)):
            raise ValueError("a tensor reaches beyond its numbers")
        item = numbers.itemsize
        view: Tensor = np.lib.stride_tricks.as_strided(
            numbers[ref.offset :] if count else numbers,
            ref.size,
            [step * item for step in ref.stride],
            writeable=False,
        )
        if ref.storage.kind == "BFloat16":
            return (view.astype(np.uint32) << 16).view(np.float32)
        kind = np.float32 if ref.storage.kind in _FLOATS else view.dtype
        return np.array(view, kind)

    def _storage(self, ref: StorageRef) -> Tensor:
        if ref.key not in self.storages:
            name = f"{self.root}data/{ref.key}"
            dtype = np.dtype(_DTYPES[ref.kind])
            if name not in self.sizes or self.sizes[name] != ref.numel * dtype.itemsize:
                raise ValueError(f"'{name}' is missing or of the wrong length")
            self.storages[ref.key] = np.frombuffer(self.archive.read(name), dtype)
        numbers = self.storages[ref.key]
        if numbers.dtype != np.dtype(_DTYPES[ref.kind]):
            raise ValueError("one storage of two kinds")
        return numbers


def tensors_of(content: Any, key: str, path: Path) -> dict[str, Tensor]:
    """The table of tensors under `key` of what `read_torch` gave.

    Raises:
        VoiceError: there is none, or something in it is no tensor.
    """
    table = content.get(key) if isinstance(content, dict) else None
    if not isinstance(table, dict):
        known = ", ".join(map(str, content)) if isinstance(content, dict) else "no table"
        raise VoiceError(
            f"'{path.name}' holds no '{key}' (it has: {known})",
            where=str(path),
            hint="this is another kind of checkpoint; point at the right file",
        )
    for name, value in table.items():
        if not isinstance(name, str) or not isinstance(value, np.ndarray):
            raise VoiceError(
                f"'{name}' in '{path.name}' is no tensor",
                where=str(path),
                hint="save it again with torch.save of a state_dict",
            )
        if not np.isfinite(value).all():
            raise VoiceError(
                f"'{name}' in '{path.name}' has numbers that are not finite",
                where=str(path),
                hint="the training went wrong: take another checkpoint",
            )
    return table
