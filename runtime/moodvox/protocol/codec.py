"""Messages to parts of a multipart and back: one typed decoder for all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from moodvox.errors import WireError, nearest
from moodvox.protocol import limits
from moodvox.protocol.checking import Check, Diagnostics
from moodvox.protocol.enrolment import Enroll, Enrolled
from moodvox.protocol.faults import Error
from moodvox.protocol.fields import PROTOCOL_VERSION, Weight
from moodvox.protocol.lines import Block, Cancel, Credit, Done, Marks, Speak
from moodvox.protocol.moods import MoodEvent
from moodvox.protocol.session import Hello, Ping, Pong, Ready, Shutdown, Stats

Message = (
    Hello
    | Ready
    | Ping
    | Pong
    | Shutdown
    | Stats
    | Speak
    | Cancel
    | Credit
    | Block
    | Marks
    | Done
    | MoodEvent
    | Enroll
    | Check
    | Diagnostics
    | Enrolled
    | Error
)

MESSAGE_TYPES: tuple[type[Message], ...] = (
    Hello,
    Ready,
    Ping,
    Pong,
    Shutdown,
    Stats,
    Speak,
    Cancel,
    Credit,
    Block,
    Marks,
    Done,
    MoodEvent,
    Enroll,
    Check,
    Diagnostics,
    Enrolled,
    Error,
)
TYPE_NAMES: tuple[str, ...] = tuple(str(kind.__struct_config__.tag) for kind in MESSAGE_TYPES)


class VersionError(WireError):
    """A message is of a protocol version that this build does not speak."""

    code = "bad_version"


class _Envelope(msgspec.Struct, frozen=True):
    type: str
    v: int


class _Sketch(msgspec.Struct, frozen=True):
    type: Any = None
    id: Any = None


_encoder = msgspec.msgpack.Encoder()
_envelope = msgspec.msgpack.Decoder(_Envelope)
_message: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)
_sketch = msgspec.msgpack.Decoder(_Sketch)

_FIXMAP, _MAX_FIXMAP, _MAP_16 = 0x80, 15, 0xDE

_MALFORMED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError)
_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `(?P<key>key` in `)?\$\.?(?P<path>.*)`)?$", re.S)
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def encode(message: Message) -> list[bytes]:
    """The parts of one multipart.

    Raises:
        WireError: `message` holds something that `decode` would refuse.
    """
    if isinstance(message, Block | Enroll):
        message.check_audio()
        bare = msgspec.structs.replace(message, audio=b"")
        parts = [_bytes(bare), message.audio]
    else:
        parts = [_bytes(message)]
    _check_sizes(parts)
    _typed(parts[0])
    return parts


def decode(parts: Sequence[bytes]) -> Message:
    """The message in the parts of one multipart.

    Raises:
        VersionError: its `v` is not `PROTOCOL_VERSION`.
        WireError: anything else is wrong with it; `where` is the field's path.
    """
    _check_sizes(parts)
    try:
        envelope = _envelope.decode(parts[0])
    except _MALFORMED as fault:
        raise _explain(fault, parts[0]) from None
    if envelope.v != PROTOCOL_VERSION:
        raise VersionError(
            f"protocol version {envelope.v} is not spoken here",
            where="v",
            hint=f"this side speaks version {PROTOCOL_VERSION}",
        )
    if envelope.type not in TYPE_NAMES:
        name = envelope.type[: limits.MAX_NAME_CHARS]
        raise WireError(f"unknown message '{name}'", where="type", hint=nearest(name, TYPE_NAMES))
    message = _typed(parts[0])
    if isinstance(message, Block | Enroll):
        if message.audio:
            raise WireError("audio travels as the second part, not in the map", where="audio")
        if len(parts) < 2:
            raise WireError("the second part with the audio is missing", where="audio")
        message = msgspec.structs.replace(message, audio=bytes(parts[1]))
        message.check_audio()
    elif len(parts) > 1:
        raise WireError(f"'{envelope.type}' has no second part", where="audio")
    return message


def peek_id(parts: Sequence[bytes]) -> tuple[str | None, str | None]:
    """`type` and `id` of a message that `decode` refused, as far as they can be read."""
    try:
        sketch = _sketch.decode(parts[0]) if parts else _Sketch()
    except _MALFORMED:
        return None, None
    kind = sketch.type if isinstance(sketch.type, str) else None
    usable = isinstance(sketch.id, str) and 0 < len(sketch.id) <= limits.MAX_NAME_CHARS
    return kind, sketch.id if usable else None


def _bytes(message: Message) -> bytes:
    """The map of a message, as short as msgpack has it.

    msgspec gives a struct of more than 15 fields the longer head of a map even where most
    of them are left out.
    """
    raw = _encoder.encode(message)
    if raw[0] == _MAP_16 and raw[1] == 0 and raw[2] <= _MAX_FIXMAP:
        return bytes([_FIXMAP | raw[2]]) + raw[3:]
    return raw


def _check_sizes(parts: Sequence[bytes]) -> None:
    if not 1 <= len(parts) <= limits.MAX_PARTS:
        raise WireError(f"a message has 1 or 2 parts, got {len(parts)}", where="message")
    if len(parts[0]) > limits.MAX_MAP_BYTES:
        raise WireError(
            f"the map has {len(parts[0])} bytes, at most {limits.MAX_MAP_BYTES} are allowed",
            where="message",
        )
    if len(parts) > 1 and len(parts[1]) > limits.MAX_PART_BYTES:
        raise WireError(
            f"the audio has {len(parts[1])} bytes, at most {limits.MAX_PART_BYTES} are allowed",
            where="audio",
        )


def _typed(raw: bytes) -> Message:
    try:
        return _message.decode(raw)
    except _MALFORMED as fault:
        raise _explain(fault, raw) from None


def _explain(fault: Exception, raw: bytes) -> WireError:
    """Say what was wrong and at which field."""
    if isinstance(fault, RecursionError):
        return WireError("nested too deeply", where="message")
    if isinstance(fault, UnicodeDecodeError):
        return WireError("a string is not UTF-8", where="message")
    if not isinstance(fault, msgspec.ValidationError):
        return WireError(f"not a msgpack map: {fault}", where="message")
    found = _PLACE.match(str(fault))
    what, path = (found["what"], found["path"] or "") if found else (str(fault), "")
    try:
        loose = msgspec.msgpack.decode(raw)
    except (*_MALFORMED, TypeError):
        loose = None
    path, value = _follow(loose, path)
    missing = re.search(r"missing required field `([^`]+)`", what)
    if missing:
        path = f"{path}.{missing[1]}".lstrip(".")
    elif isinstance(value, int | float) and not isinstance(value, bool) and "got" not in what:
        what = f"{what}, got {value}"
    return WireError(what, where=path or "message")


def _follow(loose: Any, path: str) -> tuple[str, Any]:
    """`path` with the keys of maps filled in (msgspec writes `[...]`), and its value."""
    named = ""
    for name, index in _STEP.findall(path):
        key = _culprit(loose) if index == "..." else name
        if key is None:
            return f"{named}[...]".lstrip("."), None
        if key:
            named += f".{key}"
            loose = loose.get(key) if isinstance(loose, dict) else None
        else:
            named += f"[{index}]"
            place = int(index)
            loose = loose[place] if isinstance(loose, list) and place < len(loose) else None
    return named.lstrip("."), loose


def _culprit(weights: Any) -> str | None:
    """The first key of a map of weights whose value is not a weight."""
    for name, value in weights.items() if isinstance(weights, dict) else ():
        try:
            msgspec.convert(value, Weight)
        except msgspec.ValidationError:
            return str(name)
    return None
