"""A line that a client has asked for: what has come of it, and when."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.client.faults import LineError, SidecarError
from moodvox.client.playback import Playback
from moodvox.errors import MoodvoxError
from moodvox.protocol import Block, Done, Error, Mark, Marks

Event = Block | Marks | Done
TIMEOUT_S = 60.0
"""How long to wait for the next event; a sidecar that is alive is far quicker."""


@dataclass(frozen=True)
class Arrival:
    """When a block came, in seconds after `say`."""

    at_s: float
    first_sample: int
    samples: int


class LineHandle:
    """Returned by `Client.say`. Iterate over it once, or ask `wait`, `samples`, `marks`.

    Iteration gives `Block`, `Marks` and at last `Done` as they arrive. Blocks and marks
    are kept, so that `samples` works whether or not anybody iterates.

    Attributes:
        id: of the line.
        character: who says it.
        said_s: when `say` was called, on the clock of `time.monotonic`.
        playback: how far it would be played by now, and how often it ran dry.
    """

    def __init__(
        self,
        line: str,
        character: str,
        *,
        playback: Playback,
        clock: Callable[[], float],
        cancel: Callable[[str], None],
        credit: Callable[[str, int], None],
    ) -> None:
        self.id = line
        self.character = character
        self.playback = playback
        self._clock = clock
        self._cancel = cancel
        self._credit = credit
        self.said_s = clock()
        self._events: queue.SimpleQueue[Event | MoodvoxError] = queue.SimpleQueue()
        self._over = threading.Event()
        self._first = threading.Event()
        self._outcome: Done | MoodvoxError | None = None
        self._blocks: list[Block] = []
        self._marks: list[Mark] = []
        self._arrivals: list[Arrival] = []

    def __iter__(self) -> Iterator[Event]:
        """Events as they arrive; raises as `wait`."""
        while True:
            try:
                event = self._events.get(timeout=TIMEOUT_S)
            except queue.Empty:
                raise SidecarError(f"nothing came of line '{self.id}'") from None
            if isinstance(event, MoodvoxError):
                raise event
            yield event
            if isinstance(event, Done):
                return

    def wait(self, timeout_s: float = TIMEOUT_S) -> Done:
        """Wait for the end.

        Raises:
            LineError: the line failed.
            SidecarError: the sidecar has gone, or the end does not come in time.
        """
        if not self._over.wait(timeout_s):
            raise SidecarError(f"line '{self.id}' did not end within {timeout_s:g} s")
        if isinstance(self._outcome, Done):
            return self._outcome
        raise self._outcome or SidecarError(f"line '{self.id}' ended without a reason")

    def wait_for_sound(self, timeout_s: float = TIMEOUT_S) -> None:
        """Wait for the first block, or the end of a line that has none.

        Raises:
            SidecarError: neither comes in time.
        """
        if not self._first.wait(timeout_s):
            raise SidecarError(f"nothing was heard of line '{self.id}' within {timeout_s:g} s")

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks that have come."""
        return tuple(self._blocks)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that have come."""
        return tuple(self._marks)

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """When each block came."""
        return tuple(self._arrivals)

    @property
    def first_block_s(self) -> float | None:
        """From `say` to the first block."""
        return self._arrivals[0].at_s if self._arrivals else None

    @property
    def sample_rate_hz(self) -> int:
        """Of the samples; 0 before the first block."""
        return self._blocks[0].sample_rate_hz if self._blocks else 0

    def samples(self) -> NDArray[np.float32]:
        """(S,) all samples that have come, float32 in [-1, 1]."""
        parts = [samples_of(block) for block in self.blocks]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def cancel(self) -> None:
        """Stop speaking; what comes still is a short fade."""
        self._cancel(self.id)

    def credit(self, played_samples: int) -> None:
        """Say how far playback has come; for clients that do so by hand."""
        self._credit(self.id, played_samples)

    def take(self, message: Event | Error) -> None:
        """A message about this line has come; called by the client's thread."""
        now_s = self._clock()
        match message:
            case Block():
                self._blocks.append(message)
                at_s = now_s - self.said_s
                self._arrivals.append(Arrival(at_s, message.first_sample, message.samples))
                self.playback.add(message.samples, message.sample_rate_hz, now_s)
                self._first.set()
            case Marks():
                self._marks += message.marks
            case Done():
                self._finish(message)
            case Error():
                self.fail(LineError(message))
                return
        self._events.put(message)

    def fail(self, fault: MoodvoxError) -> None:
        """The line ends with `fault`; called by the client's thread."""
        self._finish(fault)
        self._events.put(fault)

    def _finish(self, outcome: Done | MoodvoxError) -> None:
        self.playback.end(self._clock())
        self._outcome = outcome
        self._over.set()
        self._first.set()


def samples_of(block: Block) -> NDArray[np.float32]:
    """(S,) the samples of a block, float32 in [-1, 1], whatever its format."""
    if block.format == "f32le":
        return np.frombuffer(block.audio, "<f4").astype(np.float32)
    return (np.frombuffer(block.audio, "<i2") / np.float32(32767.0)).astype(np.float32)
