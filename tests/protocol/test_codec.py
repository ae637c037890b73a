"""Good messages survive the trip; bad ones are refused with the place of the fault."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from moodvox.errors import MoodvoxError, WireError
from moodvox.protocol import (
    Block,
    Cancel,
    Enroll,
    Error,
    Message,
    Ping,
    Speak,
    VersionError,
    decode,
    encode,
    limits,
    peek_id,
)
from moodvox.protocol.codec import MESSAGE_TYPES
from moodvox.protocol.fields import BYTES_PER_SAMPLE


def _any(kind: inspect.Type) -> st.SearchStrategy[Any]:  # noqa: PLR0911 (one for each type)
    """Whatever a field of this type may hold, within its bounds."""
    match kind:
        case inspect.StrType():
            most = min(kind.max_length or 40, 40)
            return st.text(min_size=kind.min_length or 0, max_size=most)
        case inspect.IntType():
            return st.integers(kind.ge, kind.le)
        case inspect.FloatType():
            low = kind.ge if kind.gt is None else kind.gt
            return st.floats(low, kind.le, exclude_min=kind.gt is not None)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.UnionType():
            return st.one_of([_any(one) for one in kind.types])
        case inspect.ListType():
            return st.lists(_any(kind.item_type), min_size=kind.min_length or 0, max_size=4)
        case inspect.DictType():
            return st.dictionaries(_any(kind.key_type), _any(kind.value_type), max_size=4)
        case inspect.StructType():
            fields = {f.name: _any(f.type) for f in kind.fields if f.name not in {"v", "audio"}}
            return st.fixed_dictionaries(fields).map(lambda values: _build(kind.cls, values))
    raise TypeError(kind)


def _build(kind: type[Any], values: dict[str, Any]) -> Any:
    if kind is Speak and values["mood"] is not None:
        values["curve"] = None
    if kind is Cancel:
        values = dict([("all", True), *((k, x) for k, x in values.items() if x)][-1:])
    if kind in (Block, Enroll):
        values["samples"] %= 100
        values["audio"] = bytes(values["samples"] * BYTES_PER_SAMPLE[values["format"]])
    return kind(**values)


def _messages() -> st.SearchStrategy[Message]:
    return st.sampled_from(MESSAGE_TYPES).flatmap(lambda kind: _any(inspect.type_info(kind)))


@given(_messages())
def test_decode_gives_back_what_encode_took(message: Message) -> None:
    assert decode(encode(message)) == message


@given(st.integers(0, 2000), st.sampled_from(["f32le", "s16le"]), st.randoms())
def test_audio_travels_as_the_second_part(samples: int, form: Any, random: Any) -> None:
    audio = random.randbytes(samples * BYTES_PER_SAMPLE[form])
    block = Block(
        id="a",
        sequence=0,
        first_sample=0,
        samples=samples,
        sample_rate_hz=24_000,
        format=form,
        audio=audio,
    )
    parts = encode(block)
    assert parts[1] == audio
    assert len(parts[0]) < 120
    assert decode(parts) == block


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_random_bytes_are_refused_and_nothing_else(parts: list[bytes]) -> None:
    with pytest.raises(WireError):
        decode(parts)


@given(_messages(), st.data())
def test_truncated_messages_are_refused(message: Message, data: st.DataObject) -> None:
    parts = encode(message)
    cut = data.draw(st.integers(0, len(parts[0]) - 1))
    with pytest.raises(WireError):
        decode([parts[0][:cut], *parts[1:]])


@given(_messages(), st.data())
def test_damaged_messages_are_read_or_refused(message: Message, data: st.DataObject) -> None:
    raw = bytearray(encode(message)[0])
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with suppress(WireError):
        encode(decode([bytes(raw)]))


def _speak(**fields: Any) -> dict[str, Any]:
    return {"type": "speak", "v": 1, "id": "a", "character": "b", "text": "c", **fields}


def _block(**fields: Any) -> dict[str, Any]:
    block = {"type": "block", "v": 1, "id": "a", "sequence": 0, "first_sample": 0, "samples": 1}
    return {**block, "sample_rate_hz": 24_000, "format": "s16le", **fields}


BAD: tuple[tuple[str, Any, str, str], ...] = (
    ("no map", [1, 2], "message", "Expected `object`, got `array`"),
    ("nothing", None, "message", "Expected `object`"),
    ("no type", {"v": 1}, "type", "missing required field `type`"),
    ("type of wrong type", {"type": 7, "v": 1}, "type", "Expected `str`, got `int`"),
    ("no version", {"type": "ping"}, "v", "missing required field `v`"),
    ("version of wrong type", {"type": "ping", "v": "1"}, "v", "Expected `int`, got `str`"),
    ("unknown type", {"type": "speek", "v": 1}, "type", "unknown message 'speek'"),
    ("number as key", {1: 2, "type": "ping", "v": 1}, "message", "Expected `str`, got `int`"),
    ("missing field", {"type": "speak", "v": 1}, "id", "missing required field `id`"),
    ("empty id", _speak(id=""), "id", "length >= 1"),
    ("long id", _speak(id="x" * 129), "id", "length <= 128"),
    ("id of wrong type", _speak(id=4), "id", "Expected `str`, got `int`"),
    ("100,000 characters", _speak(text="x" * 100_000), "text", "length <= 10000"),
    ("NaN distance", _speak(distance_m=math.nan), "distance_m", "got nan"),
    ("infinite distance", _speak(distance_m=math.inf), "distance_m", "got inf"),
    ("deadline of 0", _speak(deadline_ms=0), "deadline_ms", "> 0"),
    ("negative deadline", _speak(deadline_ms=-5.0), "deadline_ms", "got -5.0"),
    ("NaN weight", _speak(mood={"sad": 0.1, "angry": math.nan}), "mood.angry", "got nan"),
    ("weight above 1", _speak(mood={"angry": 1.5}), "mood.angry", "got 1.5"),
    ("negative weight", _speak(mood={"angry": -0.5}), "mood.angry", "got -0.5"),
    ("weight of wrong type", _speak(mood={"a": 0, "b": "c"}), "mood.b", "got `str`"),
    ("mood of wrong type", _speak(mood=[1]), "mood", "Expected `object | null`, got `array`"),
    ("empty emotion name", _speak(mood={"": 0.5}), "mood", "length >= 1"),
    (
        "NaN in a curve",
        _speak(curve=[{"at_s": 0, "mood": {}}, {"at_s": 1, "mood": {"sad": math.nan}}]),
        "curve[1].mood.sad",
        "got nan",
    ),
    ("NaN time", _speak(curve=[{"at_s": math.nan, "mood": {}}]), "curve[0].at_s", "got nan"),
    ("negative time", _speak(curve=[{"at_s": -1.0, "mood": {}}]), "curve[0].at_s", "got -1.0"),
    ("empty curve", _speak(curve=[]), "curve", "length >= 1"),
    ("mood and curve", _speak(mood={}, curve=[{"at_s": 0, "mood": {}}]), "curve", "not both"),
    ("unknown tier", _speak(tier="best"), "tier", "Invalid enum value 'best'"),
    ("priority above 100", _speak(priority=101), "priority", "got 101"),
    ("priority as float", _speak(priority=1.5), "priority", "got `float`"),
    ("boolean as number", _speak(distance_m=True), "distance_m", "got `bool`"),
    ("cancel of nothing", {"type": "cancel", "v": 1}, "id", "one of id, character and all"),
    ("cancel of two", {"type": "cancel", "v": 1, "id": "a", "all": True}, "id", "one of"),
    (
        "negative duration",
        {"type": "mood", "v": 1, "character": "a", "target": {}, "over_s": -1},
        "over_s",
        "got -1",
    ),
    (
        "negative credit",
        {"type": "credit", "v": 1, "id": "a", "played_samples": -1},
        "played_samples",
        "got -1",
    ),
    ("audio in the map", _block(audio=b"\0\0"), "audio", "second part"),
    ("block without audio", _block(), "audio", "missing"),
    ("lead below a block", {"type": "hello", "v": 1, "lead_ms": 1}, "lead_ms", "got 1"),
    ("no versions", {"type": "hello", "v": 1, "versions": []}, "versions", "length >= 1"),
    ("unknown format", {"type": "hello", "v": 1, "format": "mp3"}, "format", "'mp3'"),
)


@pytest.mark.parametrize(("what", "fields", "where", "message"), BAD, ids=[b[0] for b in BAD])
def test_a_bad_map_is_refused_at_its_field(
    what: str, fields: Any, where: str, message: str
) -> None:
    with pytest.raises(WireError) as caught:
        decode([msgpack.packb(fields)])
    assert caught.value.where == where
    assert message in caught.value.message


@pytest.mark.parametrize("version", [0, 2, 10**9, -1])
def test_another_version_is_refused(version: int) -> None:
    with pytest.raises(VersionError, match=f"version {version} is not spoken") as caught:
        decode([msgpack.packb({"type": "hello", "v": version})])
    assert (caught.value.code, caught.value.where) == ("bad_version", "v")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "truncated"),
        (b"\xc1", "malformed"),
        (b"GET / HTTP/1.1\r\n\r\n", "got `int`"),
        (msgpack.packb({"type": "ping", "v": 1}) + b"\0", "trailing"),
        (b"\x83\xa4type\xa4ping\xa1v\x01\xa1x\xdd\xff\xff\xff\xff", "truncated"),
        (b"\x83\xa4type\xa4ping\xa1v\x01\xa1x" + b"\x91" * 500_000 + b"\xc0", "too deeply"),
        (b"\x83\xa4type\xa4ping\xa1v\x01\xa1x" + b"\x81\xa1a" * 300_000 + b"\xc0", "too deeply"),
        (b"\x83\xa4type\xa4ping\xa1v\x01\xa5nonce" + b"\x91" * 500_000 + b"\xc0", "too deeply"),
        (b"\x82\xa4type\xa2\xff\xfe\xa1v\x01", "not UTF-8"),
        (b"\0" * (limits.MAX_MAP_BYTES + 1), "at most 1048576"),
    ],
)
def test_bad_bytes_are_refused(raw: bytes, message: str) -> None:
    with pytest.raises(WireError, match=message):
        decode([raw])


@pytest.mark.parametrize("count", [0, 3])
def test_wrong_number_of_parts(count: int) -> None:
    with pytest.raises(WireError, match="1 or 2 parts"):
        decode([b"\x80"] * count)


@pytest.mark.parametrize("size", [0, 1, 3, 4])
def test_audio_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(WireError, match="1 samples of s16le are 2 bytes") as caught:
        decode([msgpack.packb(_block()), b"\0" * size])
    assert caught.value.where == "audio"


def test_a_second_part_where_none_belongs() -> None:
    with pytest.raises(WireError, match="'ping' has no second part"):
        decode([*encode(Ping()), b""])


@pytest.mark.parametrize("weight", [math.nan, math.inf, -0.1, 1.1])
def test_encode_refuses_what_decode_would_refuse(weight: float) -> None:
    with pytest.raises(WireError) as caught:
        encode(Speak(id="a", character="b", text="c", mood={"sad": weight}))
    assert caught.value.where == "mood.sad"


@pytest.mark.parametrize(
    ("fields", "peeked"),
    [
        (_speak(mood={"a": 7.0}), ("speak", "a")),
        (_speak(id=5), ("speak", None)),
        (_speak(id="x" * 500), ("speak", None)),
        ([1], (None, None)),
        ({"type": 1}, (None, None)),
    ],
)
def test_the_id_of_a_bad_message_can_be_read(fields: Any, peeked: tuple[Any, Any]) -> None:
    assert peek_id([msgpack.packb(fields)]) == peeked


def test_peeking_into_garbage() -> None:
    assert peek_id([]) == peek_id([b"\xc1"]) == peek_id([b"\x91" * 9000]) == (None, None)


def test_an_error_message_holds_any_error() -> None:
    fault = MoodvoxError("m" * 9000, where="w" * 9000, hint="h" * 9000)
    error = decode(encode(Error.of(fault, line="i" * 128, line_over=True)))
    assert isinstance(error, Error)
    assert (error.code, error.id, error.line_over) == ("internal", "i" * 128, True)
    assert len(error.message) == len(error.where) == len(error.hint) == limits.MAX_MESSAGE_CHARS
