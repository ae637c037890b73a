"""Clients that have said a good hello, and what is known of each."""

from __future__ import annotations

import hmac
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from moodvox.protocol import PROTOCOL_VERSION, Hello, VersionError
from moodvox.sidecar.refusals import RefusedError

MAX_LINES = 1_000
"""Lines of one client that are not over."""

MAX_BACKLOG_BYTES = 64 << 20
"""Of a client that does not read what it asked for; then it is taken for gone."""


@dataclass
class Session:
    """One client between its hello and its end; belongs to the socket's thread.

    Attributes:
        number: never used twice in a process.
        live: ids of its lines that are not over.
        backlog: messages that its connection did not take yet.
        stuck_since_s: when the connection last took none; None while it takes them.
    """

    number: int
    peer: bytes
    hello: Hello
    seen_s: float
    live: set[str] = field(default_factory=set)
    backlog: deque[list[bytes]] = field(default_factory=deque)
    backlog_bytes: int = 0
    stuck_since_s: float | None = None

    def take_in(self, line: str) -> None:
        """A new line.

        Raises:
            RefusedError: its id belongs to a line that is not over, or there are too many.
        """
        if line in self.live:
            raise RefusedError(
                "duplicate_id",
                f"line '{line}' is not over yet",
                where="id",
                hint="give every line an id of its own",
            )
        if len(self.live) >= MAX_LINES:
            raise RefusedError(
                "too_many_lines", f"{MAX_LINES} lines are not over yet", hint="cancel some"
            )
        self.live.add(line)

    def put_back(self, parts: list[bytes]) -> None:
        """Keep a message until the connection takes it."""
        self.backlog.append(parts)
        self.backlog_bytes += sum(map(len, parts))

    def take_back(self) -> None:
        """The first message of the backlog was taken."""
        self.backlog_bytes -= sum(map(len, self.backlog.popleft()))


class Sessions:
    """All sessions, by peer and by number.

    Args:
        token: what a hello must show.
        timeout_s: a client silent for longer is gone.
    """

    def __init__(self, token: str, timeout_s: float) -> None:
        self._token = token
        self._timeout_s = timeout_s
        self._by_peer: dict[bytes, Session] = {}
        self._by_number: dict[int, Session] = {}
        self._count = 0

    def __len__(self) -> int:
        return len(self._by_peer)

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._by_peer.values()))

    def of(self, peer: bytes) -> Session | None:
        return self._by_peer.get(peer)

    def numbered(self, number: int) -> Session | None:
        """The session with this number, if it has not ended."""
        return self._by_number.get(number)

    def admit(self, peer: bytes, hello: Hello, now_s: float) -> Session:
        """A new session for `peer`, whose old one must have been ended.

        Raises:
            VersionError: no common protocol version.
            RefusedError: wrong token.
        """
        if PROTOCOL_VERSION not in hello.versions:
            raise VersionError(
                f"protocol versions {hello.versions} are not spoken here",
                where="versions",
                hint=f"this sidecar speaks version {PROTOCOL_VERSION}",
            )
        if not hmac.compare_digest(hello.token.encode(), self._token.encode()):
            raise RefusedError(
                "bad_token",
                "the token is wrong",
                where="token",
                hint="it stands in the sidecar's ready line",
            )
        self._count += 1
        session = Session(self._count, peer, hello, now_s)
        self._by_peer[peer] = self._by_number[session.number] = session
        return session

    def end(self, session: Session) -> None:
        self._by_peer.pop(session.peer, None)
        self._by_number.pop(session.number, None)

    def excuse(self, seconds: float) -> None:
        """For so long nobody could be heard: it counts for no client's silence."""
        for session in self:
            session.seen_s += seconds
            if session.stuck_since_s is not None:
                session.stuck_since_s += seconds

    def silent(self, now_s: float) -> list[Session]:
        """Sessions that have not sent, or not taken, anything for too long."""
        limit_s = now_s - self._timeout_s
        return [
            session
            for session in self
            if session.seen_s < limit_s
            or (session.stuck_since_s is not None and session.stuck_since_s < limit_s)
            or session.backlog_bytes > MAX_BACKLOG_BYTES
        ]
