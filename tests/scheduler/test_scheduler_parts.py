"""Costs, budget and governor, each alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from moodvox.scheduler import Budget, Costs, Governor, Job, Level, Open, Render, Scheduler
from moodvox.scheduler.batching import Batching, parted
from moodvox.scheduler.stream import Stream


def test_costs_are_learned_for_each_batch_and_block() -> None:
    costs = Costs()
    assert costs.turn_s("m", 80, 4) is None
    assert costs.gain("m", 80, 8) == 1.0
    for _ in range(20):
        costs.learn("m", 80, 1, 0.010)
        costs.learn("m", 80, 8, 0.030)
    assert costs.turn_s("m", 80, 1) == pytest.approx(0.010)
    assert costs.turn_s("m", 80, 8) == pytest.approx(0.030)
    assert 0.010 < (costs.turn_s("m", 80, 4) or 0.0) < 0.030
    assert 0.030 < (costs.turn_s("m", 80, 16) or 0.0) < 0.060
    assert costs.turn_s("m", 160, 8) == pytest.approx(0.060)
    assert costs.gain("m", 80, 8) == pytest.approx(8 / 3)
    assert costs.turn_s("other", 80, 1) is None


def test_a_machine_that_slows_down_is_believed_for_batches_not_tried_since() -> None:
    costs = Costs()
    for _ in range(20):
        costs.learn("m", 80, 1, 0.010)
        costs.learn("m", 80, 16, 0.040)
    for _ in range(600):
        costs.learn("m", 80, 1, 0.030)
    assert costs.turn_s("m", 80, 16) == pytest.approx(0.120, rel=0.25)


def test_one_turn_that_was_interrupted_changes_little() -> None:
    costs = Costs()
    for _ in range(50):
        costs.learn("m", 80, 1, 0.010)
    costs.learn("m", 80, 1, 5.0)
    assert (costs.turn_s("m", 80, 1) or 0.0) < 0.015


def test_the_governor_gives_up_one_thing_after_another_and_takes_it_back_slowly() -> None:
    governor = Governor()
    seen: list[tuple[float, Level]] = []
    for step in range(400):
        now_s = step * 0.1
        before = governor.level
        if governor.look(now_s, 1.5 if now_s < 5.0 else 0.5) != before:
            seen.append((now_s, governor.level))
    assert [int(level) for _, level in seen] == [1, 2, 3, 4, 3, 2, 1, 0]
    ups = [time_s for time_s, _ in seen[:4]]
    downs = [time_s for time_s, _ in seen[4:]]
    assert ups[-1] < 2.5
    assert all(later - sooner >= 2.9 for sooner, later in pairwise(downs))


def test_between_ease_and_pressure_nothing_changes() -> None:
    governor = Governor(level=Level.DELAYING)
    for step in range(1_000):
        governor.look(step * 0.1, 0.9)
    assert governor.level == Level.DELAYING
    assert governor.changes == 0


def test_blocks_that_come_late_are_pressure() -> None:
    governor = Governor()
    for step in range(10):
        governor.look(step * 0.1, 0.3, late_blocks=1)
    assert governor.level > Level.CALM


def test_late_blocks_now_and_then_are_pressure_as_well() -> None:
    """A look sees 50 ms: a hole every third of a second is in few of them."""
    governor = Governor()
    for step in range(40):
        governor.look(step * 0.05, 0.6, late_blocks=step % 7 == 0)
    assert governor.level > Level.CALM
    for step in range(40, 400):
        governor.look(step * 0.05, 0.6)
    assert governor.level == Level.CALM
    for step in range(400, 1_000):
        governor.look(step * 0.05, 0.6, late_blocks=step % 30 == 0)
    assert governor.level == Level.CALM, "one in a while is the machine's"


@pytest.mark.parametrize(
    ("level", "ambient", "normal", "story"),
    [
        (Level.CALM, "fast", "quality", "quality"),
        (Level.THRIFTY, "fast", "fast", "quality"),
        (Level.DROPPING, "fast", "fast", "quality"),
        (Level.LAST, "fast", "fast", "fast"),
    ],
)
def test_who_gets_which_tier(level: Level, ambient: str, normal: str, story: str) -> None:
    governor = Governor(level=level)
    both = ("quality", "fast")
    assert [governor.tier(p, both) for p in (20, 50, 80)] == [ambient, normal, story]
    for only in both:
        assert {governor.tier(p, (only,)) for p in (0, 50, 100)} == {only}


def test_only_chatter_is_held_back_and_given_up() -> None:
    governor = Governor(level=Level.DELAYING)
    assert [governor.holds_back(p) for p in (20, 50, 80)] == [True, False, False]
    assert not governor.gives_up(20, 100.0)
    governor = Governor(level=Level.DROPPING)
    assert [governor.gives_up(p, 3.0) for p in (20, 50, 80)] == [True, False, False]
    assert not governor.gives_up(20, 1.0)


def test_a_voice_without_a_tier_is_no_voice() -> None:
    with pytest.raises(ValueError, match="at least one tier"):
        Governor().tier(50, ())


def test_a_budget_is_kept_over_time_and_lets_a_turn_go_on_that_began() -> None:
    budget = Budget.of(cpu_share=0.25)
    now_s, spent_s = 0.0, 0.0
    while now_s < 100.0:
        free_s = budget.free_s(now_s)
        if free_s > now_s:
            now_s = free_s
            continue
        now_s += 0.02
        spent_s += 0.02
        budget.spend(0.02, now_s)
    assert spent_s == pytest.approx(25.0, rel=0.02)
    assert budget.capacity(2) == 0.25


def test_a_budget_for_each_tick() -> None:
    budget = Budget.of(tick_budget_ms=3.0)
    assert budget.capacity(1) == pytest.approx(0.18)
    budget.spend(0.003, 0.0)
    assert budget.free_s(0.0) > 0.0
    assert budget.free_s(1.0) == 1.0
    tighter = Budget.of(tick_budget_ms=3.0, cpu_share=0.1)
    assert tighter.capacity(1) == 0.1


def test_no_budget_is_no_limit() -> None:
    budget = Budget.of()
    budget.spend(1e9, 1.0)
    assert budget.free_s(1.0) == 1.0
    assert not budget.is_limited
    assert (budget.capacity(1), budget.capacity(2)) == (1.0, 2.0)


def _two_lines(pair_s: float) -> Scheduler:
    """Of a lead of 0.7 s, line a has 0.6 s and line b all; two blocks cost `pair_s`, one 10 ms."""
    scheduler = Scheduler()
    for key in "ab":
        scheduler.submit(Job(key, "o", key, lead_s=0.7), 0.0)
        scheduler.opened(key, model="m", sample_rate_hz=1_000, block_samples=100)
        for _ in range(6 if key == "a" else 7):
            scheduler.rendered(key, 100, ended=False, now_s=0.0)
    for _ in range(20):
        scheduler.took(Render(("a",), "m", 100), 0.010)
        scheduler.took(Render(("a", "b"), "m", 100), pair_s)
    return scheduler


def test_a_larger_batch_is_waited_for_where_it_pays_and_nobody_is_in_need() -> None:
    scheduler = _two_lines(pair_s=0.011)
    assert scheduler.next_turn(0.0) is None
    wake_s = scheduler.wake_s(0.0)
    assert wake_s == pytest.approx(0.6 - 0.35)
    scheduler.credit("b", 100, 0.1)
    assert scheduler.next_turn(0.1) == Render(("a", "b"))


def test_who_is_in_need_does_not_wait() -> None:
    scheduler = _two_lines(pair_s=0.011)
    assert scheduler.next_turn(0.3) == Render(("a",))


def test_where_a_batch_does_not_pay_nobody_waits_and_lines_go_alone() -> None:
    scheduler = _two_lines(pair_s=0.021)
    assert scheduler.next_turn(0.0) == Render(("a",))
    scheduler.credit("b", 100, 0.1)
    assert scheduler.next_turn(0.1) == Render(("b",))


def test_turns_of_different_sizes_are_compared_anew_after_one_that_was_interrupted() -> None:
    costs = Costs()
    for _ in range(20):
        costs.learn("m", 80, 1, 0.010)
    costs.learn("m", 80, 8, 0.200)
    for _ in range(40):
        costs.learn("m", 80, 1, 0.010)
        costs.learn("m", 80, 8, 0.030)
    assert (costs.turn_s("m", 80, 8) or 0.0) < 0.060
    assert costs.turn_s("m", 80, 1) == pytest.approx(0.010, rel=0.3)


def _waiting_lines(lead_s: float, ahead: int) -> list[Stream]:
    """Four lines of which `ahead` samples are to be heard still, in blocks of 80 ms."""
    return [
        Stream(
            Job(key=key, owner="o", character=key, lead_s=lead_s),
            0.0,
            model="m",
            sample_rate_hz=1000,
            block_samples=80,
            rendered=500 + ahead,
            played=500,
            anchor_s=-0.5,
        )
        for key in range(4)
    ]


@pytest.mark.parametrize(
    ("ahead", "each_s", "samples"),
    [(170, 0.001, 80), (130, 0.001, 120), (60, 0.001, 160), (60, 0.004, 160), (10, 0.004, 80)],
)
def test_batches_take_longer_blocks_where_there_is_room_and_time(
    ahead: int, each_s: float, samples: int
) -> None:
    costs = Costs()
    for length in (80, 120, 160):
        costs.learn("m", length, 4, each_s * 4)
    lines = _waiting_lines(0.25, ahead)
    batching = Batching(costs, 32, 0.04)
    assert batching.block_samples(lines, 0.0) == samples
    assert batching.block_samples(lines[:1], 0.0) == 80


def _ready(count: int, **fields: Any) -> list[Stream]:
    """Lines that were opened and asked for at 1.0 s."""
    return [Stream(Job(number, 1, number, **fields), begins_s=1.0) for number in range(count)]


def test_lines_that_begin_wait_for_those_that_are_being_opened() -> None:
    few = _ready(3)
    go, until_s = parted(few, 1.05)
    assert not go
    assert until_s == pytest.approx(1.2)
    assert parted(few, 1.21) == (few, None), "long enough"
    assert parted(few, 0.9) == (few, None), "the line before is still heard: there is time now"
    many = _ready(24)
    assert parted(many, 1.05) == (many, None), "enough for a turn"


def test_who_speaks_tells_the_story_or_has_a_deadline_waits_for_nobody() -> None:
    (speaking,) = _ready(1)
    speaking.anchor_s = 1.01
    ahead = [speaking, *_ready(1, priority=80), *_ready(1, start_by_s=1.5)]
    (other,) = _ready(1)
    go, until_s = parted([*ahead, other], 1.05)
    assert go == ahead
    assert until_s == pytest.approx(1.2)


def test_a_scheduler_gathers_while_its_caller_opens() -> None:
    scheduler = Scheduler(opens_beside=True)
    for number in range(2):
        scheduler.submit(Job(number, 1, number), 1.0)
        assert scheduler.next_turn(1.0, opening=True) == Open(number)
    scheduler.opened(0, model="m", sample_rate_hz=1_000, block_samples=80)
    assert scheduler.next_turn(1.01, opening=True) is None
    assert scheduler.wake_s(1.01) == pytest.approx(1.2)
    scheduler.opened(1, model="m", sample_rate_hz=1_000, block_samples=80)
    assert scheduler.next_turn(1.02) == Render((0, 1))
