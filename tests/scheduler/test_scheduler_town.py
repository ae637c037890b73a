"""Thousands of virtual seconds of talk: what a player hears, whatever is asked of the machine."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.scheduler import Job, Level, Render, Scheduler
from moodvox.scheduler.stream import FIRST_S
from scheduler.town import BLOCK, RATE_HZ, Spoken, Town

STORY, NORMAL, CHATTER = 80, 50, 20


def _chat(town: Town, character: str, priority: int, talk_s: float, rest_s: float) -> None:
    """A character says a line, hears itself out, rests, and says the next, for ever."""

    def say() -> None:
        samples = 1 + int(town.random.expovariate(1.0 / talk_s) * RATE_HZ)
        line = town.say(character, samples, priority=priority)
        wait(line)

    def wait(line: Spoken) -> None:
        over = line.end and (line.begun_s is None or line.played(town.now_s) >= line.rendered)
        again_s = town.now_s + (town.random.expovariate(1.0 / rest_s) if over else 0.1)
        town.at(again_s, say if over else lambda: wait(line))

    town.at(town.random.random() * rest_s, say)


def _ends(town: Town, priority: int) -> Counter[str]:
    return Counter(line.end for line in town.lines.values() if line.job.priority == priority)


def _check_accounts(town: Town) -> None:
    """Every line has one end, and what was rendered of it is what it has."""
    statistics = town.scheduler.statistics()
    over = [line for line in town.lines.values() if line.end]
    assert statistics.submitted == len(town.lines)
    assert statistics.finished + statistics.removed + statistics.dropped == len(over)
    assert all(line.rendered == line.samples for line in over if line.end == "finished")
    blocks = sum(-(-line.rendered // BLOCK) for line in town.lines.values())
    assert statistics.blocks == blocks
    for lines in _by_character(town).values():
        begun = [line for line in lines if line.begun_s is not None]
        for before, after in pairwise(begun):
            assert (before.begun_s or 0.0) <= (after.begun_s or 0.0), "out of order"


def _by_character(town: Town) -> dict[object, list[Spoken]]:
    lines: dict[object, list[Spoken]] = {}
    for line in town.lines.values():
        lines.setdefault(line.job.character, []).append(line)
    return lines


def test_an_evening_with_time_for_all() -> None:
    town = Town(seed=1)
    for number in range(10):
        _chat(town, f"c{number}", (STORY, NORMAL, CHATTER)[number % 3], 3.0, 6.0)
    town.run(2_000.0)
    _check_accounts(town)
    assert len(town.lines) > 1_200
    assert sum(line.dry for line in town.lines.values()) == 0
    assert not town.dropped
    waits = [line.begun_s - line.said_s for line in town.lines.values() if line.begun_s]
    assert max(waits) < 0.2
    assert town.scheduler.governor.level == Level.CALM


def test_story_lines_keep_their_time_while_chatter_asks_for_three_times_what_there_is() -> None:
    """The stated load: story lines that need up to 60 % of what the renderer has."""
    town = Town(seed=2, fixed_s=0.002, each_s=0.006)
    for number in range(8):
        _chat(town, f"story{number}", STORY, 3.0, 1.0)
    for number in range(30):
        _chat(town, f"chatter{number}", CHATTER, 3.0, 0.5)
    town.run(120.0)
    _check_accounts(town)
    story = [line for line in town.lines.values() if line.job.priority == STORY]
    assert len(story) > 150
    assert set(_ends(town, STORY)) <= {"finished", ""}
    assert sum(line.dry for line in story) <= len(story) // 100
    waits = sorted(line.begun_s - line.said_s for line in story if line.begun_s)
    assert waits[len(waits) * 95 // 100] < 0.4
    chatter = _ends(town, CHATTER)
    assert chatter["dropped: load"] > 0
    assert chatter["finished"] > 10
    heard = [line for line in town.lines.values() if line.begun_s is not None]
    assert sum(line.dry > 0 for line in heard) < len(heard) // 20


def test_pressure_comes_and_goes() -> None:
    town = Town(seed=3, slow=lambda now_s: 6.0 if 100.0 <= now_s < 200.0 else 1.0)
    for number in range(12):
        _chat(town, f"c{number}", (STORY, NORMAL, CHATTER)[number % 3], 3.0, 1.0)
    levels: list[tuple[float, Level]] = []

    def look() -> None:
        levels.append((town.now_s, town.scheduler.governor.level))
        town.at(town.now_s + 1.0, look)

    look()
    town.run(300.0)
    _check_accounts(town)
    assert all(level == Level.CALM for time_s, level in levels if time_s < 100.0)
    assert max(level for time_s, level in levels if 100.0 <= time_s < 200.0) >= Level.DELAYING
    assert all(level == Level.CALM for time_s, level in levels if time_s > 240.0)
    assert town.scheduler.governor.changes < 40
    late = [line for line in town.lines.values() if line.said_s > 240.0 and line.begun_s]
    assert late
    assert sum(line.dry for line in late) == 0


def test_a_thousand_lines_at_once() -> None:
    """Another client's one line does not wait behind them, and none of them is lost."""
    town = Town(seed=4, fixed_s=0.004, each_s=0.001)
    for number in range(1_000):
        town.say(f"c{number}", 1_000, owner="flood")
    town.run(1.0)
    other = town.say("other", 2_000, owner="other")
    town.run(200.0)
    _check_accounts(town)
    assert all(line.end == "finished" for line in town.lines.values())
    assert other.begun_s is not None
    assert other.begun_s - other.said_s < 2.5
    dry = sum(line.dry for line in town.lines.values())
    assert dry <= 20, "admission keeps those that are spoken in time"


def _crowd(lanes: int, characters: int, each_s: float) -> Town:
    """All of them ask for their first line in the same moment."""
    town = Town(seed=11, fixed_s=0.003, each_s=each_s, lanes=lanes)
    town.scheduler = Scheduler(capacity=lanes, lanes=lanes, opens_beside=True)
    town.say("prompter", 1_000)
    town.run(2.0)
    for number in range(characters):
        _chat(town, f"c{number}", NORMAL, 3.0, 0.5)
    return town


def test_two_turns_at_once_carry_more_than_one() -> None:
    """The same crowd, of which one renderer could not speak two thirds at once."""
    towns = {lanes: _crowd(lanes, 60, 0.0022) for lanes in (1, 2)}
    for town in towns.values():
        town.run(60.0)
        _check_accounts(town)
    assert towns[2].most_under_way == 2
    assert sum(line.dry for line in towns[2].lines.values()) == 0
    waits_s = {
        lanes: sum((ln.begun_s or town.now_s) - ln.said_s for ln in town.lines.values())
        for lanes, town in towns.items()
    }
    assert waits_s[2] < waits_s[1] / 2


def test_a_bad_beginning_is_not_remembered() -> None:
    """While all begin at once each turn takes five times as long; a second later all is well."""
    town = _crowd(2, 40, 0.001)
    begins_s = town.now_s
    town.slow = lambda now_s: 5.0 if now_s < begins_s + 0.7 else 1.0
    town.run(begins_s + 30.0)
    late = [ln for ln in town.lines.values() if ln.said_s > begins_s + 6.0 and ln.begun_s]
    assert len(late) > 100
    assert sum(line.dry for line in late) == 0
    waits_s = sorted((ln.begun_s or 0.0) - ln.said_s for ln in late)
    assert waits_s[-len(waits_s) // 20] < 0.15
    assert town.busy_s < 30.0, "batches are formed again"


def test_a_line_that_cannot_keep_its_deadline_is_refused_with_a_time() -> None:
    town = Town(seed=5, fixed_s=0.002, each_s=0.02)
    for number in range(30):
        town.say(f"c{number}", 20_000)
    town.run(5.0)
    late = town.say("late", 1_000, start_by_s=town.now_s + 1.0)
    town.run(7.0)
    (gone,) = town.dropped
    assert (gone.key, gone.why) == (late.key, "load")
    assert gone.retry_s > 1.0
    assert late.ended_s <= late.said_s + 1.2


def test_a_client_that_stops_reading_and_one_that_takes_all_at_once() -> None:
    town = Town(seed=6)
    for number in range(6):
        _chat(town, f"c{number}", NORMAL, 3.0, 2.0)
    deaf = town.say("deaf", 10_000, owner="deaf")
    deaf.deaf = True
    town.run(1.0)
    town.scheduler.hold("deaf", True)
    baked = town.say("baker", 300_000)
    baked.credited = 10**9
    town.scheduler.credit(baked.key, 10**9, town.now_s)
    town.run(60.0)
    town.scheduler.hold("deaf", False)
    deaf.deaf = False
    town.run(90.0)
    _check_accounts(town)
    assert deaf.end == "finished"
    assert baked.end == "finished"
    assert baked.ended_s < 60.0, "it takes what the talk leaves over"
    others = [line for line in town.lines.values() if line not in (deaf, baked)]
    assert sum(line.dry for line in others) == 0


def test_a_clock_that_jumps() -> None:
    """Forth, as after a sleep of the machine; back, which a clock should not do and some do."""
    town = Town(seed=7)
    for number in range(6):
        _chat(town, f"c{number}", NORMAL, 3.0, 2.0)
    town.run(50.0)
    town.now_s += 3_600.0
    town.run(town.now_s + 50.0)
    stood_s = town.now_s
    town.now_s -= 0.5
    assert town.scheduler.next_turn(town.now_s) is None or town.scheduler.wake_s(town.now_s)
    town.now_s = stood_s
    town.run(stood_s + 50.0)
    _check_accounts(town)
    after = [ln for ln in town.lines.values() if ln.said_s > stood_s + 1.0 and ln.begun_s]
    assert after
    assert sum(line.dry for line in after) == 0


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 2**32),
    st.sampled_from([0.001, 0.005, 0.02]),
    st.integers(1, 15),
    st.integers(1, 3),
)
def test_anything_may_happen(seed: int, each_s: float, characters: int, lanes: int) -> None:
    town = Town(seed=seed, fixed_s=0.003, each_s=each_s, lanes=lanes)
    town.scheduler = Scheduler(capacity=lanes, lanes=lanes)
    for number in range(characters):
        _chat(town, f"c{number}", town.random.choice((STORY, NORMAL, CHATTER)), 2.0, 1.0)

    def trouble() -> None:
        living = [line for line in town.lines.values() if not line.end]
        match town.random.randrange(4):
            case 0 if living:
                town.cancel(town.random.choice(living))
            case 1 if living:
                line = town.random.choice(living)
                line.deaf = not line.deaf
            case 2:
                by_s = town.now_s + town.random.random()
                town.say(f"x{len(town.lines)}", 500, start_by_s=by_s, owner="guest")
            case _:
                town.scheduler.hold("guest", town.random.random() < 0.5)
        town.at(town.now_s + town.random.expovariate(2.0), trouble)

    trouble()
    town.run(40.0)
    for line in town.lines.values():
        line.deaf = False
    town.scheduler.hold("guest", False)
    _check_accounts(town)
    patience_s = [
        town.now_s - line.said_s for line in town.lines.values()
        if not line.end and line.rendered == 0 and line.job.priority >= STORY
    ]  # fmt: skip
    assert all(wait_s < 35.0 for wait_s in patience_s), "a story line starves"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0.01, 0.2)), min_size=1,
             max_size=12),
)  # fmt: skip
def test_the_line_that_runs_out_first_goes_first(lines: list[tuple[int, float]]) -> None:
    scheduler = Scheduler()
    runs_out_s: dict[int, float] = {}
    for key in range(len(lines)):
        scheduler.submit(Job(key, "o", key, lead_s=10.0), 0.0)
        scheduler.opened(key, model=key % 2, sample_rate_hz=RATE_HZ, block_samples=BLOCK)
    for key, (blocks, begun_s) in enumerate(sorted(lines, key=lambda line: line[1])):
        runs_out_s[key] = 0.0
        for _ in range(blocks):
            scheduler.rendered(key, BLOCK, ended=False, now_s=begun_s)
            runs_out_s[key] = runs_out_s[key] or begun_s
            runs_out_s[key] += BLOCK / RATE_HZ
    for _ in range(30):
        turn = scheduler.next_turn(0.3)
        assert isinstance(turn, Render)
        keys = [int(str(key)) for key in turn.keys]
        due_s = {key: time_s or FIRST_S for key, time_s in runs_out_s.items()}
        assert due_s[keys[0]] == pytest.approx(min(due_s.values()))
        mates = [key for key in runs_out_s if key % 2 == keys[0] % 2]
        assert sorted(keys) == sorted(mates)
        for key in keys:
            runs_out_s[key] = (runs_out_s[key] or 0.3) + BLOCK / RATE_HZ
            scheduler.rendered(key, BLOCK, ended=False, now_s=0.3)
