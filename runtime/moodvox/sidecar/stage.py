"""All lines of all clients on their way: scheduler, moods and speech engine together.

Belongs to the render thread. Knows nothing of sockets: what is to be sent goes to
`send`, and lines are opened by `open_beside`, which may do it in another thread.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import cast

from moodvox.errors import MoodvoxError
from moodvox.project.project import Project
from moodvox.protocol import Cancel, Credit, Error, Hello, Message, MoodEvent, Speak
from moodvox.protocol.limits import DEFAULT_LEAD_MS
from moodvox.scheduler import Open, Render, Scheduler
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.feelings import Feelings
from moodvox.sidecar.line import LineKey, SpokenLine
from moodvox.sidecar.refusals import RefusedError
from moodvox.sidecar.rendering import render_each
from moodvox.sidecar.tally import Tally
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import Block, LineStream

Send = Callable[[int, Message], None]
"""Session, message."""

OpenBeside = Callable[[SpokenLine, LineRequest], None]
"""Open this line and call `Stage.opened` with the outcome."""


class Stage:
    """Takes what clients ask for and does one piece of work at a time.

    Args:
        engine: what speaks.
        casting: who is who.
        clock: seconds, never back.
        send: takes every message for a client.
        open_beside: opens lines.
        block_s: length of a line's first block (see `sidecar.blocks`).
    """

    def __init__(
        self,
        engine: SpeechEngine,
        casting: Casting,
        *,
        clock: Callable[[], float],
        send: Send,
        open_beside: OpenBeside,
        block_s: float,
    ) -> None:
        self._feelings = Feelings(casting)
        self._engine = engine
        self._clock = clock
        self._send = send
        self._open_beside = open_beside
        self._block_s = block_s
        self._scheduler = Scheduler()
        self._lines: dict[LineKey, SpokenLine] = {}
        self._opening: SpokenLine | None = None
        self._tally = Tally()

    def speak(self, session: int, hello: Hello, speak: Speak, received_s: float) -> None:
        """Take in a line; it is opened and rendered when its turn comes."""
        role = self._feelings.casting.role(speak.character)
        line = SpokenLine(session, hello, speak, role, received_s)
        if speak.interrupt:
            self._cancel(self._scheduler.keys(character=line.character))
        lead_ms = hello.lead_ms or self._project.defaults.lead_ms or DEFAULT_LEAD_MS
        line.lead_s = lead_ms / 1e3
        self._scheduler.submit(line.job(), received_s)
        self._lines[line.key] = line

    def cancel(self, session: int, cancel: Cancel) -> None:
        """End lines: each gets a faded last block if it has begun, and its `done`."""
        if cancel.id is not None:
            keys: tuple[Hashable, ...] = tuple(
                key for key in [(session, cancel.id)] if key in self._lines
            )
        elif cancel.character is not None:
            keys = self._scheduler.keys(character=(session, cancel.character))
        else:
            keys = self._scheduler.keys(owner=session)
        if not keys and not cancel.all:
            what = cancel.id if cancel.id is not None else cancel.character
            fault = RefusedError(
                "unknown_line",
                f"nothing to cancel: '{what}' says nothing",
                where="id" if cancel.id is not None else "character",
                hint="it may have ended a moment ago",
            )
            self._send(session, Error.of(fault, line=cancel.id))
        self._cancel(keys)

    def credit(self, session: int, credit: Credit) -> None:
        """Playback has come so far."""
        key = (session, credit.id)
        self._scheduler.credit(key, credit.played_samples, self._clock())
        line = self._lines.get(key)
        if line is not None:
            line.credited = max(line.credited, credit.played_samples)

    def mood(self, session: int, event: MoodEvent) -> None:
        """Move a character's mood, and that of what it is saying.

        Raises:
            MoodError: the mood is unknown to a voice that should take it on; then nothing
                has changed.
            RefusedError: there is no such line.
        """
        now_s = self._clock()
        if event.line is None:
            key = (session, event.character)
            lines = [self._lines[cast(LineKey, k)] for k in self._scheduler.keys(character=key)]
            begun = [line for line in lines if line.stream or line is self._opening]
            self._feelings.move(key, event, begun, self._heard, now_s)
            return
        line = self._lines.get((session, event.line))
        if line is None or line.speak.character != event.character:
            raise RefusedError(
                "unknown_line",
                f"'{event.character}' has no line '{event.line}'",
                where="line",
                hint="it may have ended a moment ago",
            )
        self._feelings.move_line(line, event, self._heard, now_s)

    def hold(self, session: int, held: bool) -> None:
        """Render nothing for a client that does not take its blocks; or again."""
        self._scheduler.hold(session, held)

    def leave(self, session: int) -> None:
        """A client is gone: its lines are forgotten without a word."""
        now_s = self._clock()
        for key in self._scheduler.keys(owner=session):
            self._scheduler.remove(key, now_s)
            line = self._lines.pop(cast(LineKey, key))
            if line.stream is not None:
                line.stream.close()
        self._scheduler.hold(session, False)
        self._feelings.forget(session)

    def recast(self, casting: Casting) -> None:
        """The project has changed; lines that are not over keep their voices."""
        self._feelings.recast(casting, self._clock())

    def opened(self, line: SpokenLine, outcome: LineStream | MoodvoxError, took_s: float) -> None:
        """`open_beside` has opened a line, or found why it cannot be."""
        self._opening = None
        if self._lines.get(line.key) is not line:
            return  # it ended meanwhile; another may have its id by now
        line.plan_s = took_s
        if isinstance(outcome, MoodvoxError):
            self._fail(line, outcome)
            return
        wanted_hz = line.hello.sample_rate_hz
        if wanted_hz not in (None, outcome.sample_rate_hz):
            self._fail(
                line,
                RefusedError(
                    "wrong_rate",
                    f"the voice speaks at {outcome.sample_rate_hz} Hz, not {wanted_hz} Hz",
                    where="voice",
                    hint="leave sample_rate_hz out of hello, or resample in the engine",
                ),
            )
            return
        line.stream = outcome
        self._scheduler.opened(
            line.key,
            model=(line.voice or self._feelings.casting.default_voice, line.tier),
            sample_rate_hz=outcome.sample_rate_hz,
            block_samples=outcome.hop_samples,
        )
        self._resize(line, outcome)
        for event in line.early_events:
            self._feelings.move_line(line, event, self._heard, self._clock())

    def turn(self) -> bool:
        """Do one piece of work; False if there is none before `wake_s` or an event."""
        turn = self._scheduler.next_turn(self._clock(), may_open=self._opening is None)
        for key in self._scheduler.take_dropped():
            line = self._lines.pop(cast(LineKey, key))
            if line.stream is not None:
                line.stream.close()
            self._send(line.session, line.done("dropped"))
        match turn:
            case Open():
                self._open(self._lines[cast(LineKey, turn.key)])
            case Render():
                self._render([self._lines[cast(LineKey, key)] for key in turn.keys])
        return turn is not None

    def wake_s(self) -> float | None:
        """When to call `turn` again if nothing else happens."""
        return self._scheduler.wake_s(self._clock())

    def counters(self) -> dict[str, float]:
        """For `stats`."""
        return self._tally.counters(self._scheduler.statistics())

    def _open(self, line: SpokenLine) -> None:
        now_s = self._clock()
        line.started_s = now_s
        try:
            begins_s = self._scheduler.begins_s(line.key, now_s)
            mood = self._feelings.begin(line, begins_s, now_s)
            request = line.request(mood, self._project)
        except MoodvoxError as fault:
            self._fail(line, fault)
            return
        self._opening = line
        self._open_beside(line, request)

    @property
    def _project(self) -> Project:
        return self._feelings.casting.project

    def _heard(self, line: SpokenLine) -> int:
        return self._scheduler.heard_samples(line.key, self._clock())

    def _resize(self, line: SpokenLine, stream: LineStream) -> None:
        """Settle how long the next block of a line is."""
        line.block_hops = line.next_hops(stream, self._block_s)
        self._scheduler.resize(line.key, line.block_hops * stream.hop_samples)

    def _render(self, lines: list[SpokenLine]) -> None:
        began_s = self._clock()
        streams = [cast(LineStream, line.stream) for line in lines]
        for line, stream in zip(lines, streams, strict=True):
            self._change_mood(line, stream)
        outcomes = render_each(self._engine, streams, lines[0].block_hops)
        now_s = self._clock()
        self._tally.render_calls_s += now_s - began_s
        for line, stream, outcome in zip(lines, streams, outcomes, strict=True):
            line.render_s += now_s - began_s
            if isinstance(outcome, Block):
                self._emit(line, stream, outcome, now_s)
            else:
                self._fail(line, outcome)

    def _change_mood(self, line: SpokenLine, stream: LineStream) -> None:
        """Do what events asked for since the last block, once."""
        change, line.change = line.change, None
        if change is not None:
            try:
                stream.change_mood(change.curve, change.heard)
            except MoodvoxError as fault:
                self._send(line.session, Error.of(fault, line=line.speak.id))

    def _emit(self, line: SpokenLine, stream: LineStream, block: Block, now_s: float) -> None:
        """Send a block, the marks that became certain with it, and the end if it is there."""
        for marks in line.marks(stream):
            self._send(line.session, marks)
        if len(block.pcm):
            self._tally.audio_s += len(block.pcm) / stream.sample_rate_hz
            self._send(line.session, line.block(block, stream, now_s))
        ended = stream.finished
        self._scheduler.rendered(line.key, len(block.pcm), ended=ended, now_s=now_s)
        if ended:
            del self._lines[line.key]
            self._send(line.session, line.done("finished"))
        else:
            self._resize(line, stream)

    def _cancel(self, keys: tuple[Hashable, ...]) -> None:
        now_s = self._clock()
        for key in keys:
            line = self._lines.pop(cast(LineKey, key))
            self._scheduler.remove(key, now_s)
            if line.stream is not None:
                line.stream.cancel()
                self._fade(line, line.stream)
            self._send(line.session, line.done("cancelled"))

    def _fade(self, line: SpokenLine, stream: LineStream) -> None:
        """Send what is left of a line that was cancelled while it was spoken."""
        if stream.finished:
            return
        (outcome,) = render_each(self._engine, [stream], line.block_hops)
        stream.close()
        if isinstance(outcome, Block):
            self._send(line.session, line.block(outcome, stream, self._clock()))

    def _fail(self, line: SpokenLine, fault: MoodvoxError) -> None:
        """End a line with an error to its client."""
        self._tally.failed += 1
        self._scheduler.remove(line.key, self._clock())
        del self._lines[line.key]
        if line.stream is not None:
            line.stream.close()
        self._send(line.session, Error.of(fault, line=line.speak.id, line_over=True))
