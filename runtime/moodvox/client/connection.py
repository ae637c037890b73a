"""The client's thread: it alone touches the socket, keeps the session alive and asks questions."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from moodvox.client.faults import AnswerError, HelloError, SidecarError
from moodvox.errors import MoodvoxError, WireError
from moodvox.protocol import (
    Cancel,
    Check,
    Diagnostics,
    Enroll,
    Enrolled,
    Error,
    Hello,
    Message,
    Ping,
    Pong,
    Ready,
    Shutdown,
    Stats,
    decode,
    encode,
)
from moodvox.transport import Dealer

log = logging.getLogger(__name__)

Answer = TypeVar("Answer", Ready, Pong, Stats, Diagnostics, Enrolled)
Answered = Ready | Pong | Stats | Diagnostics | Enrolled | MoodvoxError

HELLO_CODES = frozenset({"bad_token", "bad_version"})

HEARTBEAT = 0
"""Nonce of pings that nobody waits for."""

TICK_S = 0.05
"""The longest time between two calls of `on_tick`."""

RETRY_S = 0.01
"""Between attempts to send to a sidecar whose queue is full."""


class Connection:
    """A session with a sidecar, from hello to close.

    Args:
        dealer: the socket; belongs to the connection's thread from here on.
        on_message: takes whatever is no answer; called in that thread.
        on_tick: called in that thread, with the time, many times a second.
        on_lost: called in that thread, once, when no more will come.
        is_alive: whether the sidecar's process still runs, as far as we can know.
        answer_s: how long to wait for an answer.
    """

    def __init__(
        self,
        dealer: Dealer,
        *,
        on_message: Callable[[Message], None],
        on_tick: Callable[[float], None],
        on_lost: Callable[[SidecarError], None],
        is_alive: Callable[[], bool],
        answer_s: float,
    ) -> None:
        self._dealer = dealer
        self._on_message = on_message
        self._on_tick = on_tick
        self._on_lost = on_lost
        self._is_alive = is_alive
        self._answer_s = answer_s
        self._outbox: queue.SimpleQueue[list[bytes]] = queue.SimpleQueue()
        self._unsent: deque[list[bytes]] = deque()
        self._answers: queue.SimpleQueue[Answered] = queue.SimpleQueue()
        self._asking = threading.Lock()
        self._asked = ""
        self._closing = False
        self._lost: SidecarError | None = None
        self._ready: Ready | None = None
        self._heard_s = self._pinged_s = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="moodvox-client", daemon=True)
        self._thread.start()

    def open(self, hello: Hello) -> Ready:
        """Say hello.

        Raises:
            HelloError: we are not let in.
            SidecarError: nobody answers.
        """
        self._ready = self.ask(hello, Ready)
        return self._ready

    def check(self) -> None:
        """Whether there is still somebody to talk to.

        Raises:
            SidecarError: no.
        """
        if self._lost is not None:
            raise SidecarError(self._lost.message, hint=self._lost.hint)

    def post(self, parts: list[bytes]) -> None:
        """Send, in the order of calls; from any thread."""
        self._outbox.put(parts)
        self._dealer.wake()

    def ask(self, message: Message, kind: type[Answer], *, answer_s: float | None = None) -> Answer:
        """Send a question and wait for its answer; `answer_s` instead of the usual time.

        Raises:
            SidecarError: there is none.
            AnswerError: the sidecar refuses to answer.
        """
        with self._asking:
            self.check()
            while not self._answers.empty():
                self._answers.get()
            self._asked = message.id if isinstance(message, Check | Enroll) else ""
            self.post(encode(message))
            wait_s = self._answer_s if answer_s is None else answer_s
            until_s = time.monotonic() + wait_s
            while True:
                try:
                    answer = self._answers.get(timeout=max(0.0, until_s - time.monotonic()))
                except queue.Empty:
                    raise SidecarError(
                        f"no answer from the sidecar within {wait_s:g} s",
                        hint="is the port that of its ready line?",
                    ) from None
                if isinstance(answer, MoodvoxError):
                    raise answer
                late = getattr(answer, "id", self._asked) != self._asked
                if isinstance(answer, kind) and not late:
                    return answer

    def close(self) -> None:
        """Cancel all lines and disconnect. May be called twice."""
        self._closing = True
        self._dealer.wake()
        self._thread.join()

    def _run(self) -> None:
        with self._dealer:
            while not self._closing:
                parts = self._dealer.receive(TICK_S if self._flush() else RETRY_S)
                if parts is not None:
                    self._heard_s = time.monotonic()
                    self._read(parts)
                self._tick(time.monotonic())
            self.post(encode(Cancel(all=True)))
            self._flush()
            self._dealer.linger()
        self._lose(SidecarError("the client is closed"))

    def _flush(self) -> bool:
        """Send what waits, as far as the connection takes it; whether all is sent."""
        while self._unsent or not self._outbox.empty():
            if not self._unsent:
                self._unsent.append(self._outbox.get())
            if not self._dealer.send(self._unsent[0]):
                return False
            self._unsent.popleft()
        return True

    def _read(self, parts: list[bytes]) -> None:
        try:
            message = decode(parts)
        except WireError as fault:  # a later sidecar may say what we do not know
            log.info("a message that this client does not understand: %s", fault)
            return
        match message:
            case Ready() | Stats() | Diagnostics() | Enrolled():
                self._answers.put(message)
            case Pong():
                if message.nonce != HEARTBEAT:
                    self._answers.put(message)
            case Ping():
                self.post(encode(Pong(nonce=message.nonce)))
            case Shutdown():
                self._lose(SidecarError(f"the sidecar ends: {message.reason}"))
            case Error() if message.code in HELLO_CODES and self._ready is None:
                self._answers.put(HelloError(message))
            case Error() if message.id is not None and message.id == self._asked:
                self._answers.put(AnswerError(message))
            case _:
                self._on_message(message)

    def _tick(self, now_s: float) -> None:
        """Heartbeat, and a look at whether anybody is there."""
        if self._ready is None or self._lost is not None:
            return
        if now_s - self._pinged_s > self._ready.heartbeat_ms / 2e3:
            self._pinged_s = now_s
            self.post(encode(Ping(nonce=HEARTBEAT)))
        self._on_tick(now_s)
        if not self._is_alive():
            self._lose(SidecarError("the sidecar has ended"))
        elif now_s - self._heard_s > self._ready.timeout_ms / 1e3:
            self._lose(SidecarError("the sidecar does not answer any more"))

    def _lose(self, fault: SidecarError) -> None:
        if self._lost is None:
            self._lost = fault
            self._answers.put(fault)
            self._on_lost(fault)
