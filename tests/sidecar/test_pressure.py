"""Floods, clocks that jump and limits of the machine, over real sockets: nobody else is harmed."""

from __future__ import annotations

import os
import signal
import sys
import time

import numpy as np
import pytest

from fixtures.voices import ramp
from moodvox.client import Client, LineHandle
from moodvox.protocol import (
    Credit,
    Hello,
    Message,
    MoodEvent,
    Ping,
    Pong,
    Ready,
    Speak,
    decode,
    encode,
)
from moodvox.transport import Dealer
from sidecar.sidecar_kit import WAIT_S, Connect, Start, until

TEXT = "the quick brown fox jumps over the lazy dog"


def _is_whole(line: LineHandle) -> None:
    done = line.wait()
    assert done.reason == "finished"
    np.testing.assert_array_equal(line.samples(), ramp(done.samples))


def test_a_thousand_lines_at_once_and_one_of_somebody_else(connect: Connect) -> None:
    crowd, other = connect(), connect()
    lines = [crowd.say(f"c{number}", "a fox", voice="ramp") for number in range(1_000)]
    line = other.say("Marta", TEXT, voice="ramp")
    _is_whole(line)
    for one in lines:
        _is_whole(one)


@pytest.mark.parametrize("kind", ["credit", "mood", "ping"])
def test_a_flood_disturbs_nobody(connect: Connect, start_sidecar: Start, kind: str) -> None:
    sidecar = start_sidecar()
    with (
        Client(sidecar.ready.port, sidecar.ready.token, credit_by="all") as other,
        Dealer(sidecar.ready.port) as flooder,
    ):
        flooder.send(encode(Hello(token=sidecar.ready.token)))
        flooder.send(encode(Speak(id="f", character="F", text=TEXT, voice="ramp")))
        message = {
            "credit": encode(Credit(id="f", played_samples=1)),
            "mood": encode(MoodEvent(character="F", target={"angry": 0.5})),
            "ping": encode(Ping(nonce=1)),
        }[kind]
        lines: list[LineHandle] = []
        for number in range(5_000):
            if not flooder.send(message):
                time.sleep(0.001)
            if number % 1_000 == 0:
                lines.append(other.say("Marta", TEXT, voice="ramp"))
        for line in lines:
            _is_whole(line)
        assert sidecar.is_running


def test_credit_that_goes_back(connect: Connect) -> None:
    client = connect(credit_by="hand", lead_ms=200.0)
    line = client.say("Marta", TEXT, voice="ramp")
    line.wait_for_sound()
    until(lambda: sum(block.samples for block in line.blocks) > 1_000, "a lead of samples")
    for _ in range(400):
        if line.is_over:
            break
        got = sum(block.samples for block in line.blocks)
        line.credit(got)
        line.credit(got // 3)
        line.credit(0)
        time.sleep(0.02)
    _is_whole(line)


@pytest.mark.skipif(sys.platform == "win32", reason="no signal stops a process there")
def test_a_process_that_was_stopped_blames_no_client(start_sidecar: Start) -> None:
    sidecar = start_sidecar("--timeout", "2")
    with Dealer(sidecar.ready.port) as dealer:
        dealer.send(encode(Hello(token=sidecar.ready.token)))
        assert isinstance(_answer(dealer), Ready)
        os.kill(sidecar.pid, signal.SIGSTOP)
        time.sleep(4.0)
        os.kill(sidecar.pid, signal.SIGCONT)
        time.sleep(0.5)
        dealer.send(encode(Ping(nonce=7)))
        assert _answer(dealer) == Pong(nonce=7)


def _answer(dealer: Dealer) -> Message:
    parts = dealer.receive(WAIT_S)
    assert parts is not None, "no answer"
    return decode(parts)


def test_a_voice_that_lies_idle_goes_and_is_back_before_a_deadline(start_sidecar: Start) -> None:
    sidecar = start_sidecar("--unload-s", "1")
    with Client(sidecar.ready.port, sidecar.ready.token, credit_by="all") as client:
        _is_whole(client.say("Marta", TEXT, voice="ramp"))
        until(lambda: client.stats()["voices_loaded"] == 0.0, "the voice is given back")
        line = client.say("Marta", TEXT, voice="ramp", deadline_ms=20_000.0)
        _is_whole(line)
        stats = client.stats()
        assert stats["voices_loaded"] == 1.0
        assert stats["voices_unloaded"] >= 1.0
        assert stats["voices_reloaded"] >= 1.0
        assert stats["limit_unload_s"] == 1.0


def test_a_share_of_the_processor_is_kept(start_sidecar: Start) -> None:
    sidecar = start_sidecar("--cpu-share", "0.1")
    with Client(sidecar.ready.port, sidecar.ready.token, credit_by="all") as client:
        before = client.stats()
        began_s = time.monotonic()
        for _ in range(12):
            _is_whole(client.say("Marta", TEXT + ". " + TEXT, voice="ramp"))
        after = client.stats()
        spent_s = after["cpu_s"] - before["cpu_s"]
        assert spent_s < 0.1 * (time.monotonic() - began_s) + 0.15
        assert after["limit_cpu_share"] == 0.1


def test_stats_tell_how_things_stand(connect: Connect) -> None:
    client = connect()
    _is_whole(client.say("Marta", TEXT, voice="ramp", priority=80))
    stats = client.stats()
    for name in ("load", "demand", "level", "lines_delayed", "lines_dropped_for_load", "cpu_s"):
        assert stats[name] >= 0.0
    assert stats["lines_quality"] > 0.0
    assert stats["lines_in_a_turn"] >= 1.0
