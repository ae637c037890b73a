"""Whole evenings of talk on a virtual clock: players that listen, a renderer that takes time."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.scheduler import Job, Open, Scheduler

RATE_HZ = 1_000
BLOCK = 40
CREDIT_EVERY_S = 0.1


@dataclass(frozen=True)
class Planned:
    """A line that the world will ask for."""

    character: int
    samples: int
    at_s: float
    priority: int = 50
    distance_m: float = 0.0
    model: int = 0
    start_by_s: float | None = None
    cancel_at_s: float | None = None
    bake: bool = False
    """Nobody listens: credit for all of it at once."""


@dataclass
class World:
    """One renderer and one player for each character, who hears its lines one by one.

    `block_cost_s` is the time of one block alone; each mate in a batch costs a fifth more.
    """

    lines: list[Planned]
    block_cost_s: float
    lead_s: float = 0.25
    now_s: float = 0.0
    scheduler: Scheduler = field(default_factory=Scheduler)
    rendered: dict[int, int] = field(default_factory=dict)
    played: dict[int, float] = field(default_factory=dict)
    begun: list[int] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    first_block_s: dict[int, float] = field(default_factory=dict)

    def run(self, until_s: float) -> None:
        events = sorted(
            [(line.at_s, 0, key) for key, line in enumerate(self.lines)]
            + [(ln.cancel_at_s, 1, k) for k, ln in enumerate(self.lines) if ln.cancel_at_s]
        )
        credit_s = 0.0
        while self.now_s < until_s:
            while events and events[0][0] <= self.now_s:
                _, what, key = events.pop(0)
                self._submit(key) if what == 0 else self._cancel(key)
            if self.now_s >= credit_s:
                self._play(self.now_s - (credit_s - CREDIT_EVERY_S))
                credit_s = self.now_s + CREDIT_EVERY_S
            if not self._turn():
                wakes = [self.scheduler.wake_s(self.now_s), credit_s]
                wakes += [events[0][0]] if events else []
                self.now_s = max(self.now_s + 1e-6, min(w for w in wakes if w is not None))
            if not events and not self.scheduler.keys():
                break

    def _submit(self, key: int) -> None:
        line = self.lines[key]
        self.scheduler.submit(
            Job(
                key,
                "client",
                line.character,
                line.priority,
                line.distance_m,
                self.lead_s,
                line.start_by_s,
            ),
            self.now_s,
        )
        if line.bake:
            self.played[key] = 1e9
            self.scheduler.credit(key, 10**9, self.now_s)

    def _cancel(self, key: int) -> None:
        if self.scheduler.remove(key, self.now_s):
            self.cancelled.append(key)

    def _turn(self) -> bool:
        turn = self.scheduler.next_turn(self.now_s)
        self.dropped += [int(str(gone.key)) for gone in self.scheduler.take_dropped()]
        if turn is None:
            return False
        if isinstance(turn, Open):
            line = self.lines[int(str(turn.key))]
            self.scheduler.opened(
                turn.key, model=line.model, sample_rate_hz=RATE_HZ, block_samples=BLOCK
            )
            return True
        keys = [int(str(key)) for key in turn.keys]
        assert len({self.lines[key].model for key in keys}) == 1
        self.now_s += self.block_cost_s * (1 + 0.2 * (len(keys) - 1))
        for key in keys:
            self._render(key)
        return True

    def _render(self, key: int) -> None:
        line = self.lines[key]
        done = self.rendered.setdefault(key, 0)
        if done == 0:
            self.begun.append(key)
            self.first_block_s[key] = self.now_s
        samples = min(BLOCK, line.samples - done)
        assert samples > 0, "a finished line had a turn"
        self.rendered[key] = done + samples
        ahead = self.rendered[key] - int(self.played.get(key, 0.0))
        assert ahead <= self.lead_s * RATE_HZ
        ended = self.rendered[key] == line.samples
        if ended:
            self.finished.append(key)
        self.scheduler.rendered(key, samples, ended=ended, now_s=self.now_s)

    def _play(self, elapsed_s: float) -> None:
        """Each character's player hears what it has, line after line, and says so."""
        for character in {line.character for line in self.lines}:
            left = elapsed_s * RATE_HZ
            for key in self.begun:
                line = self.lines[key]
                if line.character == character and not line.bake and key not in self.cancelled:
                    heard = min(left, self.rendered[key] - self.played.get(key, 0.0))
                    left -= heard
                    self.played[key] = self.played.get(key, 0.0) + heard
                    self.scheduler.credit(key, int(self.played[key]), self.now_s)


lines = st.lists(
    st.builds(
        Planned,
        character=st.integers(0, 3),
        samples=st.integers(1, 900),
        at_s=st.floats(0, 3),
        priority=st.integers(0, 100),
        distance_m=st.floats(0, 100),
        model=st.integers(0, 1),
        start_by_s=st.none() | st.floats(0, 6),
        cancel_at_s=st.none() | st.floats(0.01, 5),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(lines, st.sampled_from([0.0005, 0.01, 0.05]), st.sampled_from([0.04, 0.1, 0.25, 2.0]))
def test_every_line_comes_to_one_end_in_the_order_of_its_character(
    planned: list[Planned], block_cost_s: float, lead_s: float
) -> None:
    world = World(planned, block_cost_s, lead_s)
    world.run(until_s=200.0)
    ends = world.finished + world.dropped + world.cancelled
    assert sorted(ends) == list(range(len(planned)))
    for key in world.finished:
        assert world.rendered[key] == planned[key].samples
    for key in world.dropped:
        assert key not in world.rendered
    for character in range(4):
        asked = sorted(
            (key for key in range(len(planned)) if planned[key].character == character),
            key=lambda key: (planned[key].at_s, key),
        )
        begun = [key for key in world.begun if planned[key].character == character]
        assert begun == [key for key in asked if key in begun]


def test_nobody_runs_dry_while_there_is_time_for_all() -> None:
    world = World([Planned(c, 4_000, 0.01 * c, model=c % 2) for c in range(20)], 0.002)
    world.run(until_s=60.0)
    assert len(world.finished) == 20
    assert world.scheduler.statistics().late_blocks == 0


def test_priority_decides_who_suffers_when_there_is_not_time_for_all() -> None:
    planned = [Planned(c, 2_000, 0.0, priority=100 * (c % 2), model=c) for c in range(8)]
    world = World(planned, block_cost_s=0.01)
    world.run(until_s=60.0)
    important = [world.finished.index(c) for c in range(8) if c % 2]
    others = [world.finished.index(c) for c in range(8) if not c % 2]
    assert max(important) < min(others)


def test_a_flood_of_important_lines_starves_nobody() -> None:
    flood = [Planned(1 + n % 5, 400, 0.05 * n, priority=100, model=n) for n in range(200)]
    world = World([Planned(0, 800, 0.0, priority=35, distance_m=1e6, model=-1), *flood], 0.04)
    world.run(until_s=400.0)
    assert len(world.finished) == 201
    assert world.first_block_s[0] < 2.5
    assert world.finished.index(0) < 60


def test_baking_takes_only_the_time_that_talk_leaves() -> None:
    talk = [Planned(c, 3_000, 0.2, model=c) for c in range(1, 5)]
    world = World([Planned(0, 20_000, 0.0, model=-1, bake=True), *talk], 0.006)
    world.run(until_s=60.0)
    assert world.scheduler.statistics().late_blocks == 0
    assert world.finished[-1] == 0
    assert world.now_s < 20_000 / RATE_HZ / 2


@pytest.mark.parametrize("lead_s", [0.04, 0.25])
def test_a_clock_far_from_zero_makes_no_difference(lead_s: float) -> None:
    world = World([Planned(0, 500, 1e7), Planned(0, 500, 1e7)], 0.001, lead_s, now_s=1e7)
    world.run(until_s=1e7 + 20.0)
    assert world.finished == [0, 1]
