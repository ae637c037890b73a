"""Reads the pickled table of contents of a torch file without running any of it.

A pickle is a program for a stack machine; Python's own reader lets it call what it
likes. This machine knows only the steps that plain containers, numbers, texts and
tensors need. A step or a name outside of `_ALLOWED` ends the reading.
"""

from __future__ import annotations

import pickletools
import struct
import warnings
from dataclasses import dataclass
from typing import Any, Final

from moodvox.errors import VoiceError

MAX_STEPS: Final = 5_000_000
MAX_BYTES: Final = 64 << 20

_ALLOWED: Final = frozenset({
    "collections OrderedDict", "torch._utils _rebuild_tensor_v2",
    "torch._utils _rebuild_parameter",
})  # fmt: skip
_STORAGES: Final = frozenset(
    f"torch {kind}Storage"
    for kind in "Float Half Double BFloat16 Long Int Short Char Byte Bool".split()
)
_FAULTS = (
    ValueError, TypeError, KeyError, IndexError, OverflowError, AssertionError, MemoryError,
    struct.error, EOFError,
)  # fmt: skip


@dataclass(frozen=True)
class StorageRef:
    """A block of numbers beside the pickle: its `kind` ("Float"), name and length."""

    kind: str
    key: str
    numel: int


@dataclass(frozen=True)
class TensorRef:
    """A view of a storage; sizes and strides in elements."""

    storage: StorageRef
    offset: int
    size: tuple[int, ...]
    stride: tuple[int, ...]


@dataclass(frozen=True)
class _Name:
    """A name that the pickle asks for; it is never looked up."""

    text: str


class _RefusedError(Exception):
    pass


_MARK: Final = object()
_PLAIN: Final = {
    "NONE": None, "NEWTRUE": True, "NEWFALSE": False,
}  # fmt: skip
_LITERALS: Final = frozenset(
    "BININT BININT1 BININT2 LONG1 LONG4 BINFLOAT BINUNICODE SHORT_BINUNICODE BINUNICODE8 "
    "BINSTRING SHORT_BINSTRING SHORT_BINBYTES BINBYTES".split()
)


def read_pickle(data: bytes, where: str) -> Any:
    """What `data` describes: dict, list, tuple, str, int, float, bool, None, `TensorRef`.

    Raises:
        VoiceError: it asks for code, is damaged, or is larger than any checkpoint's.
    """
    if len(data) > MAX_BYTES:
        raise VoiceError(
            f"its table of contents has over {MAX_BYTES} bytes",
            where=where,
            hint="this is no checkpoint of a voice",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's reader of steps grumbles at odd texts
            return _Machine().run(data)
    except _RefusedError as error:
        raise VoiceError(
            str(error),
            where=where,
            hint="only tensors are read, never code: save the bare state_dict with torch.save",
        ) from None
    except _FAULTS as error:
        raise VoiceError(
            f"damaged: its table of contents cannot be read ({error or type(error).__name__})",
            where=where,
            hint="fetch the file again",
        ) from error


class _Machine:
    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def run(self, data: bytes) -> Any:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            if count > MAX_STEPS:
                raise _RefusedError(f"more than {MAX_STEPS} steps in its table of contents")
            if opcode.name == "STOP":
                (result,) = self.stack
                return result
            self._step(opcode.name, argument)
        raise ValueError("it does not end")

    def _step(self, name: str, argument: Any) -> None:
        stack = self.stack
        if name in _LITERALS:
            stack.append(argument)
        elif name in _PLAIN:
            stack.append(_PLAIN[name])
        elif name in ("BINPUT", "LONG_BINPUT"):
            self.memo[argument] = stack[-1]
        elif name == "MEMOIZE":
            self.memo[len(self.memo)] = stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            stack.append(self.memo[argument])
        elif name == "MARK":
            stack.append(_MARK)
        elif name in ("PROTO", "FRAME"):
            pass
        else:
            self._structure(name, argument)

    def _structure(self, name: str, argument: Any) -> None:
        stack = self.stack
        if name == "EMPTY_DICT":
            stack.append({})
        elif name == "EMPTY_LIST":
            stack.append([])
        elif name == "EMPTY_TUPLE":
            stack.append(())
        elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
            count = int(name[-1])
            if len(stack) < count:
                raise ValueError("it ends within a tuple")
            stack[-count:] = [tuple(stack[-count:])]
        elif name == "TUPLE":
            items = self._to_mark()
            stack.append(tuple(items))
        elif name in ("APPEND", "APPENDS"):
            items = [stack.pop()] if name == "APPEND" else self._to_mark()
            _expect(stack[-1], list).extend(items)
        elif name in ("SETITEM", "SETITEMS"):
            items = [stack.pop(-2), stack.pop()] if name == "SETITEM" else self._to_mark()
            table = _expect(stack[-1], dict)
            table.update(zip(items[::2], items[1::2], strict=True))
        elif name == "POP":
            stack.pop()
        else:
            self._name(name, argument)

    def _name(self, name: str, argument: Any) -> None:
        stack = self.stack
        if name == "GLOBAL":
            stack.append(_named(argument))
        elif name == "STACK_GLOBAL":
            last, first = stack.pop(), stack.pop()
            stack.append(_named(f"{first} {last}"))
        elif name == "BINPERSID":
            stack.append(_storage(stack.pop()))
        elif name == "REDUCE":
            arguments = stack.pop()
            stack.append(_made(_expect(stack.pop(), _Name), _expect(arguments, tuple)))
        elif name == "BUILD":
            # The attributes of an ordered dict (torch's `_metadata`): nothing that we need.
            _expect(stack.pop(), dict)
            _expect(stack[-1], dict)
        else:
            raise _RefusedError(f"holds the pickle step {name}, which no checkpoint needs")

    def _to_mark(self) -> list[Any]:
        place = len(self.stack) - 1 - self.stack[::-1].index(_MARK)
        items = self.stack[place + 1 :]
        del self.stack[place:]
        return items


def _expect(value: Any, kind: type[Any]) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value


def _named(text: str) -> _Name:
    if text not in _ALLOWED and text not in _STORAGES:
        raise _RefusedError(f"asks for '{text.replace(' ', '.')}'")
    return _Name(text)


def _storage(value: Any) -> StorageRef:
    word, kind, key, _, numel = _expect(value, tuple)
    if word != "storage" or _expect(kind, _Name).text not in _STORAGES:
        raise TypeError("an unknown kind of storage")
    name = kind.text.removeprefix("torch ").removesuffix("Storage")
    return StorageRef(name, _expect(key, str), _expect(numel, int))


def _made(name: _Name, arguments: tuple[Any, ...]) -> Any:
    if name.text == "collections OrderedDict":
        return dict(*arguments)
    if name.text == "torch._utils _rebuild_parameter":
        return _expect(arguments[0], TensorRef)
    if name.text == "torch._utils _rebuild_tensor_v2":
        storage, offset, size, stride = arguments[:4]
        size, stride = _expect(size, tuple), _expect(stride, tuple)
        numbers = (_expect(offset, int), *size, *stride)
        if any(type(n) is not int or n < 0 for n in numbers) or len(size) != len(stride):
            raise ValueError("a tensor of impossible shape")
        return TensorRef(_expect(storage, StorageRef), offset, size, stride)
    raise TypeError(f"{name.text} is no function")
