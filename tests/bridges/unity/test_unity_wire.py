"""The C# codec and stream reader against the golden bytes, random values and random cuts."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridges.unity.unity_kit import ROOT, Run

GOLDEN = ROOT / "tests" / "golden"
INDEX: list[dict[str, Any]] = json.loads((GOLDEN / "index.json").read_text("utf-8"))["messages"]
VALUES: dict[str, list[dict[str, Any]]] = json.loads((GOLDEN / "values.json").read_text("utf-8"))
DEFAULTS: dict[str, dict[str, Any]] = {
    "ready": {
        "sidecar": "",
        "voices": [],
        "characters": [],
        "visemes": [],
        "arkit": {},
        "tags": [],
        "sounds": [],
        "moods": [],
    },
    "block": {"mood": {}},
    "done": {"notices": [], "why": "", "retry_ms": 0.0},
    "diagnostics": {"findings": [], "left_out": 0},
    "error": {"where": "", "hint": "", "id": "", "line_over": False},
}
TIMINGS = {"queued_ms": 0.0, "plan_ms": 0.0, "first_block_ms": 0.0, "render_ms": 0.0}


def golden(direction: str) -> list[dict[str, Any]]:
    return [message for message in INDEX if message["direction"] == direction]


def test_values_are_read_and_written_in_their_shortest_form(run: Run) -> None:
    both = VALUES["written_and_read"]
    rows = run("values", rows=[value["hex"] for value in both])
    for value, row in zip(both, rows, strict=True):
        written, shown = row.split(" ", 1)
        assert written == value["hex"], value["name"]
        assert json.loads(shown) == value["value"], value["name"]


def test_longer_forms_are_read_too(run: Run) -> None:
    rows = run("values", rows=[value["hex"] for value in VALUES["only_read"]])
    for value, row in zip(VALUES["only_read"], rows, strict=True):
        assert json.loads(row.split(" ", 1)[1]) == value["value"], value["name"]


TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=300),
    lambda inner: (
        st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=40), inner, max_size=20)
    ),
    max_leaves=40,
)


def test_random_values_come_back_as_they_were(run: Run) -> None:
    trees: list[object] = []

    @settings(max_examples=60, database=None, derandomize=True)
    @given(TREES)
    def collect(tree: object) -> None:
        trees.append(tree)

    collect()
    packed = [msgpack.packb(tree) for tree in trees]
    rows = run("values", rows=[data.hex() for data in packed])
    for tree, data, row in zip(trees, packed, rows, strict=True):
        written, shown = row.split(" ", 1)
        assert written == data.hex()
        assert json.loads(shown) == tree


def test_values_that_are_cut_or_lie_are_faults(run: Run) -> None:
    whole = [bytes.fromhex(value["hex"]) for value in VALUES["written_and_read"]]
    cut = [data[:length].hex() for data in whole for length in range(1, min(len(data), 40))]
    lies = [
        "dfffffffff",
        "ddffffffff",
        "dbffffffff",
        "c1",
        "cb7ff8000000000000",
        "cfffffffffffffffff",
    ]
    deep = "91" * 40 + "00"
    rows = run("values", rows=[*cut, *lies, deep, "a1ff"])
    assert [row for row in rows if not row.startswith("fault ")] == []


def test_an_engines_messages_have_the_golden_bytes(run: Run) -> None:
    written = dict(row.split(" ") for row in run("encode"))
    for message in golden("engine -> sidecar"):
        assert written.pop(message["name"]) == (GOLDEN / message["file"]).read_bytes().hex(), (
            message["name"]
        )
    assert not written


def test_a_sidecars_messages_are_read_as_they_are_meant(run: Run) -> None:
    messages = [
        m
        for m in INDEX
        if m["direction"] == "sidecar -> engine" or m["name"] in ("ping", "shutdown")
    ]
    rows = run("decode", rows=[paths(message) for message in messages])
    for message, row in zip(messages, rows, strict=True):
        assert json.loads(row) == wanted(message), message["name"]


def paths(message: dict[str, Any]) -> str:
    files = [message["file"], *([message["audio_file"]] if "audio_file" in message else [])]
    return "\t".join(str(GOLDEN / name) for name in files)


def wanted(message: dict[str, Any]) -> dict[str, Any]:
    """What a reader must see, with all defaults, the samples as numbers, and no strange field."""
    if not message["known"]:
        return {"type": "unknown"}
    fields = {**DEFAULTS.get(message["map"]["type"], {}), **message["map"]}
    for strange in ("v", "colour", "version"):
        fields.pop(strange, None)
    if fields["type"] == "done":
        known = {name: value for name, value in fields["timings"].items() if name in TIMINGS}
        fields["timings"] = {**TIMINGS, **known}
    if fields["type"] == "diagnostics":
        fields["findings"] = [{"hint": "", **finding} for finding in fields["findings"]]
    if fields["type"] == "block":
        audio = (GOLDEN / message["audio_file"]).read_bytes()
        kind = "<f4" if fields["format"] == "f32le" else "<i2"
        samples = np.frombuffer(audio, kind).astype(np.float32)
        scale = np.float32(1.0 if kind == "<f4" else 32767.0)
        fields["pcm"] = [pytest.approx(float(value), abs=1e-7) for value in samples / scale]
    return fields


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"samples": 4}, "samples"),
        ({"sample_rate_hz": 0}, "sample_rate_hz"),
        ({"first_sample": -1}, "first_sample"),
        ({"format": "mp3"}, "format"),
        ({"id": None}, ""),
        ({"mood": 3}, ""),
    ],
)
def test_a_wrong_block_is_a_fault(
    run: Run, tmp_path: Path, change: dict[str, Any], where: str
) -> None:
    good = next(message for message in INDEX if message["name"] == "block_f32le")
    fields = {name: value for name, value in {**good["map"], **change}.items() if value is not None}
    (tmp_path / "map").write_bytes(msgpack.packb(fields))
    (row,) = run("decode", rows=[f"{tmp_path / 'map'}\t{GOLDEN / good['audio_file']}"])
    shown = json.loads(row)
    assert shown["fault"]
    assert shown["where"] == where


def frame(body: bytes, *, more: bool = False, command: bool = False) -> bytes:
    flags = (1 if more else 0) | (4 if command else 0)
    if len(body) < 256:
        return bytes([flags, len(body)]) + body
    return bytes([flags | 2]) + len(body).to_bytes(8, "big") + body


GREETING = bytes([0xFF, *[0] * 8, 0x7F, 3, 1]) + b"NULL".ljust(20, b"\0") + bytes(32)


@pytest.mark.parametrize("most", [1, 7, 1000])
def test_a_stream_may_come_in_pieces_of_any_size(run: Run, tmp_path: Path, most: int) -> None:
    bodies = [b"", b"a", bytes(range(256)) * 40, b"map"]
    stream = GREETING + frame(b"\x05READY", command=True)
    for body in bodies:
        stream += frame(body) + frame(b"m", more=True) + frame(body)
    stream += (
        frame(b"1", more=True) + frame(b"2", more=True) + frame(b"33", more=True) + frame(b"4")
    )
    (tmp_path / "stream").write_bytes(stream)
    rows = run("pieces", str(tmp_path / "stream"), str(most))
    expected = ["Greeting", "Command " + b"\x05READY".hex()]
    for body in bodies:
        expected += [f"Message {body.hex()}", f"Message 6d {body.hex()}"]
    expected += [f"Message {b'1'.hex()} {b'2'.hex()}"]
    assert [row.rstrip() for row in rows] == [row.rstrip() for row in expected]


@pytest.mark.parametrize(
    ("stream", "fault"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n", "something other than a sidecar"),
        (b"\xff" + bytes(8) + b"\x7e" + bytes(10), "something other than a sidecar"),
        (GREETING[:10] + b"\x01" + GREETING[11:], "ZMTP 1"),
        (GREETING[:12] + b"CURVE".ljust(20, b"\0") + bytes(32), "mechanism CURVE"),
        (GREETING + b"\x09\x00", "flags"),
        (GREETING + b"\x02" + (2 << 20).to_bytes(8, "big"), "more than we take"),
        (GREETING + b"\x02" + b"\xff" * 8, "more than we take"),
    ],
)
def test_what_is_no_sidecar_is_told_at_once(
    run: Run, tmp_path: Path, stream: bytes, fault: str
) -> None:
    (tmp_path / "stream").write_bytes(stream)
    rows = run("pieces", str(tmp_path / "stream"), "3")
    assert rows[-1].startswith("fault ")
    assert fault in rows[-1]


def test_the_ring_keeps_every_sample_in_its_place(run: Run) -> None:
    assert run("ring") == [f"{1 << 22} 0"]


@pytest.mark.parametrize(
    ("from_hz", "to_hz", "tone_hz", "least_db"),
    [
        (24000, 24000, 440, 140),
        (24000, 48000, 1000, 65),
        (24000, 44100, 3000, 65),
        (22050, 48000, 5000, 60),
        (48000, 24000, 1000, 65),
    ],
)
def test_resampled_sound_is_what_was_sent(
    run: Run, from_hz: int, to_hz: int, tone_hz: int, least_db: int
) -> None:
    length, snr_db, played = run("resample", str(from_hz), str(to_hz), str(tone_hz))[0].split()
    assert abs(int(length) - 24000 * to_hz / from_hz) <= 2
    assert float(snr_db) > least_db
    assert int(played) == 24000


def test_a_block_costs_no_allocation(run: Run) -> None:
    """From the socket's bytes through codec, ring and resampler to the sound card, and the
    credit back: a boxed number in each of 20,000 blocks would be 480,000 bytes."""
    allocated, blocks, microseconds, collections = run("blocks")[0].split()
    assert int(blocks) == 20000
    assert int(collections) == 0, "enough was allocated to be collected"
    assert int(allocated) < 20000
    assert math.isfinite(float(microseconds))
