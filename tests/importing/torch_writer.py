"""Writes torch checkpoints without torch, sound ones and hostile ones."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

STORAGE = {"f4": "Float", "f2": "Half", "f8": "Double", "i8": "Long", "i4": "Int"}


def text(value: str) -> bytes:
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def name(module: str, attribute: str) -> bytes:
    return f"c{module}\n{attribute}\n".encode()


def numbers(values: tuple[int, ...]) -> bytes:
    return b"(" + b"".join(map(number, values)) + b"t"


def tensor(
    key: str, numel: int, size: tuple[int, ...], stride: tuple[int, ...], *, kind: str = "Float",
    offset: int = 0,
) -> bytes:  # fmt: skip
    """Pickle steps that leave one tensor on the stack."""
    storage = (
        b"(" + text("storage") + name("torch", f"{kind}Storage") + text(key) + text("cpu")
        + number(numel) + b"tQ"
    )  # fmt: skip
    hooks = name("collections", "OrderedDict") + b")R"
    return (
        name("torch._utils", "_rebuild_tensor_v2") + b"(" + storage + number(offset)
        + numbers(size) + numbers(stride) + b"\x89" + hooks + b"tR"
    )  # fmt: skip


def contiguous(size: tuple[int, ...]) -> tuple[int, ...]:
    stride, step = [], 1
    for length in reversed(size):
        stride.append(step)
        step *= length
    return tuple(reversed(stride))


def table(entries: Mapping[str, bytes]) -> bytes:
    """Steps for a dict of texts to what `entries` leave."""
    return b"}(" + b"".join(text(key) + steps for key, steps in entries.items()) + b"u"


def program(steps: bytes) -> bytes:
    return b"\x80\x02" + steps + b"."


def write_file(path: Path, pickled: bytes, storages: Mapping[str, bytes], **options: Any) -> Path:
    """A zip file laid out as torch does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", **options) as archive:
        archive.writestr(f"{path.name}/data.pkl", pickled)
        archive.writestr(f"{path.name}/byteorder", "little")
        for key, data in storages.items():
            archive.writestr(f"{path.name}/data/{key}", data)
        archive.writestr(f"{path.name}/version", "3\n")
    return path


def write_checkpoint(path: Path, key: str, tensors: Mapping[str, Array]) -> Path:
    """``{key: tensors}`` as `torch.save` writes it."""
    entries, storages = {}, {}
    for place, (title, array) in enumerate(tensors.items()):
        whole = np.ascontiguousarray(array)
        kind = STORAGE[whole.dtype.str[1:]]
        size = tuple(array.shape)
        entries[title] = tensor(str(place), whole.size, size, contiguous(size), kind=kind)
        storages[str(place)] = whole.tobytes()
    return write_file(path, program(table({key: table(entries)})), storages)
