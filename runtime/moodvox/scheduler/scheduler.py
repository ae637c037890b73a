"""Whose block is rendered next: earliest deadline first, as far as credit reaches."""

from __future__ import annotations

import math
from collections.abc import Hashable

from moodvox.errors import InputError
from moodvox.scheduler.admission import SURELY, Admission, in_turn, room_in_s
from moodvox.scheduler.batching import CROWD, EASY, MAX_TURN_S, Batching, parted
from moodvox.scheduler.costs import Costs
from moodvox.scheduler.counts import Counts
from moodvox.scheduler.governor import Governor, Kind, kind_of
from moodvox.scheduler.jobs import Dropped, Job, Open, Render, Statistics, Turn, Why
from moodvox.scheduler.lines import Lines
from moodvox.scheduler.stream import ROUNDING_S, Stream

MAX_BATCH = 32
"""The largest batch that a model takes."""

LOOK_S = 0.05
"""How often the governor looks."""


class Scheduler:
    """Orders the work of all lines; does none of it, and looks at no clock.

    One thread calls it: it asks `next_turn`, has that done and reports back with `opened`
    and `rendered`. Several turns may be under way together, each line in one of them at
    most. Every `now_s` is of one clock that does not go back.

    A line waits behind the earlier ones of its character, is opened when the one before
    is nearly heard, and is rendered block by block no further than `lead_s` beyond
    what was played. Among the lines that may go on, the one whose playback runs out
    first has the turn, with others of its model in the same batch.

    How long turns take is learned from `took`. From then on a line begins only while those
    that are spoken keep their time (`Admission`), and batches are as large as pays
    (`Batching`). A clock that goes back is taken to stand still.

    Args:
        max_batch: the most lines in a turn.
        governor: which lines are held back or given up.
        capacity: seconds that a second has for rendering.
        max_turn_s: the longest turn, where there is a choice.
        opens_beside: opening takes none of the caller's time, so it never waits for a block.
        lanes: turns that can be under way together.
    """

    def __init__(
        self,
        *,
        max_batch: int = MAX_BATCH,
        governor: Governor | None = None,
        capacity: float = 1.0,
        max_turn_s: float = MAX_TURN_S,
        opens_beside: bool = False,
        lanes: int = 1,
    ) -> None:
        self.costs = Costs()
        self.governor = governor or Governor()
        self._admission = Admission(self.costs, max_batch, capacity)
        self._batching = Batching(self.costs, max_batch, max_turn_s, lanes)
        self._opens_beside = opens_beside
        self._latest_s = -math.inf
        self._wait_until_s: float | None = None
        self._all_at_work = False
        self._looked_s = -math.inf
        self._late_seen = 0
        self._load = self._demand = 0.0
        self._lines = Lines()
        self._dropped: list[Dropped] = []
        self._counts = Counts()

    def submit(self, job: Job, now_s: float) -> None:
        """Take a line in, behind the others of its character.

        Raises:
            InputError: there is a line with this key, or a bound is not kept.
        """
        if job.key in self._lines:
            raise InputError(f"line {job.key!r} is already there", where="key")
        if not 0 <= job.priority <= 100:
            raise InputError(f"priority {job.priority} is outside 0 to 100", where="priority")
        if not (0.0 <= job.distance_m < math.inf and 0.0 < job.lead_s < math.inf):
            raise InputError("distance and lead are finite and not negative", where="job")
        self._lines.add(Stream(job, self._now_s(now_s)))
        self._counts.submitted += 1

    def opened(
        self,
        key: Hashable,
        *,
        model: Hashable,
        sample_rate_hz: int,
        block_samples: int,
        total_samples: int = 0,
    ) -> None:
        """The line can be rendered by this model; `total_samples` 0: not known."""
        stream = self._lines[key]
        stream.opening = False
        stream.model = model
        stream.sample_rate_hz = sample_rate_hz
        stream.total_samples = total_samples
        stream.resize(block_samples)

    def took(self, turn: Render, seconds: float, *, whole: bool = True) -> None:
        """A turn of `next_turn` was done and took so long; `whole`: no block was shorter than
        asked for, or cost nothing. Others are not learned from."""
        if whole and not turn.begins:
            self.costs.learn(turn.model, turn.block_samples, len(turn.keys), seconds)
        self._admission.spent(seconds)

    def resize(self, key: Hashable, block_samples: int) -> None:
        """The next blocks of an open line are so long."""
        self._lines[key].resize(block_samples)

    def rendered(self, key: Hashable, samples: int, *, ended: bool, now_s: float) -> None:
        """A block of `samples` was rendered; `ended`: it was the line's last."""
        now_s = self._now_s(now_s)
        stream = self._lines[key]
        stream.rendering = False
        self._counts.late_blocks += stream.is_late(now_s)
        self._admission.saw(stream.left_share(now_s), now_s)
        self._counts.blocks += 1
        stream.advance(samples, now_s)
        if ended:
            self._counts.finished += 1
            stream.ended_s = now_s
            self._lines.forget(stream, now_s)
            self._lines.heard_last(stream)

    def credit(self, key: Hashable, played_samples: int, now_s: float) -> None:
        """Playback of a line has come this far; one that is not known is no fault."""
        now_s = self._now_s(now_s)
        stream = self._lines.get(key)
        if stream is not None:
            stream.credit(played_samples, now_s)

    def remove(self, key: Hashable, now_s: float) -> bool:
        """Forget a line, whatever its state; whether it was there.

        What was rendered of it is taken to be cut off: the next line need not wait.
        """
        if key not in self._lines:
            return False
        stream = self._lines[key]
        self._counts.removed += 1
        self._lines.forget(stream, self._now_s(now_s))
        self._lines.cut_off(stream.job.character)
        return True

    def hold(self, owner: Hashable, held: bool) -> None:
        """Give this owner's lines no more turns (it does not take its blocks), or again."""
        self._lines.hold(owner, held)

    def begins_s(self, key: Hashable, now_s: float) -> float:
        """When the first sample of a line that was not rendered yet can be heard."""
        stream = self._lines[key]
        return max(stream.begins_s, now_s + self._lines.unheard_s(stream.job.character, now_s))

    def heard_samples(self, key: Hashable, now_s: float) -> int:
        """Where playback of a line stands, by the clock and the last credit."""
        return self._lines[key].heard_samples(now_s)

    def keys(self, *, owner: Hashable = None, character: Hashable = None) -> tuple[Hashable, ...]:
        """The lines of an owner or character (None: of any), in the order they came."""
        return self._lines.keys(owner, character)

    def next_turn(
        self, now_s: float, *, may_open: bool = True, may_render: bool = True, opening: bool = False
    ) -> Turn | None:
        """What to do now; None if nothing may be done before `wake_s` or an event.

        Lines that could no longer be heard in time are dropped first (`take_dropped`).
        A caller that opens or renders beside sets `may_open` or `may_render` to False
        while all that do so are at work; `opening` while lines are being opened: what was
        asked for with them had better be rendered with them.
        """
        now_s = self._now_s(now_s)
        self._wait_until_s = None
        for stream in self._lines.spoiled(now_s):
            self._drop(stream, "load" if stream.delayed else "deadline", now_s)
        self._all_at_work = not (may_open or may_render)
        if self._all_at_work and now_s - self._looked_s < LOOK_S:
            return None
        heads = list(self._lines.heads(now_s))
        self._look(heads, now_s)
        ready = [stream for stream in heads if stream.is_open] if may_render else []
        if opening:
            ready, self._wait_until_s = parted(ready, now_s)
        ready.sort(key=lambda stream: stream.urgency_s(now_s))
        turn: Turn | None = None
        begun = self._next_to_open(heads, now_s) if may_open else None
        if begun is not None and self._opens_beside:
            ready = []
        if ready and (begun is None or ready[0].urgency_s(now_s) < begun.urgency_s(now_s)):
            turn = self._batch(ready, now_s)
        if turn is None and begun is not None:
            begun.opening = True
            turn = Open(begun.job.key)
        self._counts.turns += turn is not None
        return turn

    @property
    def is_pressed(self) -> bool:
        """Whether those who speak need most of the time there is."""
        return self._load > EASY

    @property
    def is_crowded(self) -> bool:
        """Whether so many speak, or are about to, that blocks had better be long."""
        return self._lines.characters > CROWD

    def take_dropped(self) -> list[Dropped]:
        """Lines that were dropped since the last call; they are already forgotten."""
        dropped, self._dropped = self._dropped, []
        return dropped

    def wake_s(self, now_s: float) -> float | None:
        """When to ask for a turn again if nothing else happens; None: only an event helps.

        `now_s` is that of the `next_turn` that gave none: no time since is slept through.
        """
        times = [] if self._all_at_work else list(self._lines.turns_s(now_s))
        times += [start_by_s + 2 * ROUNDING_S for _, start_by_s in self._lines.perishable()]
        if self._wait_until_s is not None:
            times.append(self._wait_until_s)
        return min((time_s for time_s in times if time_s > now_s), default=None)

    def statistics(self) -> Statistics:
        return self._counts.statistics(self._lines, self._load, self._demand)

    def _now_s(self, now_s: float) -> float:
        """`now_s`, or the latest time seen if that is later."""
        self._latest_s = max(self._latest_s, now_s)
        return self._latest_s

    def _look(self, heads: list[Stream], now_s: float) -> None:
        """Let the governor see how things stand, now and then."""
        if now_s - self._looked_s < LOOK_S:
            return
        self._admission.passed(now_s - self._looked_s)
        self._looked_s = now_s
        speaking = self._lines.speaking()
        waiting = [stream.job for stream in heads if not stream.is_open]
        self._load = self._admission.load(speaking)
        self._demand = self._admission.load(speaking, waiting)
        self.governor.look(now_s, self._demand, self._counts.late_blocks - self._late_seen)
        self._late_seen = self._counts.late_blocks
        for stream in [stream for stream in heads if not stream.is_open]:
            if self.governor.gives_up(stream.job.priority, now_s - stream.begins_s):
                self._drop(stream, "load", now_s)

    def _next_to_open(self, heads: list[Stream], now_s: float) -> Stream | None:
        """The line to begin next, if there is room for it."""
        waiting = [s for s in heads if not s.is_open and s.job.key in self._lines]
        if not waiting:
            return None
        speaking = self._lines.speaking()
        refused: set[Kind] = set()
        for ahead, stream in enumerate(in_turn(waiting, speaking, now_s)):
            kind = kind_of(stream.job.priority)
            if kind not in refused and not self.governor.holds_back(stream.job.priority):
                if self._admission.may_begin(stream.job, speaking):
                    return stream
                refused.add(kind)
            if not stream.delayed:
                stream.delayed = True
                self._counts.delayed += 1
            start_by_s = stream.job.start_by_s
            if start_by_s is not None:
                room_s = room_in_s(speaking, ahead, now_s)
                if now_s + room_s / SURELY > start_by_s:
                    self._drop(stream, "load", now_s, room_s)
        return None

    def _batch(self, ready: list[Stream], now_s: float) -> Render | None:
        """The most urgent line, with others of its model; None: it can wait for more."""
        mates = self._batching.mates(ready, now_s, self._load)
        wait_s = self._batching.wait_s(ready, len(mates), self._lines, now_s)
        if wait_s > 0.0:
            self._wait_until_s = now_s + wait_s
            return None
        for stream in mates:
            stream.rendering = True
        keys = tuple(stream.job.key for stream in mates)
        block_samples = self._batching.block_samples(mates, now_s)
        begins = any(stream.anchor_s is None for stream in mates)
        return Render(keys, ready[0].model, block_samples, begins)

    def _drop(self, stream: Stream, why: Why, now_s: float, retry_s: float = 0.0) -> None:
        """Give up a line that was not begun."""
        if why == "load":
            self._counts.dropped_for_load += 1
            retry_s = retry_s or room_in_s(self._lines.speaking(), 0, now_s)
        self._lines.forget(stream, now_s)
        self._dropped.append(Dropped(stream.job.key, why, retry_s))
        self._counts.dropped += 1
