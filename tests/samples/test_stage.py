"""The demo's engine side, against a sidecar of paper and a clock that tests move."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from moodvox.script.scene import parse_scene

import direction as direction_module
from direction import AT_ITS_END, BREATH_S, Cue, Direction, MoodChange, direct, lines_of
from moodvox.errors import EngineError
from moodvox.protocol import Block, Cancel, Credit, Done, Error, Message, MoodEvent, Speak
from moodvox.script.items import MoodMove
from stage import Stage
from takes import Arrival, Floats, Take, mix

TAVERN = Path(direction_module.__file__).parent
RATE = 1000
"""A sample is a millisecond here."""
BLOCK = 100
LEAD = 250


@dataclass
class PaperSidecar:
    """Answers at once: lines are ramps of `length` samples, sent as credit allows."""

    length: int = 2000
    silent: bool = False
    stall_s: tuple[float, float] = (0.0, 0.0)
    refuse: str = ""
    now_s: float = 50.0
    sent: list[tuple[float, Message]] = field(default_factory=list)
    _waiting: list[Message] = field(default_factory=list)
    _ready: dict[str, int] = field(default_factory=dict)

    def clock(self) -> float:
        return self.now_s

    def send(self, message: Message) -> None:
        self.sent.append((self.now_s - 50.0, message))
        match message:
            case _ if self.silent:
                pass
            case Speak() if message.id == self.refuse:
                self._waiting.append(Error(code="bad_script", message="no", id=message.id))
            case Speak():
                self._ready[message.id] = 0
                self._fill(message.id, 0)
            case Credit():
                self._fill(message.id, message.played_samples)
            case Cancel(id=str(line)):
                self._end(line, "cancelled")
            case _:
                pass

    def receive(self, timeout_s: float) -> Message | None:
        if self._waiting:
            return self._waiting.pop(0)
        self.now_s += timeout_s
        return None

    def _fill(self, line: str, played: int) -> None:
        begin_s, end_s = self.stall_s
        if line not in self._ready or begin_s <= self.now_s - 50.0 < end_s:
            return
        while self._ready[line] < min(played + LEAD, self.length):
            first = self._ready[line]
            audio = (np.arange(first, first + BLOCK) / 1e6).astype("<f4").tobytes()
            self._waiting.append(
                Block(
                    id=line,
                    sequence=first // BLOCK,
                    first_sample=first,
                    samples=BLOCK,
                    sample_rate_hz=RATE,
                    format="f32le",
                    audio=audio,
                )
            )
            self._ready[line] += BLOCK
        if self._ready[line] >= self.length:
            self._end(line, "finished")

    def _end(self, line: str, reason: str) -> None:
        samples = self._ready.pop(line)
        self._waiting.append(Done(id=line, samples=samples, reason=reason))  # type: ignore[arg-type]

    def when(self, kind: type[Message]) -> list[float]:
        """When messages of a kind were sent."""
        return [at_s for at_s, message in self.sent if isinstance(message, kind)]


def lines(*ids: str) -> dict[str, Speak]:
    return {name: Speak(id=name, character=name[0].upper(), text=f"[sad] {name}!") for name in ids}


def play(sidecar: PaperSidecar, direction: Direction, *ids: str) -> Stage:
    stage = Stage(sidecar, lines(*ids), direction, RATE, clock=sidecar.clock)
    stage.play()
    return stage


def test_lines_follow_each_other_by_the_clock() -> None:
    sidecar = PaperSidecar()
    stage = play(sidecar, Direction((Cue("a"), Cue("b", after="a", gap_s=0.5))), "a", "b")
    assert sidecar.when(Speak) == pytest.approx([0.0, 2.5], abs=0.03)
    assert [take.ending for take in stage.takes.values()] == ["finished", "finished"]
    assert stage.takes["b"].text == "b!"


def test_every_sample_is_played_once_and_heard_where_it_was_played() -> None:
    sidecar = PaperSidecar()
    heard: list[Floats] = []
    stage = Stage(
        sidecar,
        lines("a"),
        Direction((Cue("a"),)),
        RATE,
        clock=sidecar.clock,
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
    sidecar = PaperSidecar()
    stage = play(sidecar, Direction((Cue("a"), Cue("b", during="a", at_s=1.2))), "a", "b")
    assert sidecar.when(Speak) == pytest.approx([0.0, 1.2], abs=0.03)
    scene = mix(list(stage.takes.values()), RATE)
    assert len(scene) == pytest.approx(3200, abs=30)
    assert scene[1900] == pytest.approx((1900 + 700) / 1e6, abs=6e-5)


def test_an_interruption_cancels_what_it_cuts_off() -> None:
    sidecar = PaperSidecar()
    cues = (Cue("a"), Cue("b", during="a", at_s=0.6, cuts_off="a"))
    stage = play(sidecar, Direction(cues), "a", "b")
    assert sidecar.when(Cancel) == pytest.approx([0.6], abs=0.03)
    assert stage.takes["a"].ending == "cancelled"
    assert stage.takes["a"].samples < 1000
    assert [event.label for event in stage.events] == ["B cuts in"]


def test_a_mood_changes_in_the_middle_of_a_line() -> None:
    change = MoodChange("a", 0.8, "A", {"fearful": 0.9}, 0.5)
    sidecar = PaperSidecar()
    stage = play(sidecar, Direction((Cue("a"),), (change,)), "a")
    assert sidecar.when(MoodEvent) == pytest.approx([0.8], abs=0.03)
    assert [event.label for event in stage.events] == ["A becomes fearful"]


def test_a_sidecar_that_is_late_is_an_underrun_and_the_line_goes_on() -> None:
    sidecar = PaperSidecar(stall_s=(0.5, 1.5))
    take = play(sidecar, Direction((Cue("a"),)), "a").takes["a"]
    assert take.underruns == 1
    assert take.played == 2000


def test_a_refused_line_does_not_hold_the_scene_up() -> None:
    sidecar = PaperSidecar(refuse="a")
    stage = play(sidecar, Direction((Cue("a"), Cue("b", after="a"))), "a", "b")
    assert stage.takes["a"].error == "no"
    assert stage.takes["b"].ending == "finished"


def test_a_dead_sidecar_ends_the_scene() -> None:
    with pytest.raises(EngineError, match="fell silent"):
        play(PaperSidecar(silent=True), Direction((Cue("a"),)), "a")


def test_a_mood_may_change_between_lines_and_before_the_first() -> None:
    changes = (
        MoodChange("", 0.0, "A", {"sad": 0.5}, 0.0),
        MoodChange("a", AT_ITS_END, "B", {"happy": 0.5}, 0.0),
    )
    sidecar = PaperSidecar()
    stage = play(sidecar, Direction((Cue("a"), Cue("b", after="a", gap_s=0.5)), changes), "a", "b")
    assert [type(message).__name__ for _, message in sidecar.sent[:2]] == ["MoodEvent", "Speak"]
    assert sidecar.when(MoodEvent) == pytest.approx([0.0, 2.0], abs=0.03)
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
        take.add(Arrival(0.0, 0, np.array([0.2, 0.9], np.float32), {}, 0.0))
    assert mix(takes, RATE).tolist() == pytest.approx([0.2 / 0.9 * 0.98, 0.98])
    assert mix(takes[:1], RATE).tolist() == pytest.approx([0.2, 0.9])
    assert len(mix([], RATE)) == 0
