"""What a client gets of its lines: blocks with their marks, and ends that came early."""

from __future__ import annotations

from collections.abc import Callable

from moodvox.errors import MoodvoxError
from moodvox.protocol import Message
from moodvox.scheduler import Dropped
from moodvox.sidecar.line import SpokenLine
from moodvox.sidecar.rendering import render_each
from moodvox.sidecar.tally import Tally
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.stream import Block, LineStream

Send = Callable[[int, Message], None]
"""Session, message."""


class Sending:
    """Belongs to the stage's thread.

    Args:
        engine: what speaks.
        send: takes every message for a client.
        tally: is told of what was sent.
        clock: seconds, never back.
    """

    def __init__(
        self, engine: SpeechEngine, send: Send, tally: Tally, clock: Callable[[], float]
    ) -> None:
        self._engine = engine
        self._send = send
        self._tally = tally
        self._clock = clock

    def block(self, line: SpokenLine, stream: LineStream, block: Block) -> None:
        """Send a block after the marks that became certain with it."""
        for marks in line.marks(stream):
            self._send(line.session, marks)
        if len(block.pcm):
            self._tally.audio_s += len(block.pcm) / stream.sample_rate_hz
            self._send(line.session, line.block(block, stream, self._clock()))

    def dropped(self, line: SpokenLine, gone: Dropped) -> None:
        """Say that a line will not be spoken."""
        line.close()
        self._send(line.session, line.done("dropped", why=gone.why, retry_s=gone.retry_s))

    def cancelled(self, line: SpokenLine) -> None:
        """End a line with a short fade if it was begun."""
        if line.stream is not None:
            self._tally.cut_short(line.side)
            line.stream.cancel()
            self._fade(line, line.stream)
        self._send(line.session, line.done("cancelled"))

    def late(self, line: SpokenLine, stream: LineStream, outcome: Block | MoodvoxError) -> None:
        """End a line as it was asked to while its block was being rendered."""
        if line.ending == "gone":
            line.close()
            return
        if isinstance(outcome, Block):
            self.block(line, stream, outcome)
        self.cancelled(line)

    def _fade(self, line: SpokenLine, stream: LineStream) -> None:
        if stream.finished:
            return
        (outcome,) = render_each(self._engine, [stream], line.block_hops)
        stream.close()
        if isinstance(outcome, Block):
            self._send(line.session, line.block(outcome, stream, self._clock()))
