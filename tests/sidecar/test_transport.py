"""Bytes over real sockets: both ways, woken, guarded."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from moodvox.transport import AddressError, CurveKeys, Dealer, Router

WAIT_S = 20.0


@pytest.fixture
def router() -> Iterator[Router]:
    with Router() as made:
        yield made


def _receive(router: Router) -> tuple[bytes, list[bytes]]:
    got = router.receive(WAIT_S)
    assert got is not None
    return got


def test_parts_go_both_ways(router: Router) -> None:
    with Dealer(router.port) as dealer:
        assert dealer.send([b"map", b"\0audio"])
        peer, parts = _receive(router)
        assert parts == [b"map", b"\0audio"]
        assert router.send(peer, [b"answer", b""]) == "sent"
        assert dealer.receive(WAIT_S) == [b"answer", b""]


def test_only_the_first_parts_of_a_long_multipart_are_kept(router: Router) -> None:
    with Dealer(router.port) as dealer:
        dealer.send([b"%d" % n for n in range(100)])
        dealer.send([b"next"])
        assert _receive(router)[1] == [b"0", b"1", b"2"]
        assert _receive(router)[1] == [b"next"]


def test_a_waiting_receive_is_woken(router: Router) -> None:
    waker = threading.Timer(0.05, router.wake)
    waker.start()
    began = time.monotonic()
    assert router.receive(WAIT_S) is None
    assert time.monotonic() - began < WAIT_S / 2
    waker.join()
    assert router.receive(0.0) is None


def test_a_peer_that_has_gone_is_told_apart(router: Router) -> None:
    with Dealer(router.port) as dealer:
        dealer.send([b"hello"])
        peer, _ = _receive(router)
    until = time.monotonic() + WAIT_S
    while router.send(peer, [b"x"]) != "gone":
        assert time.monotonic() < until
        router.receive(0.01)


def test_a_peer_that_does_not_read_fills_only_its_own_queue(router: Router) -> None:
    with Dealer(router.port) as lazy, Dealer(router.port) as keen:
        lazy.send([b"a"])
        lazy_peer, _ = _receive(router)
        keen.send([b"b"])
        keen_peer, _ = _receive(router)
        megabyte = bytes(1 << 20)
        sent = [router.send(lazy_peer, [megabyte]) for _ in range(3_000)]
        assert sent[-1] == "full"
        assert router.send(keen_peer, [b"still here"]) == "sent"
        assert keen.receive(WAIT_S) == [b"still here"]


def test_a_part_that_is_too_large_closes_only_its_own_connection(router: Router) -> None:
    with Dealer(router.port) as glutton, Dealer(router.port) as modest:
        glutton.send([bytes((16 << 20) + 1)])
        modest.send([bytes(16 << 20)])
        peer, parts = _receive(router)
        assert len(parts[0]) == 16 << 20
        assert router.send(peer, [b"fine"]) == "sent"
        assert modest.receive(WAIT_S) == [b"fine"]


def test_what_is_not_zmtp_harms_nobody(router: Router) -> None:
    """libzmq takes some of it for ZMTP 1.0, so it may come out as messages."""
    with socket.create_connection(("127.0.0.1", router.port)) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)
        with Dealer(router.port) as dealer:
            dealer.send([b"a"])
            while (parts := _receive(router)[1]) != [b"a"]:
                assert b"HTTP" in parts[0]


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.1", "::"])
def test_other_addresses_need_keys(address: str) -> None:
    with pytest.raises(AddressError, match="needs CURVE keys"):
        Router(address)
    with pytest.raises(AddressError, match="needs CURVE keys"):
        Router(address, keys=CurveKeys.generate())


def test_a_name_is_no_address() -> None:
    with pytest.raises(AddressError, match="'localhost' is not an IP address"):
        Router("localhost")


def test_a_port_that_is_taken(router: Router) -> None:
    with pytest.raises(AddressError, match="cannot bind"):
        Router(port=router.port)


def test_curve_lets_in_only_known_keys() -> None:
    sidecar, friend, stranger = (CurveKeys.generate() for _ in range(3))
    with (
        Router("0.0.0.0", keys=sidecar, allowed=[friend.public]) as router,
        Dealer(router.port, keys=stranger, server_key=sidecar.public) as unknown,
        Dealer(router.port) as plain,
        Dealer(router.port, keys=friend, server_key=sidecar.public) as known,
    ):
        unknown.send([b"unknown"])
        plain.send([b"plain"])
        known.send([b"known"])
        got = None
        until = time.monotonic() + WAIT_S
        while got is None and time.monotonic() < until:
            got = router.receive(0.2)
        assert got is not None
        assert got[1] == [b"known"]
        assert router.send(got[0], [b"come in"]) == "sent"
        assert known.receive(WAIT_S) == [b"come in"]
        for _ in range(20):
            assert router.receive(0.02) is None


def test_a_secret_key_is_not_shown() -> None:
    keys = CurveKeys.generate()
    assert keys.secret not in repr(keys)
