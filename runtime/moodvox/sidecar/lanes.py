"""Turns under way: lines that are being rendered beside the stage, a few batches at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

from moodvox.errors import MoodvoxError
from moodvox.scheduler import Render
from moodvox.sidecar.line import MoodChange, SpokenLine
from moodvox.sidecar.rendering import as_moodvox_error, render_each
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.stream import Block, LineStream


@dataclass
class Batch:
    """One turn of some lines. Whoever renders it has their streams for himself until it is over.

    Attributes:
        turn: what the scheduler said.
        lines: in the order of its keys.
        changes: what happens to the mood of each before its block.
        outcomes: the next block of each, or why there is none.
        refused: moods that could not be taken on; those lines go on as they were.
        took_s: how long it took.
    """

    turn: Render
    lines: Sequence[SpokenLine]
    streams: Sequence[LineStream]
    changes: Sequence[MoodChange | None]
    outcomes: list[Block | MoodvoxError] = field(default_factory=list)
    refused: list[tuple[SpokenLine, MoodvoxError]] = field(default_factory=list)
    took_s: float = 0.0

    @classmethod
    def of(cls, turn: Render, lines: Sequence[SpokenLine]) -> Batch:
        """What the stage hands over; it touches these streams no more."""
        streams = [cast(LineStream, line.stream) for line in lines]
        return cls(turn, lines, streams, [line.take_change() for line in lines])

    def render(self, engine: SpeechEngine, clock: Callable[[], float]) -> None:
        """Do it; in any thread. Raises nothing."""
        began_s = clock()
        try:
            for line, stream, change in zip(self.lines, self.streams, self.changes, strict=True):
                if change is not None:
                    self._change(line, stream, change)
            hops = self.turn.block_samples // self.streams[0].hop_samples
            self.outcomes = render_each(engine, self.streams, hops)
        except Exception as fault:  # of ours: it ends these lines, and no others
            self.outcomes = [as_moodvox_error(fault) for _ in self.lines]
        self.took_s = clock() - began_s

    @property
    def is_whole(self) -> bool:
        """Whether a whole block was calculated for every line."""
        return all(
            isinstance(outcome, Block)
            and len(outcome.pcm) == self.turn.block_samples
            and not stream.is_replayed
            for stream, outcome in zip(self.streams, self.outcomes, strict=True)
        )

    def _change(self, line: SpokenLine, stream: LineStream, change: MoodChange) -> None:
        try:
            stream.change_mood(change.curve, change.heard)
        except MoodvoxError as fault:
            self.refused.append((line, fault))


RenderBeside = Callable[[Batch], None]
"""Render this and call `Stage.rendered`."""


class Lanes:
    """Knows who is being rendered.

    Args:
        count: batches that may be under way together.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._under_way = 0

    def is_free(self, *, opening: bool) -> bool:
        """Whether one more batch may be begun.

        While lines are being opened, one at a time: that takes the same cores, and what
        comes of it makes the next batch larger.
        """
        return self._under_way < (1 if opening else self._count)

    def begin(self, batch: Batch) -> None:
        self._under_way += 1
        for line in batch.lines:
            line.is_rendering = True

    def end(self, batch: Batch) -> None:
        self._under_way -= 1
        for line in batch.lines:
            line.is_rendering = False
            line.render_s += batch.took_s
