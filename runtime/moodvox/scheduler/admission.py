"""What can still be promised: whether one more line would break those that are spoken."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable

from moodvox.scheduler.costs import Costs
from moodvox.scheduler.governor import Kind, kind_of
from moodvox.scheduler.jobs import Job
from moodvox.scheduler.stream import Stream

ROOM: dict[Kind, float] = {"story": 0.95, "normal": 0.85, "ambient": 0.75}
"""Up to which load a line may begin; what lies above is kept for those that matter more."""

FAIR_S = 1.0
"""How much later a client's next line comes for each line that it is speaking already."""

BUSY = 0.6
"""Above this, how busy the renderer is tells more than what turns cost: below, it takes
smaller batches than it could."""

STRAIN: dict[Kind, float] = {"story": 0.5, "normal": 0.2, "ambient": 0.1}
"""While so many of the blocks come with little of their lead left no line begins, whatever
turns are said to cost."""

STRAIN_BLOCKS = 100
"""So many blocks tell how many that are."""

AMPLE = 0.1
"""While every block comes with so much of its line's lead left, there is more room than how
busy the renderer is says, for it could take larger batches. Chatter is not begun on that."""

SHARED = 1.5
"""Turns that are under way together take so much longer than alone, as far as it is not
measured yet: they share the cores' caches, and the interpreter."""

BUSY_S = 1.0
"""Over so long it is averaged."""

SURELY = 2.0
"""A line is refused early only if twice as fast as guessed would still be too late."""

USUAL_BLOCK_S = 0.08
"""Of a line that is not open yet."""

USUAL_LINE_S = 3.0
"""Length of one whose plan is not known yet."""


class Admission:
    """Load, and room for more.

    Args:
        costs: what turns take.
        max_batch: of one turn.
        capacity: seconds that a second has for rendering.
    """

    def __init__(self, costs: Costs, max_batch: int, capacity: float = 1.0) -> None:
        self.costs = costs
        self.capacity = capacity
        self._max_batch = max_batch
        self._usual: tuple[Hashable, int] | None = None
        self._spent_s = 0.0
        self._busy = 0.0
        self._strain = 0.0
        self._scarce_s = -math.inf
        self._now_s = -math.inf

    def spent(self, seconds: float) -> None:
        """So much was spent on a turn."""
        self._spent_s += seconds

    def passed(self, seconds: float) -> None:
        """So much time has gone by since this was last said."""
        if seconds > 0.0:
            share = min(max(1.0, self.capacity), self._spent_s / seconds)
            self._busy += (share - self._busy) * min(1.0, seconds / BUSY_S)
            self._spent_s = 0.0

    def saw(self, left: float, now_s: float) -> None:
        """A block came while `left` of its line's lead was still to be heard."""
        self._now_s = now_s
        self._strain += ((left < AMPLE) - self._strain) / STRAIN_BLOCKS
        if left < AMPLE:
            self._scarce_s = now_s

    def load(
        self, speaking: Iterable[Stream], more: Iterable[Job] = (), *, wary: bool = False
    ) -> float:
        """Share of the time there is that these lines need; 0 where nothing was measured.

        What turns cost says how many lines would fit if all went as well as it can; how
        busy the renderer really is says the rest, once it is nearly always and blocks come
        with little to spare (`wary`: whether or not they do).
        """
        lines: Counter[tuple[Hashable, int, int]] = Counter()
        for stream in speaking:
            if stream.listens:
                self._usual = stream.model, stream.sample_rate_hz
                # A first block is short, but the ones after it are what it has to keep up.
                usual_s = min(USUAL_BLOCK_S, stream.job.lead_s / 2)
                block = max(stream.block_samples, int(usual_s * stream.sample_rate_hz))
                lines[stream.model, block, stream.sample_rate_hz] += 1
        if self._usual is None:
            return 0.0
        usual_model, rate_hz = self._usual
        before = lines.total()
        for job in more:
            known = self.costs.turn_s(job.model, 1, 1) is not None
            model = job.model if known else usual_model
            lines[model, int(min(USUAL_BLOCK_S, job.lead_s / 2) * rate_hz), rate_hz] += 1
        needed = sum(
            self._needs(model, samples, count, samples / rate_hz)
            for (model, samples, rate_hz), count in lines.items()
        )
        ample = self._now_s - self._scarce_s > BUSY_S
        if (ample and not wary) or self._busy < BUSY * self.capacity or not before:
            return needed
        return max(needed, self._busy / self.capacity * lines.total() / before)

    def may_begin(self, job: Job, speaking: list[Stream]) -> bool:
        """Whether those who speak keep their time with one more. The first always may."""
        if not any(stream.listens for stream in speaking):
            return True
        kind = kind_of(job.priority)
        load = self.load(speaking, [job], wary=kind == "ambient")
        return load <= ROOM[kind] and (not load or self._strain <= STRAIN[kind])

    def _needs(self, model: Hashable, samples: int, lines: int, block_s: float) -> float:
        """Share of the time for `lines` of one model, each of which needs a block in `block_s`."""
        full, rest = divmod(lines, self._max_batch)
        seconds = 0.0
        for size, times in ((self._max_batch, full), (rest, 1 if rest else 0)):
            if times:
                seconds += times * (self.costs.turn_s(model, samples, size) or 0.0)
        if self.capacity > 1.0:
            seconds *= max(1.0, SHARED / self.costs.pace)
        return seconds / block_s / self.capacity


def room_in_s(speaking: Iterable[Stream], ahead: int, now_s: float) -> float:
    """When so many of the lines being spoken will be over, at a guess."""
    left = sorted(stream.left_s(now_s) or USUAL_LINE_S for stream in speaking)
    if not left:
        return 0.0
    rounds, place = divmod(ahead, len(left))
    return rounds * USUAL_LINE_S + left[place]


def in_turn(waiting: Iterable[Stream], speaking: Iterable[Stream], now_s: float) -> list[Stream]:
    """Lines that wait to begin, in the order in which they may.

    A client that speaks more than another comes after it; the line that waits longest
    comes at last, however many others there are.
    """
    lines_of = Counter(stream.job.owner for stream in speaking)
    return sorted(waiting, key=lambda s: s.urgency_s(now_s) + FAIR_S * lines_of[s.job.owner])
