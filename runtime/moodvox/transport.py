"""Parts of multiparts over ZeroMQ, and nothing of what they mean.

`Router` is the sidecar's socket, `Dealer` an engine's. Each belongs to one thread; only
`wake` may be called from others. They bind and connect on this machine unless CURVE keys
are given. No other module imports zmq.
"""

from __future__ import annotations

import contextlib
import ipaddress
import math
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

import zmq
from zmq.utils import z85

from moodvox.errors import InputError

LOOPBACK = "127.0.0.1"
MAX_PART_BYTES = 16 << 20
"""A connection that sends a larger part is closed before it is in memory."""
MAX_PARTS_KEPT = 3
"""Parts beyond these are read and thrown away; one more than any message has."""
SEND_HIGH_WATER = 500
RECEIVE_HIGH_WATER = 200
"""Messages in a connection's queues before its sender is held up."""
HANDSHAKE_MS = 5_000

Sent = Literal["sent", "full", "gone"]
_ZAP_ENDPOINT = "inproc://zeromq.zap.01"


@dataclass(frozen=True)
class CurveKeys:
    """A CURVE key pair, both in Z85 (40 characters)."""

    public: str
    secret: str = field(repr=False)

    @classmethod
    def generate(cls) -> CurveKeys:
        public, secret = zmq.curve_keypair()
        return cls(public.decode(), secret.decode())


class AddressError(InputError):
    """The address cannot be bound."""

    code = "bad_address"


class _Socket:
    """What both kinds share: a poller that other threads can wake."""

    def __init__(self, kind: int, address: str) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket = self._context.socket(kind)
        self._socket.linger = 0
        self._socket.maxmsgsize = MAX_PART_BYTES
        self._socket.sndhwm = SEND_HIGH_WATER
        self._socket.rcvhwm = RECEIVE_HIGH_WATER
        self._socket.set(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)
        self._socket.set(zmq.IPV6, int(":" in address))
        self._woken, self._waker = socket.socketpair()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        self._poller = zmq.Poller()
        self._poller.register(self._socket, zmq.POLLIN)
        self._poller.register(self._woken.fileno(), zmq.POLLIN)
        self._is_woken = False

    def wake(self) -> None:
        """Make a `receive` that waits in another thread return now; any thread.

        Once is enough until it does: each byte costs a call of the system.
        """
        if self._is_woken:
            return
        self._is_woken = True
        with contextlib.suppress(BlockingIOError, OSError):
            self._waker.send(b"w")

    def linger(self, most_ms: int = 200) -> None:
        """Let `close` wait so long for what has not been sent."""
        self._socket.linger = most_ms

    def close(self) -> None:
        """Close at once; what has not been sent is lost. May be called twice."""
        self._socket.close()
        self._context.term()
        self._woken.close()
        self._waker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def _wait(self, timeout_s: float) -> set[object]:
        ready: set[object] = {s for s, _ in self._poller.poll(math.ceil(max(0.0, timeout_s) * 1e3))}
        if self._woken.fileno() in ready:
            with contextlib.suppress(BlockingIOError):
                while self._woken.recv(4096):
                    pass
            self._is_woken = False  # whoever comes before this is seen by our caller
        return ready

    def _read(self) -> list[bytes]:
        parts = [self._socket.recv(zmq.NOBLOCK)]
        while self._socket.get(zmq.RCVMORE):
            part = self._socket.recv(zmq.NOBLOCK)
            if len(parts) <= MAX_PARTS_KEPT:
                parts.append(part)
        return parts


class Router(_Socket):
    """The sidecar's end.

    Args:
        address: what to bind; anything but this machine's loopback needs `keys`.
        port: 0 = one that the system chooses.
        keys: the sidecar's CURVE keys.
        allowed: public keys of the clients that may connect; only with `keys`.

    Raises:
        AddressError: the address is no address, is not loopback and `keys` or `allowed`
            are missing, or is taken.
    """

    def __init__(
        self,
        address: str = LOOPBACK,
        port: int = 0,
        *,
        keys: CurveKeys | None = None,
        allowed: Collection[str] = (),
    ) -> None:
        _check_address(address, keys, allowed)
        super().__init__(zmq.ROUTER, address)
        self._socket.router_mandatory = True
        self._zap: zmq.Socket[bytes] | None = None
        if keys is not None:
            self._guard(keys, allowed)
        try:
            self._socket.bind(f"tcp://{_host(address)}:{port}")
        except zmq.ZMQError as fault:
            self.close()
            raise AddressError(
                f"cannot bind {address} port {port}: {fault}",
                where=f"{address}:{port}",
                hint="another program may have the port; port 0 takes a free one",
            ) from None
        endpoint = self._socket.get_string(zmq.LAST_ENDPOINT)
        self.port = int(endpoint.rstrip("\0").rsplit(":", 1)[1])
        """The port that is bound."""

    def receive(self, timeout_s: float) -> tuple[bytes, list[bytes]] | None:
        """The peer and parts of the next message; None after `timeout_s` or `wake`.

        With a timeout of 0 it takes what is there, and asks no poller first.
        """
        if timeout_s <= 0.0:
            try:
                peer, *parts = self._read()
            except zmq.Again:
                return None
            return peer, parts[:MAX_PARTS_KEPT]
        ready = self._wait(timeout_s)
        if self._zap is not None and self._zap in ready:
            self._answer_zap(self._zap)
        if self._socket not in ready:
            return None
        peer, *parts = self._read()
        return peer, parts[:MAX_PARTS_KEPT]

    def send(self, peer: bytes, parts: Sequence[bytes]) -> Sent:
        """Hand a message to the queue of `peer`, if it is there and reads."""
        try:
            self._socket.send_multipart([peer, *parts], zmq.NOBLOCK)
        except zmq.Again:
            return "full"
        except zmq.ZMQError as fault:
            if fault.errno != zmq.EHOSTUNREACH:
                raise
            return "gone"
        return "sent"

    def close(self) -> None:
        if self._zap is not None:
            self._zap.close(linger=0)
        super().close()

    def _guard(self, keys: CurveKeys, allowed: Collection[str]) -> None:
        self._allowed = {z85.decode(key) for key in allowed}
        self._zap = self._context.socket(zmq.REP)
        self._zap.bind(_ZAP_ENDPOINT)
        self._poller.register(self._zap, zmq.POLLIN)
        self._socket.curve_server = True
        self._socket.curve_publickey = keys.public.encode()
        self._socket.curve_secretkey = keys.secret.encode()

    def _answer_zap(self, zap: zmq.Socket[bytes]) -> None:
        """Let a connection in if its key is known (ZeroMQ RFC 27)."""
        version, request, _domain, _address, _identity, mechanism, *credentials = (
            zap.recv_multipart()
        )
        known = mechanism == b"CURVE" and bool(credentials) and credentials[0] in self._allowed
        status, text = (b"200", b"OK") if known else (b"400", b"unknown key")
        zap.send_multipart([version, request, status, text, b"", b""])


class Dealer(_Socket):
    """An engine's end. Connects in the background, and again after a loss.

    Args:
        address: the sidecar's.
        port: the sidecar's.
        keys: this client's CURVE keys.
        server_key: the sidecar's public key; with `keys`.
    """

    def __init__(
        self,
        port: int,
        address: str = LOOPBACK,
        *,
        keys: CurveKeys | None = None,
        server_key: str = "",
    ) -> None:
        super().__init__(zmq.DEALER, address)
        self._socket.set(zmq.RECONNECT_IVL, 50)
        self._socket.set(zmq.RECONNECT_IVL_MAX, 1_000)
        if keys is not None:
            self._socket.curve_publickey = keys.public.encode()
            self._socket.curve_secretkey = keys.secret.encode()
            self._socket.curve_serverkey = server_key.encode()
        self._socket.connect(f"tcp://{_host(address)}:{port}")

    def receive(self, timeout_s: float) -> list[bytes] | None:
        """The parts of the next message; None after `timeout_s` or `wake`."""
        if self._socket not in self._wait(timeout_s):
            return None
        return self._read()[:MAX_PARTS_KEPT]

    def send(self, parts: Sequence[bytes]) -> bool:
        """Hand a message to the queue; False if that is full."""
        try:
            self._socket.send_multipart(parts, zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _check_address(address: str, keys: CurveKeys | None, allowed: Collection[str]) -> None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        raise AddressError(
            f"'{address}' is not an IP address", where=address, hint=f"such as {LOOPBACK}"
        ) from None
    if not parsed.is_loopback and (keys is None or not allowed):
        raise AddressError(
            f"{address} can be reached by other machines and needs CURVE keys",
            where=address,
            hint="give the sidecar's key pair and the public keys of its clients",
        )
