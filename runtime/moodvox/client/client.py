"""An engine's side of the wire, in Python: for tools, tests and samples."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Literal, Self

from moodvox.client.book import CreditBy, LineBook
from moodvox.client.connection import Connection
from moodvox.client.line import LineHandle
from moodvox.client.process import START_S, SidecarProcess
from moodvox.client.questions import Questions
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
    SampleFormat,
    Shutdown,
    Speak,
    Take,
    encode,
)
from moodvox.protocol.limits import MAX_SAMPLES
from moodvox.transport import LOOPBACK, CurveKeys, Dealer

ANSWER_S = 10.0
"""How long a sidecar that is alive may take for a short answer."""


class Client(Questions):
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
        self._names = itertools.count(1)
        self._book = LineBook()
        connection = Connection(
            Dealer(port, address, keys=keys, server_key=server_key),
            on_message=self._take,
            on_tick=self._tick,
            on_lost=self._book.fail_all,
            is_alive=lambda: process is None or process.is_running,
            answer_s=answer_s,
        )
        super().__init__(connection)
        hello = Hello(
            token=token,
            engine=engine,
            format=format,
            sample_rate_hz=sample_rate_hz,
            lead_ms=lead_ms,
        )
        try:
            self.ready = self._connection.open(hello)
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
        script_line: str | None = None,
        take: Take | None = None,
    ) -> LineHandle:
        """Have a line spoken; returns at once.

        Args:
            line: its id; "" makes one.
            curve: (time in seconds, mood) pairs instead of `mood`.
            script_line: `Speak.line`; the others are as in `protocol.Speak`.

        Raises:
            WireError: a value is out of bounds, or `line` is not over yet.
            SidecarError: the sidecar has gone.
        """
        name = line or f"line-{next(self._names)}"
        keyframes = None if curve is None else [Keyframe(at_s=t, mood=dict(m)) for t, m in curve]
        parts = encode(
            Speak(
                id=name,
                character=character,
                text=text,
                voice=voice,
                speaker=speaker,
                mood=None if mood is None else dict(mood),
                curve=keyframes,
                priority=priority,
                deadline_ms=deadline_ms,
                distance_m=distance_m,
                tier=tier,
                seed=seed,
                interrupt=interrupt,
                line=script_line,
                take=take,
            )
        )
        self._connection.check()
        if interrupt:
            self._book.interrupt(character)
        handle = self._book.enter(
            name,
            character,
            lambda playback: LineHandle(
                name,
                character,
                playback=playback,
                clock=time.monotonic,
                cancel=lambda name: self.cancel(line=name),
                credit=self.credit,
            ),
        )
        self._connection.post(parts)
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
        self._connection.post(encode(event))

    def cancel(
        self, *, line: str | None = None, character: str | None = None, everything: bool = False
    ) -> None:
        """Stop one line, a character's lines, or all of this client's."""
        self._connection.post(encode(Cancel(id=line, character=character, all=everything)))

    def credit(self, line: str, played_samples: int) -> None:
        """Say how far playback of a line has come."""
        self._connection.post(encode(Credit(id=line, played_samples=played_samples)))

    def send_raw(self, parts: list[bytes]) -> None:
        """Send parts as they are; for tests of what a sidecar does with nonsense."""
        self._connection.post(parts)

    def shutdown(self, reason: str = "") -> None:
        """Ask the sidecar to end, whoever started it."""
        self._connection.post(encode(Shutdown(reason=reason)))

    def close(self) -> None:
        """Cancel all lines, disconnect, and stop the sidecar if it is ours. May be called twice."""
        if self.process is not None:
            self.shutdown("the client is closed")
        self._connection.close()
        if self.process is not None:
            self.process.stop(asked=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def _take(self, message: Message) -> None:
        """What has come, in the connection's thread."""
        match message:
            case Block() | Marks() | Done():
                self._book.take(message)
            case Error():
                if not self._book.take_error(message):
                    self.faults.append(message)

    def _tick(self, now_s: float) -> None:
        """Credit, if it is by the clock; in the connection's thread."""
        if self.credit_by == "clock":
            self._book.credit_by_clock(now_s, self.credit)
