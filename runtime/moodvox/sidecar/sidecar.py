"""The socket's thread: reads messages, keeps sessions, and hands all speech to the worker."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Sequence
from functools import partial

from moodvox.enrolment.enroller import Enroller
from moodvox.errors import MoodvoxError, WireError
from moodvox.protocol import (
    Cancel,
    Check,
    Credit,
    Enroll,
    Error,
    Hello,
    Message,
    MoodEvent,
    Ping,
    Pong,
    Shutdown,
    Speak,
    Stats,
    decode,
    encode,
    peek_id,
)
from moodvox.sidecar.checking import CheckDesk
from moodvox.sidecar.collecting import Collecting
from moodvox.sidecar.credits import Credits
from moodvox.sidecar.enrolments import Enrolments
from moodvox.sidecar.opening import ready_message
from moodvox.sidecar.options import ServeOptions
from moodvox.sidecar.postbox import Postbox
from moodvox.sidecar.projects import ProjectKeeper
from moodvox.sidecar.refusals import RefusedError
from moodvox.sidecar.sessions import Session, Sessions
from moodvox.sidecar.stage import Stage
from moodvox.sidecar.worker import Outgoing, Worker
from moodvox.speech.engine import SpeechEngine
from moodvox.transport import Router
from moodvox.voices.pack import VoicePack

log = logging.getLogger(__name__)

TICK_S = 0.5
"""The longest time between two looks at silent clients and at the project."""

ASLEEP_S = 2.0
"""A step that takes longer was not ours to take."""

MESSAGES_A_STEP = 64
"""Read before what is to be sent is sent."""

MAX_COMMANDS = 1_000
"""With more than these before the stage's thread, clients wait for it."""

RETRY_S = 0.02
"""Between attempts to send to a client that does not read."""


class Sidecar:
    """Serves clients until it is told to stop.

    Args:
        router: the socket, bound.
        engine: what speaks; belongs to the worker from here on.
        packs: the voices in reach.
        projects: the cast, looked after in this thread.
        options: `token` must be set.
        enroller: learns speakers and emotions from what clients send.
    """

    def __init__(
        self,
        router: Router,
        engine: SpeechEngine,
        packs: Sequence[VoicePack],
        projects: ProjectKeeper,
        options: ServeOptions,
        enroller: Enroller,
    ) -> None:
        self._router = router
        self._engine = engine
        self._packs = packs
        self._projects = projects
        self._options = options
        self._sessions = Sessions(options.token, options.timeout_s)
        self._post = Postbox(router, self._sessions, on_gone=self._end, on_full=self._hold)
        self._checks = CheckDesk(self._post.deliver)
        self._learned: queue.SimpleQueue[Outgoing] = queue.SimpleQueue()
        self._enrolments = Enrolments(enroller, self._deliver_learned)
        self._stop_reason: str | None = None
        self._crashed = False
        self._ticked_s = 0.0
        self._stepped_s = 0.0  # since `run`
        self._credits = Credits()
        self._collecting = Collecting()
        self._worker = Worker(
            engine,
            projects.casting,
            deliver=self._post.deliver,
            on_crash=self._crash,
            block_s=options.block_s,
            limits=options.limits,
        )

    def stop(self, reason: str) -> None:
        """End `run` soon; from any thread or signal handler."""
        self._stop_reason = reason
        self._router.wake()

    def run(self) -> int:
        """Serve until `stop`; the exit status of the process."""
        self._worker.start()
        self._stepped_s = time.monotonic()
        try:
            with self._collecting:
                while self._stop_reason is None:
                    self._step()
        finally:
            self._enrolments.stop()
            self._worker.stop()
            self._checks.stop()
            self._post.flush()
        for session in self._sessions:
            self._router.send(session.peer, encode(Shutdown(reason=self._stop_reason or "")))
        return 1 if self._crashed else 0

    def _step(self) -> None:
        stuck = self._post.is_stuck
        self._read(RETRY_S if stuck else TICK_S)
        self._take_learned()
        self._post.flush()
        now_s = time.monotonic()
        self._excuse(now_s)
        if stuck:
            self._post.retry(now_s)
        for session in self._sessions.silent(now_s):
            level = logging.WARNING if session.live else logging.INFO
            log.log(level, "client %d (%s) is gone", session.number, session.hello.engine)
            self._end(session)
        if now_s - self._ticked_s >= TICK_S:
            self._ticked_s = now_s
            self._collecting.look(speaking=any(session.live for session in self._sessions))
            self._look_at_project(now_s)
            if self._options.limits.unload_s is not None:
                self._worker.tell(lambda stage: stage.rest())

    def _read(self, wait_s: float) -> None:
        """Handle what has come; let those who send wait while the stage's thread is behind."""
        if self._worker.backlog > MAX_COMMANDS:
            time.sleep(RETRY_S / 4)
            return
        for _ in range(MESSAGES_A_STEP):
            got = self._router.receive(wait_s)
            if got is None:
                return
            self._handle(*got)
            wait_s = 0.0

    def _excuse(self, now_s: float) -> None:
        """Blame nobody for a silence that was ours: the machine slept, or this process."""
        slept_s = now_s - self._stepped_s
        if slept_s > ASLEEP_S:
            log.warning("this process stood still for %.1f s", slept_s)
            self._sessions.excuse(slept_s)
        self._stepped_s = now_s

    def _take_learned(self) -> None:
        """Tell clients what was learned, once the stage knows it too: they may use it next."""
        while not self._learned.empty():
            outgoing = self._learned.get()
            if self._projects.behind(self._engine):
                self._look_at_project(time.monotonic())
            self._post.deliver(outgoing)

    def _deliver_learned(self, outgoing: Outgoing) -> None:
        self._learned.put(outgoing)
        self._router.wake()

    def _look_at_project(self, now_s: float) -> None:
        if not self._projects.look(now_s, self._engine):
            return
        if self._projects.fault is None:
            casting = self._projects.casting
            self._worker.tell(lambda stage: stage.recast(casting))
        for session in self._sessions:
            self._tell_fault(session)

    def _tell_fault(self, session: Session) -> None:
        """Say why the project as it stands is not in force, if so."""
        if self._projects.fault is not None:
            self._post.send(session, encode(Error.of(self._projects.fault)))

    def _handle(self, peer: bytes, parts: Sequence[bytes]) -> None:
        """Answer or pass on one message; nothing in it can do more harm than an error."""
        session = self._sessions.of(peer)
        if session is not None:
            session.seen_s = time.monotonic()
        try:
            message = decode(parts)
            if isinstance(message, Hello):
                self._hello(peer, message)
            elif session is None:
                raise RefusedError("not_ready", "say hello first", where="type")
            else:
                self._dispatch(session, message)
        except MoodvoxError as fault:
            kind, line = peek_id(parts)
            over = (
                kind == "speak"
                and line is not None
                and (session is None or line not in session.live)
            )
            answer = encode(Error.of(fault, line=line, line_over=over))
            if session is not None:
                self._post.send(session, answer)
            else:
                self._router.send(peer, answer)

    def _hello(self, peer: bytes, hello: Hello) -> None:
        before = self._sessions.of(peer)
        if before is not None:
            self._end(before)
        session = self._sessions.admit(peer, hello, time.monotonic())
        ready = ready_message(
            [self._engine.shelf.load(pack.name) for pack in self._packs],
            self._projects.casting,
            self._options,
        )
        self._post.send(session, encode(ready))
        self._tell_fault(session)

    def _dispatch(self, session: Session, message: Message) -> None:
        post = partial(self._worker.post, session.number)
        number = session.number
        match message:
            case Speak():
                session.take_in(message.id)
                now_s = time.monotonic()
                post(
                    lambda stage: stage.speak(number, session.hello, message, now_s),
                    line=message.id,
                    line_over=True,
                )
            case Credit():
                if self._credits.put(number, message):
                    line = message.id
                    post(
                        lambda stage: stage.credit(number, self._credits.take(number, line)),
                        line=line,
                    )
            case Cancel():
                post(lambda stage: stage.cancel(number, message), line=message.id)
            case MoodEvent():
                post(lambda stage: stage.mood(number, message), line=message.line)
            case Check():
                self._checks.take(number, message, self._projects.casting, self._engine.reader)
            case Ping():
                self._post.send(session, encode(Pong(nonce=message.nonce)))
            case Pong():
                pass
            case Stats():
                post(lambda stage: self._answer_stats(stage, number))
            case Shutdown():
                self.stop(f"asked for by a client: {message.reason}")
            case Enroll():
                self._enrolments.take(number, message)
            case _:
                kind = message.__struct_config__.tag
                raise WireError(f"an engine does not send '{kind}'", where="type")

    def _answer_stats(self, stage: Stage, number: int) -> None:
        counters = {
            **stage.counters(),
            **self._engine.counters(),
            "clients": float(len(self._sessions)),
        }
        self._post.deliver(Outgoing(number, encode(Stats(counters=counters))))

    def _end(self, session: Session) -> None:
        self._sessions.end(session)
        number = session.number
        self._worker.tell(lambda stage: stage.leave(number))

    def _crash(self) -> None:
        self._crashed = True
        self.stop("the stage's thread has failed")

    def _hold(self, session: Session, held: bool) -> None:
        number = session.number
        self._worker.tell(lambda stage: stage.hold(number, held))
