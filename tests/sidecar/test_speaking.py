"""Lines over real sockets: every sample once, in order, no further ahead than credit."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from fixtures.voices import HOP_SAMPLES, SAMPLE_RATE_HZ, ramp
from moodvox.client import Client, LineError, LineHandle
from moodvox.protocol import Block, Done, Marks
from moodvox.sidecar.pcm import pcm_bytes
from sidecar.sidecar_kit import Connect

TEXT = "the quick brown fox jumps over the lazy dog"
LEAD_MS = 200.0


def _check_whole(line: LineHandle) -> None:
    """The line's blocks are a ramp voice's line without gap or overlap."""
    done = line.wait()
    assert done.reason == "finished"
    assert [block.sequence for block in line.blocks] == list(range(len(line.blocks)))
    starts = [0, *itertools.accumulate(block.samples for block in line.blocks)]
    assert [block.first_sample for block in line.blocks] == starts[:-1]
    assert starts[-1] == done.samples > 0
    np.testing.assert_array_equal(line.samples(), ramp(done.samples))


def test_every_sample_of_a_line_comes_once_and_in_order(client: Client) -> None:
    line = client.say("Marta", TEXT, voice="ramp")
    _check_whole(line)
    assert line.wait().samples % HOP_SAMPLES == 0
    assert {block.sample_rate_hz for block in line.blocks} == {SAMPLE_RATE_HZ}
    assert {block.format for block in line.blocks} == {"f32le"}


def test_sixteen_bits(connect: Connect) -> None:
    line = connect(format="s16le").say("Marta", TEXT, voice="ramp")
    done = line.wait()
    assert b"".join(block.audio for block in line.blocks) == pcm_bytes(ramp(done.samples), "s16le")


def test_sixteen_bits_round_and_clip() -> None:
    samples = np.array([0.0, 1.0, -1.0, 2.0, 0.4 / 32767, 0.6 / 32767], np.float32)
    assert np.frombuffer(pcm_bytes(samples, "s16le"), "<i2").tolist() == [
        0, 32767, -32767, 32767, 0, 1,
    ]  # fmt: skip


def test_blocks_marks_and_the_end_come_in_order(client: Client) -> None:
    events = list(client.say("Marta", TEXT, voice="ramp"))
    assert isinstance(events[-1], Done)
    heard = 0
    marked: list[str] = []
    ends = {"phoneme": 0, "viseme": 0}
    for event in events:
        if isinstance(event, Block):
            heard += event.samples
        elif isinstance(event, Marks):
            for mark in event.marks:
                assert mark.first_sample >= heard
                if mark.kind == "word":
                    assert TEXT[mark.start : mark.end] == mark.text
                    marked.append(mark.text)
                else:
                    assert mark.first_sample == ends[mark.kind]
                    ends[mark.kind] += mark.samples
    assert marked == TEXT.split()
    assert ends == {"phoneme": heard, "viseme": heard}


def test_the_sidecar_says_what_it_has(client: Client) -> None:
    ready = client.ready
    voices = {voice.name: voice for voice in ready.voices}
    assert {"eager", "moody", "ramp", "silent"} <= set(voices)
    ramp_voice = voices["ramp"]
    assert ramp_voice.speakers == ["kathleen", "cameron"]
    assert ramp_voice.sample_rate_hz == SAMPLE_RATE_HZ
    assert "angry" in ramp_voice.emotions
    assert len(ready.visemes) == 15
    assert ready.arkit["aa"]["jawOpen"] > 0
    marks = client.say("Marta", TEXT, voice="ramp")
    marks.wait()
    assert {m.text for m in marks.marks if m.kind == "viseme"} <= set(ready.visemes)


def test_many_characters_speak_at_once_and_each_in_order(client: Client) -> None:
    cast = ("Marta", "Tom", "Ada", "Bert", "Cleo", "Dora")
    lines = {
        (who, number): client.say(who, f"{TEXT} {'na ' * number}", voice="ramp")
        for number in range(3)
        for who in cast
    }
    for line in lines.values():
        _check_whole(line)
    for who in cast:
        mine = [lines[who, number] for number in range(3)]
        came = [(a.at_s + line.said_s) for line in mine for a in line.arrivals]
        assert came == sorted(came)
    first = {who: lines[who, 0].said_s + lines[who, 0].arrivals[0].at_s for who in cast}
    last = {who: lines[who, 2].said_s + lines[who, 2].arrivals[-1].at_s for who in cast}
    assert max(first.values()) < min(last.values())


def test_several_clients_with_the_same_ids(connect: Connect) -> None:
    clients = [connect(), connect(format="s16le"), connect()]
    lines = [
        client.say("Marta", TEXT, line=f"line-{number}", voice="ramp")
        for number in range(4)
        for client in clients
    ]
    lengths = {line.wait().samples for line in lines}
    assert len(lengths) == 1


def test_no_more_comes_than_credit_allows(connect: Connect) -> None:
    client = connect(credit_by="hand", lead_ms=LEAD_MS)
    lead = int(LEAD_MS / 1e3 * SAMPLE_RATE_HZ)
    line = client.say("Marta", TEXT, voice="ramp")
    played = heard = 0
    for event in line:
        if not isinstance(event, Block):
            continue
        heard += event.samples
        assert heard <= played + lead
        if heard + event.samples > played + lead:
            assert client.stats()["lines_speaking"] >= 1
            played = heard - event.samples // 2
            line.credit(played)
    _check_whole(line)


def test_without_credit_a_line_waits(connect: Connect) -> None:
    client = connect(credit_by="hand", lead_ms=LEAD_MS)
    line = client.say("Marta", TEXT, voice="ramp")
    other = connect().say("Tom", TEXT * 3, voice="ramp")
    _check_whole(other)
    assert not line.is_over
    assert sum(b.samples for b in line.blocks) == LEAD_MS / 1e3 * SAMPLE_RATE_HZ
    line.credit(1 << 40)
    _check_whole(line)


def test_a_rate_that_no_voice_has(connect: Connect) -> None:
    right = connect(sample_rate_hz=SAMPLE_RATE_HZ)
    _check_whole(right.say("Marta", TEXT, voice="ramp"))
    wrong = connect(sample_rate_hz=48_000)
    with pytest.raises(LineError, match="speaks at 24000 Hz, not 48000 Hz") as caught:
        wrong.say("Marta", TEXT, voice="ramp").wait()
    assert caught.value.code == "wrong_rate"


def test_a_line_that_could_only_be_late_is_dropped(connect: Connect) -> None:
    client = connect(credit_by="hand", lead_ms=LEAD_MS)
    long = client.say("Marta", TEXT, voice="ramp")
    stale = client.say("Marta", TEXT, voice="ramp", deadline_ms=20.0)
    done = stale.wait()
    assert (done.reason, done.samples, stale.blocks) == ("dropped", 0, ())
    assert not long.is_over


def test_the_same_line_with_the_same_seed_is_the_same(client: Client) -> None:
    lines = [client.say("Marta", TEXT, voice="moody", seed=7) for _ in range(2)]
    for line in lines:
        line.wait()
    np.testing.assert_array_equal(lines[0].samples(), lines[1].samples())


def test_what_is_not_spoken_is_said(client: Client) -> None:
    done = client.say("Marta", "give me 5 apples", voice="ramp").wait()
    assert done.notices == ["8-9: not spoken"]


def test_timings_are_told(client: Client) -> None:
    timings = client.say("Marta", TEXT, voice="ramp").wait().timings
    assert timings.plan_ms > 0
    assert timings.queued_ms + timings.plan_ms <= timings.first_block_ms
    assert timings.render_ms > 0


def test_counters_add_up(connect: Connect) -> None:
    client = connect()
    before = client.stats()
    lines: list[Any] = [client.say("Marta", TEXT, voice="ramp") for _ in range(3)]
    samples = sum(line.wait().samples for line in lines)
    after = client.stats()
    assert after["lines_finished"] - before["lines_finished"] == 3
    assert after["audio_s"] - before["audio_s"] == pytest.approx(samples / SAMPLE_RATE_HZ)
