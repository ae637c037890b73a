"""Whose block is rendered next: earliest deadline first, as far as credit reaches."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Hashable, Iterator

from moodvox.errors import InputError
from moodvox.scheduler.jobs import Job, Open, Render, Statistics, Turn
from moodvox.scheduler.stream import ROUNDING_S, Stream

MAX_BATCH = 32
"""The largest batch that a model takes."""


class Scheduler:
    """Orders the work of all lines; does none of it, and never looks at a clock.

    One thread calls it: it asks `next_turn`, does what that says and reports back with
    `opened` and `rendered`. Every `now_s` is of one clock that does not go back.

    A line waits behind the earlier ones of its character, is opened when the one before
    is nearly heard, and is rendered block by block no further than `lead_s` beyond
    what was played. Among the lines that may go on, the one whose playback runs out
    first has the turn, with others of its model in the same batch.
    """

    def __init__(self, *, max_batch: int = MAX_BATCH) -> None:
        self.max_batch = max_batch
        self._streams: dict[Hashable, Stream] = {}
        self._queues: dict[Hashable, deque[Hashable]] = {}
        self._tails: dict[Hashable, Stream] = {}
        self._held: set[Hashable] = set()
        self._dropped: list[Hashable] = []
        self._submitted = self._finished = self._removed = self._drops = 0
        self._turns = self._blocks = self._late = 0

    def submit(self, job: Job, now_s: float) -> None:
        """Take a line in, behind the others of its character.

        Raises:
            InputError: there is a line with this key, or a bound is not kept.
        """
        if job.key in self._streams:
            raise InputError(f"line {job.key!r} is already there", where="key")
        if not 0 <= job.priority <= 100:
            raise InputError(f"priority {job.priority} is outside 0 to 100", where="priority")
        if not (0.0 <= job.distance_m < math.inf and 0.0 < job.lead_s < math.inf):
            raise InputError("distance and lead are finite and not negative", where="job")
        self._streams[job.key] = Stream(job, now_s)
        self._queues.setdefault(job.character, deque()).append(job.key)
        self._submitted += 1

    def opened(
        self, key: Hashable, *, model: Hashable, sample_rate_hz: int, block_samples: int
    ) -> None:
        """The line can be rendered: by this model, `block_samples` at a time."""
        stream = self._streams[key]
        stream.opening = False
        stream.model = model
        stream.sample_rate_hz = sample_rate_hz
        stream.block_samples = block_samples

    def resize(self, key: Hashable, block_samples: int) -> None:
        """The next blocks of an open line are so long."""
        self._streams[key].block_samples = block_samples

    def rendered(self, key: Hashable, samples: int, *, ended: bool, now_s: float) -> None:
        """A block of `samples` was rendered; `ended`: it was the line's last."""
        stream = self._streams[key]
        self._late += stream.is_late(now_s)
        self._blocks += 1
        stream.advance(samples, now_s)
        if ended:
            self._finished += 1
            stream.ended_s = now_s
            self._forget(stream, now_s)
            self._tails[stream.job.character] = stream

    def credit(self, key: Hashable, played_samples: int, now_s: float) -> None:
        """Playback of a line has come this far; one that is not known is no fault."""
        stream = self._streams.get(key) or next(
            (tail for tail in self._tails.values() if tail.job.key == key), None
        )
        if stream is not None:
            stream.credit(played_samples, now_s)

    def remove(self, key: Hashable, now_s: float) -> bool:
        """Forget a line, whatever its state; whether it was there.

        What was rendered of it is taken to be cut off: the next line need not wait.
        """
        stream = self._streams.get(key)
        if stream is None:
            return False
        self._removed += 1
        self._forget(stream, now_s)
        self._tails.pop(stream.job.character, None)
        return True

    def hold(self, owner: Hashable, held: bool) -> None:
        """Give this owner's lines no more turns (it does not take its blocks), or again."""
        (self._held.add if held else self._held.discard)(owner)

    def begins_s(self, key: Hashable, now_s: float) -> float:
        """When the first sample of a line that was not rendered yet can be heard."""
        stream = self._streams[key]
        tail = self._tails.get(stream.job.character)
        return max(stream.begins_s, now_s + (tail.unheard_s(now_s) if tail else 0.0))

    def heard_samples(self, key: Hashable, now_s: float) -> int:
        """Where playback of a line stands, by the clock and the last credit."""
        return self._streams[key].heard_samples(now_s)

    def keys(self, *, owner: Hashable = None, character: Hashable = None) -> tuple[Hashable, ...]:
        """The lines of an owner or character (None: of any), in the order they came."""
        return tuple(
            key
            for key, stream in self._streams.items()
            if owner in (None, stream.job.owner) and character in (None, stream.job.character)
        )

    def next_turn(self, now_s: float, *, may_open: bool = True) -> Turn | None:
        """What to do now; None if nothing may be done before `wake_s` or an event.

        Lines that could no longer be heard in time are dropped first (`take_dropped`).
        A caller that opens lines beside its rendering sets `may_open` to False while it
        is busy with one; the most urgent of the others is then opened next.
        """
        self._drop_stale(now_s)
        ready = [stream for stream in self._ready(now_s) if stream.is_open or may_open]
        if not ready:
            return None
        self._turns += 1
        first = ready[0]
        if not first.is_open:
            first.opening = True
            return Open(first.job.key)
        mates = (
            stream.job.key
            for stream in ready
            if stream.is_open
            and (stream.model, stream.block_samples) == (first.model, first.block_samples)
        )
        return Render(tuple(key for key, _ in zip(mates, range(self.max_batch), strict=False)))

    def take_dropped(self) -> list[Hashable]:
        """Lines that were dropped since the last call; they are already forgotten."""
        dropped, self._dropped = self._dropped, []
        return dropped

    def wake_s(self, now_s: float) -> float | None:
        """When to ask for a turn again if nothing else happens; None: only an event helps."""
        times: list[float] = []
        for stream, unheard_s in self._heads(now_s):
            slack_s = stream.slack_s(unheard_s)
            if slack_s < -ROUNDING_S <= slack_s + unheard_s:
                times.append(now_s - slack_s)
        for stream in self._streams.values():
            if stream.job.start_by_s is not None and stream.anchor_s is None:
                times.append(stream.job.start_by_s + 2 * ROUNDING_S)
        return min((time_s for time_s in times if time_s > now_s), default=None)

    def statistics(self) -> Statistics:
        speaking = sum(stream.is_open for stream in self._streams.values())
        return Statistics(
            waiting=len(self._streams) - speaking,
            speaking=speaking,
            submitted=self._submitted,
            finished=self._finished,
            removed=self._removed,
            dropped=self._drops,
            turns=self._turns,
            blocks=self._blocks,
            late_blocks=self._late,
        )

    def _heads(self, now_s: float) -> Iterator[tuple[Stream, float]]:
        """The first line of each character, and what is unheard of the one before."""
        for character, queue in self._queues.items():
            stream = self._streams[queue[0]]
            if stream.job.owner not in self._held and not stream.opening:
                tail = self._tails.get(character)
                yield stream, tail.unheard_s(now_s) if tail else 0.0

    def _ready(self, now_s: float) -> list[Stream]:
        """Lines that may have a turn, the most urgent first."""
        ready: list[Stream] = []
        for stream, unheard_s in self._heads(now_s):
            if unheard_s > 0.0 and stream.anchor_s is None:
                stream.begins_s = now_s + unheard_s
            if stream.slack_s(unheard_s) >= -ROUNDING_S:
                ready.append(stream)
        return sorted(ready, key=Stream.urgency_s)

    def _drop_stale(self, now_s: float) -> None:
        for character, tail in list(self._tails.items()):
            if tail.unheard_s(now_s) <= 0.0:
                del self._tails[character]
        for stream in list(self._streams.values()):
            if stream.job.start_by_s is None or stream.anchor_s is not None:
                continue
            character = stream.job.character
            before = self._tails.get(character)
            is_next = self._queues[character][0] == stream.job.key
            wait_s = before.unheard_s(now_s) if before and is_next else 0.0
            if now_s + wait_s > stream.job.start_by_s + ROUNDING_S:
                self._forget(stream, now_s)
                self._dropped.append(stream.job.key)
                self._drops += 1

    def _forget(self, stream: Stream, now_s: float) -> None:
        """Take a line out; the next of its character begins no earlier than now."""
        del self._streams[stream.job.key]
        queue = self._queues[stream.job.character]
        queue.remove(stream.job.key)
        if not queue:
            del self._queues[stream.job.character]
        else:
            following = self._streams[queue[0]]
            following.begins_s = max(following.begins_s, now_s)
