"""What goes out: in order for each client, and kept for one that does not read just now."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable

from moodvox.sidecar.sessions import Session, Sessions
from moodvox.sidecar.worker import Outgoing
from moodvox.transport import Router


class Postbox:
    """Belongs to the socket's thread; only `deliver` is for others.

    Args:
        router: the socket.
        sessions: who is there.
        on_gone: a client is not there any more.
        on_full: a client takes no messages now (True), or again (False).
    """

    def __init__(
        self,
        router: Router,
        sessions: Sessions,
        *,
        on_gone: Callable[[Session], None],
        on_full: Callable[[Session, bool], None],
    ) -> None:
        self._router = router
        self._sessions = sessions
        self._on_gone = on_gone
        self._on_full = on_full
        self._outbox: queue.SimpleQueue[Outgoing] = queue.SimpleQueue()

    @property
    def is_stuck(self) -> bool:
        """Whether something is kept for somebody."""
        return any(session.backlog for session in self._sessions)

    def deliver(self, outgoing: Outgoing) -> None:
        """Have this sent soon; from any thread."""
        self._outbox.put(outgoing)
        self._router.wake()

    def send(self, session: Session, parts: list[bytes]) -> None:
        """Send, or keep in order until the client reads."""
        if session.backlog:
            session.put_back(parts)
            return
        match self._router.send(session.peer, parts):
            case "full":
                session.put_back(parts)
                session.stuck_since_s = time.monotonic()
                self._on_full(session, True)
            case "gone":
                self._on_gone(session)
            case "sent":
                pass

    def flush(self) -> None:
        """Send what was delivered."""
        while not self._outbox.empty():
            outgoing = self._outbox.get()
            session = self._sessions.numbered(outgoing.session)
            if session is None:
                continue
            if outgoing.ends is not None:
                session.live.discard(outgoing.ends)
            self.send(session, outgoing.parts)

    def retry(self, now_s: float) -> None:
        """Send what was kept, as far as it is taken."""
        for session in self._sessions:
            while session.backlog:
                sent = self._router.send(session.peer, session.backlog[0])
                if sent == "gone":
                    self._on_gone(session)
                if sent != "sent":
                    break
                session.take_back()
                session.stuck_since_s = now_s
            if not session.backlog and session.stuck_since_s is not None:
                session.stuck_since_s = None
                self._on_full(session, False)
