"""Clients that are unwelcome, silent, deaf, mad or dead."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import msgpack
import numpy as np
import pytest

from fixtures.voices import ramp
from moodvox.client import Client, HelloError, LineHandle, SidecarError, SidecarProcess
from moodvox.protocol import Credit, Error, Hello, Message, Ping, Ready, Speak, decode, encode
from moodvox.transport import Dealer
from sidecar.sidecar_kit import WAIT_S, Connect, Start, until

TEXT = "the quick brown fox jumps over the lazy dog"
ALL = 1 << 40


@pytest.fixture
def bystander(connect: Connect) -> Iterator[LineHandle]:
    """Another client's line, which is spoken whole whatever the test does."""
    line = connect(credit_by="hand", lead_ms=200.0).say("Bystander", TEXT, voice="ramp")
    line.wait_for_sound()
    yield line
    line.credit(ALL)
    done = line.wait()
    assert done.reason == "finished"
    np.testing.assert_array_equal(line.samples(), ramp(done.samples))


def _answer(dealer: Dealer) -> Message:
    parts = dealer.receive(WAIT_S)
    assert parts is not None, "no answer"
    return decode(parts)


def test_a_wrong_token(sidecar: SidecarProcess, bystander: LineHandle) -> None:
    for token in ("", "wrong", sidecar.ready.token + "x", "é" * 200):
        with pytest.raises(HelloError, match="the token is wrong") as caught:
            Client(sidecar.ready.port, token)
        assert caught.value.code == "bad_token"


def test_nobody_at_the_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(SidecarError, match="no answer"):
            Client(taken.getsockname()[1], "token", answer_s=0.3)


def test_before_hello_everything_is_refused(sidecar: SidecarProcess, bystander: LineHandle) -> None:
    with Dealer(sidecar.ready.port) as dealer:
        dealer.send(encode(Ping(nonce=1)))
        answer = _answer(dealer)
        assert isinstance(answer, Error)
        assert answer.code == "not_ready"
        dealer.send(encode(Speak(id="a", character="b", text="c")))
        answer = _answer(dealer)
        assert isinstance(answer, Error)
        assert (answer.code, answer.id, answer.line_over) == ("not_ready", "a", True)


@pytest.mark.parametrize("hello", [{"v": 2}, {"v": 1, "versions": [2, 3]}])
def test_another_protocol_version(
    sidecar: SidecarProcess, bystander: LineHandle, hello: dict[str, object]
) -> None:
    with Dealer(sidecar.ready.port) as dealer:
        raw = msgpack.packb({"type": "hello", "token": sidecar.ready.token, **hello})
        dealer.send([raw])
        answer = _answer(dealer)
        assert isinstance(answer, Error)
        assert answer.code == "bad_version"
        assert "version 1" in answer.hint


def test_a_second_hello_starts_anew(sidecar: SidecarProcess, bystander: LineHandle) -> None:
    hello = encode(Hello(token=sidecar.ready.token, lead_ms=40.0))
    with Dealer(sidecar.ready.port) as dealer:
        for _ in range(2):
            dealer.send(hello)
            assert isinstance(_answer(dealer), Ready)
            dealer.send(encode(Speak(id="a", character="b", text=TEXT, voice="ramp")))
            while not (isinstance(message := _answer(dealer), Error) or _is_first(message)):
                pass
            assert not isinstance(message, Error)


def _is_first(message: Message) -> bool:
    return getattr(message, "first_sample", None) == 0


def test_random_bytes_disturb_nobody(sidecar: SidecarProcess, bystander: LineHandle) -> None:
    """Two thousand messages of nonsense, some of them near to good ones."""
    chance = random.Random(20261122)
    good = encode(Speak(id="fuzz", character="Mad", text=TEXT, mood={"angry": 0.5}))[0]
    with Dealer(sidecar.ready.port) as outside, Dealer(sidecar.ready.port) as inside:
        inside.send(encode(Hello(token=sidecar.ready.token, lead_ms=40.0)))
        assert isinstance(_answer(inside), Ready)
        for number in range(1_000):
            raw = bytearray(good)
            for _ in range(chance.randint(1, 6)):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            noise = chance.randbytes(chance.randint(0, 300))
            parts = [[bytes(raw)], [noise], [bytes(raw), noise], [good[: chance.randrange(70)]]]
            for dealer in (outside, inside):
                while not dealer.send(chance.choice(parts)):
                    dealer.receive(0.01)
                if number % 50 == 0:
                    while dealer.receive(0.0) is not None:
                        pass
        inside.send(encode(Ping(nonce=77)))
        until(lambda: _is_pong(inside.receive(1.0)), "an answer after the noise")


def _is_pong(parts: list[bytes] | None) -> bool:
    return parts is not None and getattr(decode(parts), "nonce", None) == 77


@pytest.mark.parametrize(
    "bytes_", [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40, b"\xff" * 5_000, b"\0" * 5_000]
)
def test_what_is_not_zmtp_at_all(
    sidecar: SidecarProcess, bystander: LineHandle, bytes_: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", sidecar.ready.port)) as stranger:
        stranger.sendall(bytes_)
        stranger.settimeout(0.2)
        try:
            while stranger.recv(4096):
                pass
        except (TimeoutError, ConnectionError):
            pass


def test_a_part_that_is_far_too_large(sidecar: SidecarProcess, bystander: LineHandle) -> None:
    """It costs the connection; a new one is made, and must say hello."""
    with Dealer(sidecar.ready.port) as glutton:
        glutton.send([bytes(17 << 20)])

        def is_refused() -> bool:
            glutton.send(encode(Ping(nonce=77)))
            parts = glutton.receive(1.0)
            return parts is not None and getattr(decode(parts), "code", "") == "not_ready"

        until(is_refused, "an answer on a new connection")


def test_a_client_that_does_not_read_holds_up_nobody(
    start_sidecar: Start, bystander: LineHandle
) -> None:
    """It asks for hours of speech and takes none; then it is taken for gone."""
    process = start_sidecar("--timeout", "3")
    with Dealer(process.ready.port) as deaf:
        deaf.send(encode(Hello(token=process.ready.token)))
        until(lambda: deaf.receive(1.0) is not None, "ready")
        for number in range(400):
            name = f"line-{number}"
            deaf.send(encode(Speak(id=name, character=name, text=TEXT * 20, voice="ramp")))
            deaf.send(encode(Credit(id=name, played_samples=ALL)))
        with Client(process.ready.port, process.ready.token, credit_by="all") as keen:
            for _ in range(3):
                line = keen.say("Marta", TEXT, voice="ramp")
                done = line.wait()
                np.testing.assert_array_equal(line.samples(), ramp(done.samples))
            until(lambda: keen.stats()["clients"] == 1.0, "the end of the deaf client")
            assert keen.stats()["lines_speaking"] == 0.0
    assert process.is_running


def test_a_client_that_is_killed_is_forgotten(start_sidecar: Start) -> None:
    process = start_sidecar("--timeout", "2")
    script = f"""
        import sys, time
        sys.path.insert(0, {os.fspath(_runtime())!r})
        from moodvox.client import Client
        client = Client({process.ready.port}, {process.ready.token!r}, credit_by="hand")
        line = client.say("Marta", {TEXT!r}, voice="ramp")
        line.wait_for_sound()
        print("speaking", flush=True)
        time.sleep(600)
    """
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"speaking"
        with Client(process.ready.port, process.ready.token, credit_by="all") as other:
            assert other.stats()["lines_speaking"] == 1.0
            child.kill()
            child.wait()
            until(lambda: other.stats()["clients"] == 1.0, "the end of the dead client")
            assert other.stats()["lines_speaking"] == 0.0
            assert other.say("Marta", TEXT, voice="ramp").wait().reason == "finished"
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _runtime() -> str:
    import moodvox

    return os.fspath(os.path.dirname(os.path.dirname(moodvox.__file__)))  # noqa: PTH120


def test_a_client_that_was_silent_for_too_long_must_say_hello_again(
    start_sidecar: Start,
) -> None:
    process = start_sidecar("--timeout", "0.5")
    with Dealer(process.ready.port) as sleeper:
        sleeper.send(encode(Hello(token=process.ready.token)))
        assert isinstance(_answer(sleeper), Ready)
        with Client(process.ready.port, process.ready.token) as other:
            until(lambda: other.stats()["clients"] == 1.0, "the sleeper's end")
        sleeper.send(encode(Ping(nonce=1)))
        answer = _answer(sleeper)
        assert isinstance(answer, Error)
        assert answer.code == "not_ready"
        sleeper.send(encode(Hello(token=process.ready.token)))
        assert isinstance(_answer(sleeper), Ready)
