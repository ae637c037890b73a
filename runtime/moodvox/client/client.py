"""An engine's side of the wire, in Python: for tools, tests and samples."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self, TypeVar

from moodvox.client.faults import HelloError, SidecarError
from moodvox.client.line import LineHandle
from moodvox.client.playback import Playback
from moodvox.client.process import START_S, SidecarProcess
from moodvox.errors import WireError
from moodvox.protocol import (
    Block,
    Cancel,
    Credit,
    Done,
    Error,
    Hello,
    Keyframe,
    Marks,
    Message,
    MoodEvent,
    Ping,
    Pong,
    Ready,
    SampleFormat,
    Shutdown,
    Speak,
    Stats,
    decode,
    encode,
)
from moodvox.protocol.limits import MAX_SAMPLES
from moodvox.transport import LOOPBACK, CurveKeys, Dealer

CreditBy = Literal["clock", "hand", "all"]
"""Who says how far playback has come: a clock that plays in real time, the caller, or
nobody: all is wanted as fast as it can be made."""

Answer = TypeVar("Answer", Ready, Pong, Stats)

HELLO_CODES = frozenset({"bad_token", "bad_version"})

HEARTBEAT = 0
"""Nonce of pings that nobody waits for."""

IDLE_S = 0.25

RETRY_S = 0.01
"""Between attempts to send to a sidecar whose queue is full."""

ANSWER_S = 10.0
"""How long a sidecar that is alive may take for a short answer."""

CREDIT_EVERY_S = 0.05


class Client:
    """A connection to a sidecar; a thread of its own keeps it alive.

    All methods may be called from any thread.

        with Client.launch() as client:
            line = client.say("Marta", "[angry] Get out of my tavern!")
            line.wait()
            pcm = line.samples()

    Args:
        port: of the sidecar's ready line.
        token: of the sidecar's ready line.
        address: of the sidecar.
        format: of the PCM on the wire; `LineHandle.samples` is float32 all the same.
        sample_rate_hz: refuse voices with another rate; None = each voice's own.
        lead_ms: how far the sidecar may run ahead of playback; None = as the project says.
        credit_by: see `CreditBy`.
        engine: for the sidecar's log.
        keys: this client's CURVE keys, for a sidecar on another machine.
        server_key: that sidecar's public key.
        process: the sidecar, if it is ours to stop.
        answer_s: how long to wait for an answer.

    Raises:
        SidecarError: nobody answers.
        HelloError: the sidecar does not let us in.
    """

    def __init__(
        self,
        port: int,
        token: str,
        *,
        address: str = LOOPBACK,
        format: SampleFormat = "f32le",  # noqa: A002 (the wire's word)
        sample_rate_hz: int | None = None,
        lead_ms: float | None = None,
        credit_by: CreditBy = "clock",
        engine: str = "moodvox.client",
        keys: CurveKeys | None = None,
        server_key: str = "",
        process: SidecarProcess | None = None,
        answer_s: float = ANSWER_S,
    ) -> None:
        self.credit_by: CreditBy = credit_by
        self.process = process
        self.faults: list[Error] = []
        """Errors that ended no line: a mood that no voice knows, a late cancel."""
        self._answer_s = answer_s
        self._names = itertools.count(1)
        self._lines: dict[str, LineHandle] = {}
        self._latest: dict[str, Playback] = {}
        self._lock = threading.Lock()
        self._outbox: queue.SimpleQueue[list[bytes]] = queue.SimpleQueue()
        self._unsent: deque[list[bytes]] = deque()
        self._answers: queue.SimpleQueue[Ready | Pong | Stats | SidecarError] = queue.SimpleQueue()
        self._asking = threading.Lock()
        self._closing = False
        self._lost: SidecarError | None = None
        self._ready_message: Ready | None = None
        self._playing: dict[str, LineHandle] = {}
        self._heard_s = self._pinged_s = self._credited_s = time.monotonic()
        self._dealer = Dealer(port, address, keys=keys, server_key=server_key)
        self._thread = threading.Thread(target=self._run, name="moodvox-client", daemon=True)
        self._thread.start()
        hello = Hello(
            token=token,
            engine=engine,
            format=format,
            sample_rate_hz=sample_rate_hz,
            lead_ms=lead_ms,
        )
        try:
            self.ready = self._ready_message = self._ask(hello, Ready)
        except BaseException:
            self.close()
            raise

    @classmethod
    def launch(
        cls,
        *,
        voices: Sequence[Path] = (),
        project: Path | None = None,
        command: Sequence[str] | None = None,
        log: IO[bytes] | None = None,
        start_s: float = START_S,
        format: SampleFormat = "f32le",  # noqa: A002 (the wire's word)
        sample_rate_hz: int | None = None,
        lead_ms: float | None = None,
        credit_by: CreditBy = "clock",
    ) -> Client:
        """Start a sidecar and connect to it; `close` stops it.

        Args: see `SidecarProcess` and `Client`.

        Raises:
            SidecarError: it does not start.
        """
        process = SidecarProcess(
            command=command, voices=voices, project=project, log=log, start_s=start_s
        )
        try:
            return cls(
                process.ready.port,
                process.ready.token,
                format=format,
                sample_rate_hz=sample_rate_hz,
                lead_ms=lead_ms,
                credit_by=credit_by,
                process=process,
            )
        except BaseException:
            process.stop()
            raise

    def say(
        self,
        character: str,
        text: str,
        *,
        line: str = "",
        voice: str | None = None,
        speaker: str | None = None,
        mood: Mapping[str, float] | None = None,
        curve: Sequence[tuple[float, Mapping[str, float]]] | None = None,
        priority: int | None = None,
        deadline_ms: float | None = None,
        distance_m: float = 0.0,
        tier: Literal["auto", "quality", "fast"] = "auto",
        seed: int | None = None,
        interrupt: bool = False,
    ) -> LineHandle:
        """Have a line spoken; returns at once.

        Args:
            line: its id; "" makes one.
            curve: (time in seconds, mood) pairs instead of `mood`.

            The others are as in `protocol.Speak`.

        Raises:
            WireError: a value is out of bounds, or `line` is not over yet.
            SidecarError: the sidecar has gone.
        """
        name = line or f"line-{next(self._names)}"
        frames = None if curve is None else [Keyframe(at_s=t, mood=dict(m)) for t, m in curve]
        parts = encode(
            Speak(
                id=name,
                character=character,
                text=text,
                voice=voice,
                speaker=speaker,
                mood=None if mood is None else dict(mood),
                curve=frames,
                priority=priority,
                deadline_ms=deadline_ms,
                distance_m=distance_m,
                tier=tier,
                seed=seed,
                interrupt=interrupt,
            )
        )
        with self._lock:
            self._check()
            if name in self._lines:
                raise WireError(f"line '{name}' is not over yet", where="id")
            before = None if interrupt else self._latest.get(character)
            handle = LineHandle(
                name,
                character,
                playback=Playback(before),
                clock=time.monotonic,
                cancel=lambda name: self.cancel(line=name),
                credit=self.credit,
            )
            self._lines[name] = handle
            self._latest[character] = handle.playback
        self._post(parts)
        if self.credit_by == "all":
            self.credit(name, MAX_SAMPLES)
        return handle

    def set_mood(
        self,
        character: str,
        target: Mapping[str, float],
        *,
        over_s: float = 0.0,
        easing: str = "linear",
        line: str | None = None,
    ) -> None:
        """Move a character's mood, or that of one line only. Refusals come in `faults`."""
        event = MoodEvent(
            character=character, target=dict(target), over_s=over_s, easing=easing, line=line
        )
        self._post(encode(event))

    def cancel(
        self, *, line: str | None = None, character: str | None = None, everything: bool = False
    ) -> None:
        """Stop one line, a character's lines, or all of this client's."""
        self._post(encode(Cancel(id=line, character=character, all=everything)))

    def credit(self, line: str, played_samples: int) -> None:
        """Say how far playback of a line has come."""
        self._post(encode(Credit(id=line, played_samples=played_samples)))

    def ping(self) -> float:
        """Seconds to the sidecar and back.

        Raises:
            SidecarError: no answer.
        """
        began_s = time.monotonic()
        self._ask(Ping(nonce=time.monotonic_ns()), Pong)
        return time.monotonic() - began_s

    def stats(self) -> dict[str, float]:
        """The sidecar's counters.

        Raises:
            SidecarError: no answer.
        """
        return self._ask(Stats(), Stats).counters

    def send_raw(self, parts: list[bytes]) -> None:
        """Send parts as they are; for tests of what a sidecar does with nonsense."""
        self._post(parts)

    def shutdown(self, reason: str = "") -> None:
        """Ask the sidecar to end, whoever started it."""
        self._post(encode(Shutdown(reason=reason)))

    def close(self) -> None:
        """Cancel all lines, disconnect, and stop the sidecar if it is ours. May be called twice."""
        self._closing = True
        self._dealer.wake()
        self._thread.join()
        if self.process is not None:
            self.process.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check(self) -> None:
        if self._lost is not None:
            raise SidecarError(self._lost.message, hint=self._lost.hint)

    def _post(self, parts: list[bytes]) -> None:
        self._outbox.put(parts)
        self._dealer.wake()

    def _ask(self, message: Message, kind: type[Answer]) -> Answer:
        """Send a question and wait for the next answer of its kind."""
        with self._asking:
            self._check()
            while not self._answers.empty():
                self._answers.get()
            self._post(encode(message))
            until_s = time.monotonic() + self._answer_s
            while True:
                try:
                    answer = self._answers.get(timeout=max(0.0, until_s - time.monotonic()))
                except queue.Empty:
                    raise SidecarError(
                        f"no answer from the sidecar within {self._answer_s:g} s",
                        hint="is the port that of its ready line?",
                    ) from None
                if isinstance(answer, SidecarError):
                    raise answer
                if isinstance(answer, kind):
                    return answer

    def _run(self) -> None:
        """The client's thread: the only one that touches the socket."""
        with self._dealer:
            while not self._closing:
                wait_s = CREDIT_EVERY_S if self._playing else IDLE_S
                parts = self._dealer.receive(wait_s if self._flush() else RETRY_S)
                if parts is not None:
                    self._heard_s = time.monotonic()
                    self._take(decode(parts))
                self._tick(time.monotonic())
            self._post(encode(Cancel(all=True)))
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

    def _take(self, message: Message) -> None:
        match message:
            case Ready() | Stats():
                self._answers.put(message)
            case Pong():
                if message.nonce != HEARTBEAT:
                    self._answers.put(message)
            case Ping():
                self._post(encode(Pong(nonce=message.nonce)))
            case Block() | Marks() | Done():
                self._to_line(message.id, message, over=isinstance(message, Done))
            case Error() if message.line_over and message.id in self._lines:
                self._to_line(message.id, message, over=True)
            case Error():
                self.faults.append(message)
                if message.code in HELLO_CODES:
                    self._answers.put(HelloError(message))
            case Shutdown():
                self._lose(SidecarError(f"the sidecar ends: {message.reason}"))
            case _:
                pass

    def _to_line(self, name: str, message: Block | Marks | Done | Error, *, over: bool) -> None:
        with self._lock:
            handle = self._lines.pop(name, None) if over else self._lines.get(name)
            if handle is not None and not over:
                self._playing[name] = handle
        if handle is not None:
            handle.take(message)

    def _tick(self, now_s: float) -> None:
        """Heartbeat, credit, and a look at whether anybody is there."""
        ready = self._ready_message
        if ready is None or self._lost is not None:
            return
        if now_s - self._pinged_s > ready.heartbeat_ms / 2e3:
            self._pinged_s = now_s
            self._post(encode(Ping(nonce=HEARTBEAT)))
        if self.credit_by == "clock" and now_s - self._credited_s >= CREDIT_EVERY_S:
            self._credited_s = now_s
            self._credit_by_clock(now_s)
        if self.process is not None and not self.process.is_running:
            self._lose(SidecarError("the sidecar has ended"))
        elif now_s - self._heard_s > ready.timeout_ms / 1e3:
            self._lose(SidecarError("the sidecar does not answer any more"))

    def _credit_by_clock(self, now_s: float) -> None:
        for name, handle in list(self._playing.items()):
            played = handle.playback.advance(now_s)
            self._post(encode(Credit(id=name, played_samples=played)))
            if handle.playback.is_over(now_s):
                del self._playing[name]

    def _lose(self, fault: SidecarError) -> None:
        """No more will come: every line that waits ends with `fault`."""
        with self._lock:
            self._lost = self._lost or fault
            lines, self._lines = list(self._lines.values()), {}
        self._answers.put(self._lost)
        for handle in lines:
            handle.fail(self._lost)
