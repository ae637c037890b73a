"""Single decisions, on a clock that the test holds."""

from __future__ import annotations

from typing import Any

import pytest

from moodvox.errors import InputError
from moodvox.scheduler import Dropped, Job, Open, Render, Scheduler

RATE_HZ = 1_000
BLOCK = 50


def _submit(scheduler: Scheduler, key: str, now_s: float = 0.0, **fields: Any) -> None:
    scheduler.submit(Job(key, fields.pop("owner", "o"), fields.pop("who", key), **fields), now_s)


def _open(scheduler: Scheduler, key: str, model: str = "m", block: int = BLOCK) -> None:
    scheduler.opened(key, model=model, sample_rate_hz=RATE_HZ, block_samples=block)


def _speaking(*keys: str, **fields: Any) -> Scheduler:
    scheduler = Scheduler()
    for key in keys:
        _submit(scheduler, key, **fields)
        _open(scheduler, key)
    return scheduler


def _blocks(scheduler: Scheduler, key: str, count: int, now_s: float = 0.0) -> None:
    for _ in range(count):
        scheduler.rendered(key, BLOCK, ended=False, now_s=now_s)


def test_a_line_is_opened_and_then_rendered() -> None:
    scheduler = Scheduler()
    assert scheduler.next_turn(0.0) is None
    _submit(scheduler, "a")
    assert scheduler.next_turn(0.0) == Open("a")
    _open(scheduler, "a")
    assert scheduler.next_turn(0.0) == Render(("a",))


def test_a_line_is_opened_once_and_others_go_on_meanwhile() -> None:
    scheduler = _speaking("a")
    _blocks(scheduler, "a", 2)
    _submit(scheduler, "b")
    _submit(scheduler, "c", now_s=0.01)
    assert scheduler.next_turn(0.01) == Open("b")
    assert scheduler.next_turn(0.01, may_open=False) == Render(("a",))
    _blocks(scheduler, "a", 1, now_s=0.01)
    assert scheduler.next_turn(0.01) == Open("c")
    assert scheduler.next_turn(0.01) == Render(("a",))
    _open(scheduler, "b")
    assert scheduler.next_turn(0.01) == Render(("b",)), "a is being rendered"
    _blocks(scheduler, "a", 1, now_s=0.01)
    _blocks(scheduler, "b", 1, now_s=0.01)
    assert scheduler.next_turn(0.01) == Render(("b", "a"))


def test_two_turns_may_be_under_way_and_no_line_is_in_both() -> None:
    scheduler = _speaking("a", "b")
    _open(scheduler, "b", block=2 * BLOCK)
    assert scheduler.next_turn(0.0) == Render(("a",))
    assert scheduler.next_turn(0.0, may_render=False) is None
    assert scheduler.next_turn(0.0) == Render(("b",))
    assert scheduler.next_turn(0.0) is None
    assert scheduler.wake_s(0.0) is None, "only the end of a turn helps"
    _blocks(scheduler, "b", 1)
    assert scheduler.next_turn(0.0) == Render(("b",))


def test_a_line_is_not_too_late_while_its_first_block_is_being_rendered() -> None:
    scheduler = Scheduler()
    _submit(scheduler, "a", start_by_s=0.1)
    _open(scheduler, "a")
    assert scheduler.next_turn(0.09) == Render(("a",))
    assert scheduler.next_turn(0.2) is None
    assert scheduler.take_dropped() == []
    _blocks(scheduler, "a", 1, now_s=0.2)
    assert scheduler.statistics().blocks == 1


def test_a_new_line_comes_after_those_that_would_run_dry_but_not_for_long() -> None:
    for asked_s, first in ((0.955, "dry"), (0.75, "new")):
        scheduler = _speaking("dry")
        _submit(scheduler, "new", now_s=asked_s)
        _blocks(scheduler, "dry", 1, now_s=0.96)
        _open(scheduler, "new", model="other")
        assert scheduler.next_turn(0.96) == Render((first,))


def test_when_a_line_can_begin_to_be_heard() -> None:
    scheduler = _speaking("a1", who="A")
    _blocks(scheduler, "a1", 4)
    scheduler.rendered("a1", BLOCK, ended=True, now_s=0.0)
    _submit(scheduler, "a2", who="A")
    assert scheduler.begins_s("a2", 0.0) == pytest.approx(0.25)
    assert scheduler.begins_s("a2", 0.2) == pytest.approx(0.25)
    assert scheduler.begins_s("a2", 0.5) == pytest.approx(0.5)


def test_rendering_stops_at_the_lead_and_goes_on_with_credit() -> None:
    scheduler = _speaking("a", lead_s=0.25)
    _blocks(scheduler, "a", 5)
    assert scheduler.next_turn(9.0) is None
    assert scheduler.wake_s(9.0) is None
    scheduler.credit("a", BLOCK - 1, 9.0)
    assert scheduler.next_turn(9.0) is None
    scheduler.credit("a", BLOCK, 9.0)
    assert scheduler.next_turn(9.0) == Render(("a",))


def test_credit_does_not_go_back() -> None:
    scheduler = _speaking("a")
    _blocks(scheduler, "a", 5)
    scheduler.credit("a", 100, 1.0)
    scheduler.credit("a", 0, 2.0)
    assert scheduler.next_turn(2.0) == Render(("a",))


def test_credit_for_an_unknown_line_is_no_fault() -> None:
    Scheduler().credit("a", 5, 0.0)


def test_the_line_that_runs_out_first_has_the_turn() -> None:
    scheduler = _speaking("a", "b", "c")
    for model, key in enumerate("abc"):
        _open(scheduler, key, model=str(model))
    _blocks(scheduler, "a", 3)
    _blocks(scheduler, "b", 1)
    _blocks(scheduler, "c", 2)
    assert scheduler.next_turn(0.0) == Render(("b",))
    scheduler.credit("a", 145, 0.0)
    assert scheduler.next_turn(0.0) == Render(("a",))


def test_lines_of_one_model_and_block_share_a_batch() -> None:
    scheduler = _speaking("a", "b", "c", "d")
    _open(scheduler, "b", model="other")
    _open(scheduler, "d", block=2 * BLOCK)
    _blocks(scheduler, "a", 2)
    assert scheduler.next_turn(0.0) == Render(("b",))
    _blocks(scheduler, "b", 5)
    _blocks(scheduler, "d", 2)
    assert scheduler.next_turn(0.0) == Render(("c", "a"))


def test_a_batch_is_no_larger_than_the_model_takes() -> None:
    scheduler = Scheduler(max_batch=2)
    for key in "abc":
        _submit(scheduler, key)
        _open(scheduler, key)
    assert scheduler.next_turn(0.0) == Render(("a", "b"))


@pytest.mark.parametrize(
    ("first", "second"), [({"priority": 40}, {"priority": 60}), ({"distance_m": 9.0}, {})]
)
def test_priority_and_nearness_win_where_all_else_is_equal(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    scheduler = Scheduler()
    _submit(scheduler, "a", **first)
    _submit(scheduler, "b", **second)
    assert scheduler.next_turn(0.0) == Open("b")


def test_priority_is_a_bounded_head_start() -> None:
    scheduler = _speaking("low", priority=0)
    _submit(scheduler, "high", now_s=0.8, priority=100)
    assert scheduler.next_turn(0.8) == Render(("low",))


def test_lines_of_a_character_wait_for_each_other() -> None:
    scheduler = Scheduler()
    _submit(scheduler, "a1", who="A")
    _submit(scheduler, "a2", who="A")
    _submit(scheduler, "b", who="B", now_s=0.1)
    _open(scheduler, "a1")
    _blocks(scheduler, "a1", 5)
    assert scheduler.next_turn(0.1) == Open("b")


def test_the_next_line_comes_in_time_to_follow_without_a_gap() -> None:
    scheduler = Scheduler()
    _submit(scheduler, "a1", who="A", lead_s=0.25)
    _submit(scheduler, "a2", who="A", lead_s=0.25)
    _open(scheduler, "a1")
    _blocks(scheduler, "a1", 4)
    scheduler.rendered("a1", BLOCK, ended=True, now_s=0.0)
    assert scheduler.next_turn(0.0) == Open("a2")
    _open(scheduler, "a2")
    assert scheduler.next_turn(0.0) is None
    wake_s = scheduler.wake_s(0.0) or 0.0
    assert wake_s == pytest.approx(0.05)
    assert scheduler.next_turn(wake_s) == Render(("a2",))
    scheduler.rendered("a2", BLOCK, ended=False, now_s=wake_s)
    assert scheduler.heard_samples("a2", 0.26) == 10
    assert scheduler.next_turn(wake_s) is None
    scheduler.credit("a1", 250, wake_s)
    assert scheduler.next_turn(wake_s) == Render(("a2",))


def test_the_next_line_does_not_wait_for_credit_that_never_comes() -> None:
    scheduler = _speaking("a1", who="A")
    scheduler.credit("a1", 100_000, 0.0)
    for _ in range(100):
        scheduler.rendered("a1", BLOCK, ended=False, now_s=0.0)
    scheduler.rendered("a1", BLOCK, ended=True, now_s=0.0)
    _submit(scheduler, "a2", who="A")
    assert scheduler.next_turn(0.0) == Open("a2")


def test_a_line_that_is_cancelled_does_not_hold_up_the_next() -> None:
    scheduler = _speaking("a1", who="A")
    _submit(scheduler, "a2", who="A")
    _blocks(scheduler, "a1", 5)
    assert scheduler.remove("a1", 0.0)
    assert not scheduler.remove("a1", 0.0)
    assert scheduler.next_turn(0.0) == Open("a2")


def test_a_line_that_would_be_heard_too_late_is_dropped() -> None:
    scheduler = Scheduler()
    _submit(scheduler, "a1", who="A")
    _submit(scheduler, "a2", who="A", start_by_s=1.0)
    _open(scheduler, "a1")
    _blocks(scheduler, "a1", 5)
    assert scheduler.wake_s(0.0) == pytest.approx(1.0)
    assert scheduler.next_turn(1.0) is None
    assert scheduler.take_dropped() == []
    assert scheduler.next_turn(1.1) is None
    assert scheduler.take_dropped() == [Dropped("a2", "deadline")]
    assert scheduler.take_dropped() == []
    assert scheduler.keys() == ("a1",)


def test_what_is_still_heard_of_the_line_before_counts_for_the_deadline() -> None:
    scheduler = _speaking("a1", who="A")
    _blocks(scheduler, "a1", 4)
    scheduler.rendered("a1", BLOCK, ended=True, now_s=0.0)
    _submit(scheduler, "late", who="A", start_by_s=0.2)
    _submit(scheduler, "fine", who="A", start_by_s=0.3)
    assert scheduler.next_turn(0.0) == Open("fine")
    assert scheduler.take_dropped() == [Dropped("late", "deadline")]


def test_a_line_that_has_begun_is_not_dropped() -> None:
    scheduler = _speaking("a", start_by_s=0.1)
    _blocks(scheduler, "a", 1)
    assert scheduler.next_turn(5.0) == Render(("a",))
    assert scheduler.take_dropped() == []


def test_an_owner_who_is_held_gets_no_turns() -> None:
    scheduler = _speaking("a", owner="lazy")
    scheduler.hold("lazy", True)
    assert scheduler.next_turn(0.0) is None
    scheduler.hold("lazy", False)
    assert scheduler.next_turn(0.0) == Render(("a",))


def test_keys_by_owner_and_character() -> None:
    scheduler = Scheduler()
    _submit(scheduler, "a", owner="x", who="A")
    _submit(scheduler, "b", owner="y", who="A")
    _submit(scheduler, "c", owner="x", who="C")
    assert scheduler.keys(owner="x") == ("a", "c")
    assert scheduler.keys(character="A") == ("a", "b")
    assert scheduler.keys(owner="x", character="A") == ("a",)


def test_statistics_count_what_happened() -> None:
    scheduler = _speaking("a", "b")
    _submit(scheduler, "c")
    scheduler.next_turn(0.0)
    scheduler.rendered("a", BLOCK, ended=False, now_s=0.0)
    scheduler.rendered("a", BLOCK, ended=True, now_s=1.0)
    scheduler.remove("b", 1.0)
    now = scheduler.statistics()
    assert (now.submitted, now.finished, now.removed, now.dropped) == (3, 1, 1, 0)
    assert (now.waiting, now.speaking, now.turns, now.blocks, now.late_blocks) == (1, 0, 1, 2, 1)


@pytest.mark.parametrize(
    "fields",
    [{"priority": 101}, {"priority": -1}, {"distance_m": float("nan")}, {"lead_s": 0.0}],
)
def test_bounds_are_kept(fields: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        _submit(Scheduler(), "a", **fields)


def test_two_lines_with_one_key() -> None:
    scheduler = _speaking("a")
    with pytest.raises(InputError, match="already there"):
        _submit(scheduler, "a")
