"""The golden bytes are what this build writes and reads."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import msgpack
import pytest

from moodvox.errors import WireError
from moodvox.protocol import decode, encode
from moodvox.protocol.codec import TYPE_NAMES

GOLDEN = Path(__file__).parents[1] / "golden"
INDEX = json.loads((GOLDEN / "index.json").read_text())
KNOWN = [entry for entry in INDEX["messages"] if entry["known"]]


def _parts(entry: dict[str, Any]) -> list[bytes]:
    names = [entry["file"], *([entry["audio_file"]] if "audio_file" in entry else [])]
    return [(GOLDEN / name).read_bytes() for name in names]


def test_the_script_writes_the_same_bytes_again() -> None:
    made: dict[str, bytes] = runpy.run_path(str(GOLDEN / "make_golden.py"))["golden_files"]()
    on_disk = {p.name: p.read_bytes() for p in GOLDEN.iterdir() if p.suffix in {".bin", ".json"}}
    assert made == on_disk


def test_every_type_has_golden_bytes() -> None:
    assert {entry["map"]["type"] for entry in KNOWN} == set(TYPE_NAMES)


@pytest.mark.parametrize("entry", INDEX["messages"], ids=lambda e: e["name"])
def test_a_plain_msgpack_reader_sees_the_map_of_the_index(entry: dict[str, Any]) -> None:
    seen = msgpack.unpackb(_parts(entry)[0])
    wanted = entry["map"]
    if entry["name"] == "future_field_done":
        wanted["colour"]["a"][3] = bytes.fromhex(wanted["colour"]["a"][3]["bytes_as_hex"])
    assert seen == wanted
    assert list(seen) == list(wanted)


@pytest.mark.parametrize("entry", KNOWN, ids=lambda e: e["name"])
def test_decoding_and_encoding_gives_the_same_bytes(entry: dict[str, Any]) -> None:
    parts = _parts(entry)
    message = decode(parts)
    assert message.__struct_config__.tag == entry["map"]["type"]
    if not entry["name"].startswith("future"):
        assert encode(message) == parts


def test_a_future_type_is_refused_by_name() -> None:
    entry = next(entry for entry in INDEX["messages"] if not entry["known"])
    with pytest.raises(WireError, match="unknown message 'smell'") as caught:
        decode(_parts(entry))
    assert caught.value.where == "type"


def test_values_for_the_plugins_codecs_are_msgpack() -> None:
    values = json.loads((GOLDEN / "values.json").read_text())
    for entry in values["written_and_read"]:
        assert msgpack.unpackb(bytes.fromhex(entry["hex"])) == entry["value"], entry["name"]
        assert msgpack.packb(entry["value"]).hex() == entry["hex"], entry["name"]
    for entry in values["only_read"]:
        assert msgpack.unpackb(bytes.fromhex(entry["hex"])) == entry["value"], entry["name"]
        assert msgpack.packb(entry["value"]).hex() != entry["hex"], entry["name"]
