"""Bad input: one clear error to the sender, and nobody else's speech is touched."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgpack
import numpy as np
import pytest

from fixtures.voices import ramp
from moodvox.client import Client, LineError, LineHandle
from moodvox.protocol import Pong, encode
from sidecar.sidecar_kit import Connect, until

TEXT = "the quick brown fox jumps over the lazy dog"


@pytest.fixture(autouse=True)
def bystander(connect: Connect) -> Iterator[LineHandle]:
    """Another client's line, which is spoken whole whatever the test does."""
    line = connect(credit_by="hand", lead_ms=200.0).say("Bystander", TEXT, voice="ramp")
    line.wait_for_sound()
    yield line
    line.credit(1 << 40)
    done = line.wait()
    assert done.reason == "finished"
    np.testing.assert_array_equal(line.samples(), ramp(done.samples))


@pytest.mark.parametrize(
    ("fields", "code", "where", "message"),
    [
        ({"text": "[agnry] no"}, "bad_script", "1:2", "agnry"),
        ({"text": "[angry no"}, "bad_script", "1:1", "not closed"),
        ({"text": "[angry 1.5] no"}, "bad_script", "1:8", "1.5"),
        ({"text": ""}, "bad_script", "1:1", ""),
        ({"text": "   "}, "bad_script", "1:", ""),
        ({"text": "Привет, мир"}, "bad_text", "", ""),
        ({"voice": "rampp", "mood": {"angry": 0.5}}, "bad_input", "voice", "unknown voice 'rampp'"),
        ({"speaker": "nobody"}, "bad_input", "speaker", "nobody"),
        ({"mood": {"angyr": 0.5}}, "bad_mood", "mood.angyr", "unknown emotion 'angyr'"),
        ({"mood": {"angry": 0.8, "sad": 0.8}}, "bad_mood", "mood", "1.6"),
        ({"curve": [(1.0, {}), (1.0, {})]}, "bad_mood", "curve[1].at_s", "not after"),
        ({"curve": [(0.0, {"angry": 0.9, "sad": 0.9})]}, "bad_mood", "curve[0].mood", "1.8"),
        ({"curve": [(0.0, {"angyr": 1})]}, "bad_mood", "curve[0].mood.angyr", "angyr"),
    ],
)
def test_a_line_that_cannot_be_spoken(
    client: Client, fields: dict[str, Any], code: str, where: str, message: str
) -> None:
    line = client.say("Marta", **{"text": TEXT, "voice": "ramp", **fields})
    following = client.say("Marta", TEXT, voice="ramp")
    with pytest.raises(LineError) as caught:
        line.wait()
    assert caught.value.code == code
    assert caught.value.line == line.id
    assert where in caught.value.where
    assert message in caught.value.message
    assert not line.blocks
    assert following.wait().reason == "finished"
    assert not client.faults


def test_a_tier_that_the_voice_lacks_is_named(client: Client) -> None:
    names = {voice.name: voice.tiers for voice in client.ready.voices}
    assert names["ramp"] == ["quality", "fast"]
    assert client.say("Marta", TEXT, voice="ramp", tier="fast").wait().reason == "finished"


def test_two_lines_with_one_id(connect: Connect) -> None:
    client = connect(credit_by="hand", lead_ms=200.0)
    line = client.say("Marta", TEXT, line="twin", voice="ramp")
    line.wait_for_sound()
    client.send_raw([_packed(id="twin")])
    until(lambda: bool(client.faults), "the error")
    (fault,) = client.faults
    assert (fault.code, fault.id, fault.where, fault.line_over) == (
        "duplicate_id", "twin", "id", False,
    )  # fmt: skip
    line.credit(1 << 40)
    assert line.wait().reason == "finished"
    again = client.say("Marta", TEXT, line="twin", voice="ramp")
    again.credit(1 << 40)
    assert again.wait().reason == "finished"


def test_an_error_about_a_bad_message_does_not_end_the_line_it_names(connect: Connect) -> None:
    client = connect(credit_by="hand", lead_ms=200.0)
    line = client.say("Marta", TEXT, line="mine", voice="ramp")
    line.wait_for_sound()
    bad = {"type": "credit", "v": 1, "id": "mine", "played_samples": -1}
    client.send_raw([msgpack.packb(bad)])
    until(lambda: bool(client.faults), "the error")
    (fault,) = client.faults
    assert (fault.code, fault.id, fault.where) == ("bad_message", "mine", "played_samples")
    line.credit(1 << 40)
    assert line.wait().reason == "finished"


def _packed(**fields: Any) -> bytes:
    speak = {"type": "speak", "v": 1, "id": "raw", "character": "Marta", "text": TEXT, **fields}
    raw: bytes = msgpack.packb(speak)
    return raw


@pytest.mark.parametrize(
    ("raw", "code", "where", "line"),
    [
        (_packed(text="x" * 100_000), "bad_message", "text", "raw"),
        (_packed(mood={"angry": math.nan}), "bad_message", "mood.angry", "raw"),
        (_packed(mood={"angry": 2}), "bad_message", "mood.angry", "raw"),
        (
            _packed(curve=[{"at_s": math.nan, "mood": {}}]),
            "bad_message",
            "curve[0].at_s",
            "raw",
        ),
        (_packed(deadline_ms=-1), "bad_message", "deadline_ms", "raw"),
        (_packed(text=7), "bad_message", "text", "raw"),
        (_packed(v=2), "bad_version", "v", "raw"),
        (_packed(type="shout"), "bad_message", "type", "raw"),
        (
            msgpack.packb({"type": "mood", "v": 1, "character": "M", "target": {}, "over_s": -1.0}),
            "bad_message",
            "over_s",
            None,
        ),
        (msgpack.packb({"type": "cancel", "v": 1}), "bad_message", "id", None),
        (msgpack.packb({"type": "ready", "v": 1}), "bad_message", "type", None),
        (b"", "bad_message", "message", None),
        (b"\xc1\xc1", "bad_message", "message", None),
        (_packed()[:-3], "bad_message", "message", None),
        (b"\x83\xa4type\xa4ping\xa1v\x01\xa1x" + b"\x91" * 90_000, "bad_message", "message", None),
        (bytes(2 << 20), "bad_message", "message", None),
    ],
)
def test_a_message_that_is_no_message(
    client: Client, raw: bytes, code: str, where: str, line: str | None
) -> None:
    client.send_raw([raw])
    until(lambda: bool(client.faults), "the error")
    client.ping()
    (fault,) = client.faults
    assert (fault.code, fault.where, fault.id) == (code, where, line)
    assert fault.message


def test_too_many_parts(client: Client) -> None:
    client.send_raw([b"\x80"] * 50)
    until(lambda: bool(client.faults), "the error")
    assert "1 or 2 parts" in client.faults[0].message


def test_a_pong_nobody_asked_for_is_no_fault(client: Client) -> None:
    client.send_raw(encode(Pong(nonce=1)))
    client.ping()
    assert not client.faults


def test_more_lines_than_one_client_may_have(connect: Connect) -> None:
    client = connect(credit_by="hand", lead_ms=200.0)
    lines = [client.say("Marta", TEXT, voice="ramp") for _ in range(1_001)]
    with pytest.raises(LineError) as caught:
        lines[-1].wait()
    assert caught.value.code == "too_many_lines"
    client.cancel(everything=True)
    assert {line.wait().reason for line in lines[:-1]} == {"cancelled"}
