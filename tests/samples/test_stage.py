"""The demo's engine side, against a sidecar of paper and a clock that tests move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

import numpy as np
import pytest

import direction as direction_module
from direction import AT_ITS_END, BREATH_S, Cue, Direction, MoodChange, direct, lines_of
from moodvox.client import Arrival, LineError, SidecarError
from moodvox.protocol import Block, Done, Error, Speak
from moodvox.script.items import MoodMove
from moodvox.script.scene import parse_scene
from stage import Stage
from takes import Arrival as TakeArrival
from takes import Floats, Take, mix

TAVERN = Path(direction_module.__file__).parent
RATE = 1000
"""A sample is a millisecond here."""
BLOCK = 100
LEAD = 250


@dataclass
class PaperLine:
    """A ramp of `length` samples that comes as credit allows, at once."""

    id: str
    length: int
    game: PaperGame
    refused: bool = False
    blocks: list[Block] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    reason: str = ""

    def __post_init__(self) -> None:
        self.said_s = self.game.now_s
        self.credit(0)

    @property
    def is_over(self) -> bool:
        return bool(self.reason) or self.refused

    def credit(self, played_samples: int) -> None:
        self.game.credited.append(played_samples)
        begin_s, end_s = self.game.stall_s
        if self.is_over or begin_s <= self.game.now_s < end_s:
            return
        first = len(self.blocks) * BLOCK
        while first < min(played_samples + LEAD, self.length):
            audio = (np.arange(first, first + BLOCK) / 1e6).astype("<f4").tobytes()
            self.blocks.append(
                Block(
                    id=self.id,
                    sequence=len(self.blocks),
                    first_sample=first,
                    samples=BLOCK,
                    sample_rate_hz=RATE,
                    format="f32le",
                    audio=audio,
                )
            )
            self.arrivals.append(Arrival(self.game.now_s - self.said_s, first, BLOCK))
            first += BLOCK
        if first >= self.length:
            self.reason = "finished"

    def wait(self, timeout_s: float = 0.0) -> Done:
        if self.game.dead:
            raise SidecarError("the sidecar has gone")
        if self.refused:
            raise LineError(Error(code="bad_script", message="no", id=self.id))
        reason = cast(Literal["finished", "cancelled"], self.reason)
        return Done(id=self.id, samples=len(self.blocks) * BLOCK, reason=reason)


@dataclass
class PaperGame:
    """A client whose lines are of paper, on a clock that `sleep` moves."""

    length: int = 2000
    stall_s: tuple[float, float] = (0.0, 0.0)
    refuse: str = ""
    dead: bool = False
    now_s: float = 0.0
    did: list[tuple[float, str, str]] = field(default_factory=list)
    credited: list[int] = field(default_factory=list)
    lines: dict[str, PaperLine] = field(default_factory=dict)

    def clock(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def say(
        self, character: str, text: str, *, line: str, mood: Mapping[str, float] | None
    ) -> PaperLine:
        self.did.append((self.now_s, "say", line))
        refused = self.dead or line == self.refuse
        self.lines[line] = PaperLine(line, self.length, self, refused=refused)
        return self.lines[line]

    def set_mood(
        self, character: str, target: Mapping[str, float], *, over_s: float, easing: str
    ) -> None:
        self.did.append((self.now_s, "mood", character))

    def cancel(self, *, line: str) -> None:
        self.did.append((self.now_s, "cancel", line))
        self.lines[line].reason = "cancelled"

    def when(self, kind: str) -> list[float]:
        """When it was done."""
        return [at_s for at_s, what, _ in self.did if what == kind]


def lines(*ids: str) -> dict[str, Speak]:
    return {name: Speak(id=name, character=name[0].upper(), text=f"[sad] {name}!") for name in ids}


def play(game: PaperGame, direction: Direction, *ids: str) -> Stage:
    stage = Stage(game, lines(*ids), direction, RATE, clock=game.clock, sleep=game.sleep)
    stage.play()
    return stage


def test_lines_follow_each_other_by_the_clock() -> None:
    game = PaperGame()
    stage = play(game, Direction((Cue("a"), Cue("b", after="a", gap_s=0.5))), "a", "b")
    assert game.when("say") == pytest.approx([0.0, 2.5], abs=0.03)
    assert [take.ending for take in stage.takes.values()] == ["finished", "finished"]
    assert stage.takes["b"].text == "b!"


def test_every_sample_is_played_once_and_heard_where_it_was_played() -> None:
    game = PaperGame()
    heard: list[Floats] = []
    stage = Stage(
        game,
        lines("a"),
        Direction((Cue("a"),)),
        RATE,
        clock=game.clock,
        sleep=game.sleep,
        listener=heard.append,
    )
    stage.play()
    take = stage.takes["a"]
    ramp = (np.arange(2000) / 1e6).astype(np.float32)
    live = np.concatenate(heard)
    assert take.audio.tolist() == ramp.tolist()
    assert np.array_equal(live[np.flatnonzero(live)[0] - 1 :][:2000], ramp)
    assert take.played == take.samples == 2000
    assert take.underruns == 0
    assert max(arrival.lead_ms for arrival in take.arrivals) <= LEAD + BLOCK


def test_a_line_may_begin_while_another_is_heard() -> None:
    game = PaperGame()
    stage = play(game, Direction((Cue("a"), Cue("b", during="a", at_s=1.2))), "a", "b")
    assert game.when("say") == pytest.approx([0.0, 1.2], abs=0.03)
    scene = mix(list(stage.takes.values()), RATE)
    assert len(scene) == pytest.approx(3200, abs=30)
    assert scene[1900] == pytest.approx((1900 + 700) / 1e6, abs=6e-5)


def test_an_interruption_cancels_what_it_cuts_off() -> None:
    game = PaperGame()
    cues = (Cue("a"), Cue("b", during="a", at_s=0.6, cuts_off="a"))
    stage = play(game, Direction(cues), "a", "b")
    assert game.when("cancel") == pytest.approx([0.6], abs=0.03)
    assert stage.takes["a"].ending == "cancelled"
    assert stage.takes["a"].samples < 1000
    assert [event.label for event in stage.events] == ["B cuts in"]


def test_a_line_that_is_over_is_not_interrupted() -> None:
    game = PaperGame()
    cues = (Cue("a"), Cue("b", during="a", at_s=9.0, cuts_off="a"))
    stage = play(game, Direction(cues), "a", "b")
    assert game.when("cancel") == []
    assert [take.ending for take in stage.takes.values()] == ["finished", "finished"]
    assert stage.events == []


def test_a_mood_changes_in_the_middle_of_a_line() -> None:
    change = MoodChange("a", 0.8, "A", {"fearful": 0.9}, 0.5)
    game = PaperGame()
    stage = play(game, Direction((Cue("a"),), (change,)), "a")
    assert game.when("mood") == pytest.approx([0.8], abs=0.03)
    assert [event.label for event in stage.events] == ["A becomes fearful"]


def test_a_sidecar_that_is_late_is_an_underrun_and_the_line_goes_on() -> None:
    game = PaperGame(stall_s=(0.5, 1.5))
    take = play(game, Direction((Cue("a"),)), "a").takes["a"]
    assert take.underruns == 1
    assert take.played == 2000


def test_a_refused_line_does_not_hold_the_scene_up() -> None:
    game = PaperGame(refuse="a")
    stage = play(game, Direction((Cue("a"), Cue("b", after="a"))), "a", "b")
    assert stage.takes["a"].error == "no"
    assert stage.takes["b"].ending == "finished"


def test_a_dead_sidecar_ends_the_scene() -> None:
    with pytest.raises(SidecarError, match="has gone"):
        play(PaperGame(dead=True), Direction((Cue("a"),)), "a")


def test_a_mood_may_change_between_lines_and_before_the_first() -> None:
    changes = (
        MoodChange("", 0.0, "A", {"sad": 0.5}, 0.0),
        MoodChange("a", AT_ITS_END, "B", {"happy": 0.5}, 0.0),
    )
    game = PaperGame()
    stage = play(game, Direction((Cue("a"), Cue("b", after="a", gap_s=0.5)), changes), "a", "b")
    assert [what for _, what, _ in game.did[:2]] == ["mood", "say"]
    assert game.when("mood") == pytest.approx([0.0, 2.0], abs=0.03)
    assert [event.label for event in stage.events] == ["B becomes happy"]


SCENE = """
@mood Ann tired 0.4
Ann: One. #one
@mood Bob fearful 0.9 over 1s after 600ms
Bob (sad 0.5): Two. #two
@interrupt Bob after 1.2s
Ann: Three. #three
@wait 250ms
@mood Ann happy
@wait 500ms
Bob: Four. #four
"""


def test_a_scene_becomes_cues_and_events() -> None:
    scene = parse_scene(SCENE)
    assert direct(scene) == Direction(
        cues=(
            Cue("one"),
            Cue("two", after="one", gap_s=BREATH_S),
            Cue("three", during="two", at_s=1.2, cuts_off="two"),
            Cue("four", after="three", gap_s=0.75),
        ),
        changes=(
            MoodChange("", AT_ITS_END, "Ann", {"tired": 0.4}, 0.0),
            MoodChange("one", 0.6, "Bob", {"fearful": 0.9}, 1.0),
            MoodChange("three", AT_ITS_END, "Ann", {"happy": 1.0}, 0.0),
        ),
    )
    spoken = lines_of(scene)
    assert spoken["two"].mood == {"sad": 0.5}
    assert spoken["four"].mood is None
    assert spoken["four"].character == "Bob"


def test_the_tavern_has_all_that_the_demo_promises() -> None:
    scene = parse_scene((TAVERN / "tavern.mood").read_text("utf-8"))
    direction = direct(scene)
    assert len(scene.characters) == 3
    assert any(cue.cuts_off for cue in direction.cues)
    assert any(change.at_s < AT_ITS_END for change in direction.changes)
    assert any(
        isinstance(placed.item, MoodMove) and placed.item.over_s > 2.0
        for cue in scene.cues
        for placed in cue.spoken.items
    )


def test_a_loud_scene_is_lowered_and_not_clipped() -> None:
    takes = [Take(name, name, name, RATE, asked_s=0.0, started_s=0.0) for name in "ab"]
    for take in takes:
        take.add(TakeArrival(0.0, 0, np.array([0.2, 0.9], np.float32), {}, 0.0))
    assert mix(takes, RATE).tolist() == pytest.approx([0.2 / 0.9 * 0.98, 0.98])
    assert mix(takes[:1], RATE).tolist() == pytest.approx([0.2, 0.9])
    assert len(mix([], RATE)) == 0
