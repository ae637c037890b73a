"""A town full of talk on a virtual clock: players that listen, a renderer that takes time."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from moodvox.scheduler import Dropped, Governor, Job, Open, Render, Scheduler

RATE_HZ = 1_000
BLOCK = 100
CREDIT_S = 0.1
OPEN_S = 0.01


@dataclass
class Spoken:
    """A line as the town knows it."""

    key: int
    job: Job
    samples: int
    said_s: float
    rendered: int = 0
    credited: int = 0
    begun_s: float | None = None
    stalled_s: float = 0.0
    dry: int = 0
    end: str = ""
    ended_s: float = 0.0
    deaf: bool = False

    def played(self, now_s: float) -> int:
        """Where its player stands: it stops where there is nothing, and goes on later."""
        if self.begun_s is None:
            return 0
        return min(self.rendered, int((now_s - self.begun_s - self.stalled_s) * RATE_HZ + 1e-6))


@dataclass
class Town:
    """Renderers that take `fixed_s` for a turn and `each_s` for each of its lines.

    `slow` multiplies that, as another program on the machine would. `lanes` turns may be
    under way together; then each takes `crowding` times as long.
    """

    seed: int = 0
    fixed_s: float = 0.004
    each_s: float = 0.002
    slow: Callable[[float], float] = lambda now_s: 1.0
    lead_s: float = 0.3
    lanes: int = 1
    crowding: float = 1.4
    now_s: float = 0.0
    scheduler: Scheduler = field(default_factory=lambda: Scheduler(governor=Governor()))
    lines: dict[int, Spoken] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    batches: Counter[int] = field(default_factory=Counter)
    busy_s: float = 0.0
    opening: set[int] = field(default_factory=set)
    rendering: set[int] = field(default_factory=set)
    under_way: int = 0
    most_under_way: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._listening: list[Spoken] = []
        self._numbers = itertools.count()
        self._heard: dict[object, list[Spoken]] = defaultdict(list)

    def at(self, time_s: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (time_s, next(self._numbers), event))

    def say(self, character: object, samples: int, **job: object) -> Spoken:
        """A line is asked for now."""
        key = len(self.lines)
        fields = {"owner": "client", "lead_s": self.lead_s, **job}
        line = Spoken(key, Job(key, character=character, **fields), samples, self.now_s)  # type: ignore[arg-type]
        self.lines[key] = line
        self._listening.append(line)
        self.scheduler.submit(line.job, self.now_s)
        return line

    def cancel(self, line: Spoken) -> None:
        if self.scheduler.remove(line.key, self.now_s):
            self._end(line, "cancelled")

    def run(self, until_s: float) -> None:
        self.at(self.now_s, self._credits)
        while self.now_s < until_s:
            while self._events and self._events[0][0] <= self.now_s:
                heapq.heappop(self._events)[2]()
            if not self._turn():
                times = [self.scheduler.wake_s(self.now_s), self._events[0][0]]
                later = min(time_s for time_s in times if time_s is not None)
                assert later > self.now_s - 1e-9, "it asks for a turn and takes none"
                self.now_s = max(self.now_s, later)

    def _turn(self) -> bool:
        turn = self.scheduler.next_turn(
            self.now_s, may_open=not self.opening, may_render=self.under_way < self.lanes
        )
        for gone in self.scheduler.take_dropped():
            self.dropped.append(gone)
            line = self.lines[int(str(gone.key))]
            assert line.rendered == 0, "a line that was heard is not dropped"
            self._end(line, f"dropped: {gone.why}")
        if isinstance(turn, Open):
            key = int(str(turn.key))
            self.opening.add(key)
            self.at(self.now_s + OPEN_S * self.slow(self.now_s), lambda: self._opened(key))
        elif isinstance(turn, Render):
            self._render(turn)
        return turn is not None

    def _opened(self, key: int) -> None:
        self.opening.discard(key)
        line = self.lines[key]
        if not line.end:
            self.scheduler.opened(
                key,
                model=line.job.model,
                sample_rate_hz=RATE_HZ,
                block_samples=BLOCK,
                total_samples=line.samples,
            )

    def _render(self, turn: Render) -> None:
        lines = [self.lines[int(str(key))] for key in turn.keys]
        assert len({line.job.model for line in lines}) == 1
        assert len(set(turn.keys)) == len(turn.keys)
        self.batches[len(lines)] += 1
        cost_s = (self.fixed_s + self.each_s * len(lines)) * self.slow(self.now_s)
        cost_s *= self.crowding if self.under_way else 1.0
        keys = {line.key for line in lines}
        assert not keys & self.rendering, "a line is in two turns"
        self.rendering |= keys
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self.at(self.now_s + cost_s, lambda: self._rendered(turn, lines, cost_s))

    def _rendered(self, turn: Render, lines: list[Spoken], cost_s: float) -> None:
        self.under_way -= 1
        self.busy_s += cost_s
        self.scheduler.took(turn, cost_s)
        for line in lines:
            self.rendering.discard(line.key)
            if not line.end:  # it may have been cancelled meanwhile
                self._block(line)

    def _block(self, line: Spoken) -> None:
        assert not line.end, "a line that is over was rendered"
        samples = min(BLOCK, line.samples - line.rendered)
        assert samples > 0
        if line.begun_s is None:
            line.begun_s = self._free_s(line)
        elif line.played(self.now_s) == line.rendered:
            should = (self.now_s - line.begun_s - line.stalled_s) * RATE_HZ - line.rendered
            if should > 0.0:
                line.dry += 1
                line.stalled_s += should / RATE_HZ
        line.rendered += samples
        limit = max(BLOCK, int(self.lead_s * RATE_HZ))
        assert line.rendered - line.credited <= limit, "rendered beyond the lead"
        ended = line.rendered == line.samples
        self.scheduler.rendered(line.key, samples, ended=ended, now_s=self.now_s)
        if ended:
            self._end(line, "finished")

    def _free_s(self, line: Spoken) -> float:
        """When its character has said what it said before."""
        before = self._heard[line.job.character]
        self._heard[line.job.character] = [*before[-1:], line]
        ends = [b.begun_s + b.stalled_s + b.rendered / RATE_HZ for b in before if b.begun_s]
        return max([self.now_s, *ends])

    def _end(self, line: Spoken, how: str) -> None:
        assert not line.end, "a line ends once"
        line.end, line.ended_s = how, self.now_s

    def _credits(self) -> None:
        self._listening = [line for line in self._listening if line.credited < line.samples]
        for line in self._listening:
            if line.begun_s is None or line.deaf:
                continue
            line.credited = max(line.credited, line.played(self.now_s))
            self.scheduler.credit(line.key, line.credited, self.now_s)
            if self.random.random() < 0.05:  # an engine that is mistaken, too
                told = self.random.randrange(line.credited + 1)
                self.scheduler.credit(line.key, told, self.now_s)
        self.at(self.now_s + CREDIT_S, self._credits)
