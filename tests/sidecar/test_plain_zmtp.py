"""A client of plain sockets: what docs/protocol.md tells plugin writers is enough."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import msgpack
import numpy as np
import pytest

from fixtures.voices import ramp
from moodvox.client import SidecarProcess
from sidecar.sidecar_kit import WAIT_S

GREETING = b"\xff" + b"\0" * 8 + b"\x7f" + b"\3\0" + b"NULL".ljust(20, b"\0") + b"\0" * 32
MORE, LONG, COMMAND = 1, 2, 4


class PlainDealer:
    """A DEALER socket, as an engine without libzmq would write it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
        self._socket.sendall(GREETING)
        theirs = self._take(64)
        assert theirs[:1] + theirs[9:11] == b"\xff\x7f\x03"
        name, value = b"Socket-Type", b"DEALER"
        properties = bytes([len(name)]) + name + struct.pack(">I", len(value)) + value
        self._write(COMMAND, b"\5READY" + properties)
        flags, body = self._read()
        assert (flags, body[:6]) == (COMMAND, b"\5READY")

    def send(self, fields: dict[str, object]) -> None:
        self._write(0, msgpack.packb(fields))

    def receive(self) -> tuple[dict[str, object], bytes]:
        """The map of the next message, and its second part."""
        parts: list[bytes] = []
        flags = MORE
        while flags & MORE:
            flags, body = self._read()
            if flags & COMMAND:
                flags = MORE
                continue
            parts.append(body)
        return msgpack.unpackb(parts[0]), parts[1] if len(parts) > 1 else b""

    def close(self) -> None:
        self._socket.close()

    def _write(self, flags: int, body: bytes) -> None:
        size = struct.pack(">Q", len(body)) if len(body) > 255 else bytes([len(body)])
        self._socket.sendall(bytes([flags | LONG * (len(body) > 255)]) + size + body)

    def _read(self) -> tuple[int, bytes]:
        flags = self._take(1)[0]
        size = struct.unpack(">Q", self._take(8))[0] if flags & LONG else self._take(1)[0]
        return flags & ~LONG, self._take(size)

    def _take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            piece = self._socket.recv(count - len(taken))
            assert piece, "the sidecar hung up"
            taken += piece
        return taken


@pytest.fixture
def dealer(sidecar: SidecarProcess) -> Iterator[PlainDealer]:
    made = PlainDealer(sidecar.ready.port)
    yield made
    made.close()


def test_a_line_through_plain_sockets(sidecar: SidecarProcess, dealer: PlainDealer) -> None:
    dealer.send({"type": "hello", "v": 1, "token": sidecar.ready.token, "lead_ms": 100})
    ready, _ = dealer.receive()
    assert ready["type"] == "ready"
    text = "hello there, " * 40
    dealer.send(
        {"type": "speak", "v": 1, "id": "a", "character": "M", "text": text, "voice": "ramp"}
    )
    pcm = b""
    while True:
        fields, audio = dealer.receive()
        assert fields["id"] == "a"
        assert fields["v"] == 1
        if fields["type"] == "done":
            break
        if fields["type"] == "block":
            assert fields["first_sample"] == len(pcm) // 4
            pcm += audio
            played = len(pcm) // 4
            dealer.send({"type": "credit", "v": 1, "id": "a", "played_samples": played})
    assert fields["samples"] == len(pcm) // 4
    np.testing.assert_array_equal(np.frombuffer(pcm, "<f4"), ramp(len(pcm) // 4))


def test_an_error_through_plain_sockets(dealer: PlainDealer) -> None:
    dealer.send({"type": "hello", "v": 1, "token": "wrong"})
    error, audio = dealer.receive()
    assert (error["type"], error["code"], audio) == ("error", "bad_token", b"")
