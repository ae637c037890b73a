"""From the scene file's directions to cues: what happens when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from moodvox.protocol import Speak
from moodvox.script.directions import Direction as SceneDirection
from moodvox.script.directions import Interrupt, Wait
from moodvox.script.directions import MoodChange as SceneMoodChange
from moodvox.script.scene import Cue as SceneCue
from moodvox.script.scene import Scene

BREATH_S = 0.35
"""Between two lines, where the scene asks for no `@wait`."""
AT_ITS_END = float("inf")


@dataclass(frozen=True)
class Cue:
    """When a line is spoken: `gap_s` after another one ended, or `at_s` into it.

    Attributes:
        line: its id in the scene.
        after: the line that must be over; "" for the beginning of the scene.
        during: the line that must be heard, instead of `after`.
        cuts_off: a line that is cancelled at the same moment.
    """

    line: str
    after: str = ""
    gap_s: float = BREATH_S
    during: str = ""
    at_s: float = 0.0
    cuts_off: str = ""


@dataclass(frozen=True)
class MoodChange:
    """The game changes a character's mood while a line is `at_s` old, or at its end.

    `during` is "" for the moment before the first line.
    """

    during: str
    at_s: float
    character: str
    target: Mapping[str, float]
    over_s: float
    easing: str = "linear"

    @property
    def label(self) -> str:
        """What the picture calls it."""
        return f"{self.character} becomes {' + '.join(self.target) or 'neutral'}"


@dataclass(frozen=True)
class Direction:
    """A whole scene's cues and events."""

    cues: tuple[Cue, ...]
    changes: tuple[MoodChange, ...] = ()


def direct(scene: Scene) -> Direction:
    """The cues and mood events of `scene`."""
    cues: list[Cue] = []
    changes = list(changes_of("", scene.opening))
    before: SceneCue | None = None
    for cue in scene.cues:
        cues.append(cue_after(before, cue.id))
        changes += changes_of(cue.id, cue.directions)
        before = cue
    return Direction(tuple(cues), tuple(changes))


def cue_after(before: SceneCue | None, line: str) -> Cue:
    """When `line` is spoken, by what stands between it and the line above."""
    if before is None:
        return Cue(line)
    gap_s, asked = 0.0, False
    for direction in before.directions:
        if isinstance(direction, Interrupt):
            return Cue(line, during=before.id, at_s=direction.after_s, cuts_off=before.id)
        if isinstance(direction, Wait):
            gap_s, asked = gap_s + direction.duration_s, True
    return Cue(line, after=before.id, gap_s=gap_s if asked else BREATH_S)


def changes_of(line: str, directions: Iterable[SceneDirection]) -> Iterator[MoodChange]:
    """The mood events among the directions below `line`."""
    for direction in directions:
        if isinstance(direction, SceneMoodChange):
            yield MoodChange(
                during=line,
                at_s=AT_ITS_END if direction.after_s is None else direction.after_s,
                character=direction.character,
                target=direction.move.target.as_dict(),
                over_s=direction.move.over_s,
                easing=direction.move.easing,
            )


def lines_of(scene: Scene) -> dict[str, Speak]:
    """What the engine asks for, line by line; voice and speaker are the cast's."""
    return {
        cue.id: Speak(
            id=cue.id,
            character=cue.character,
            text=cue.text,
            mood=None if cue.mood is None else cue.mood.as_dict(),
        )
        for cue in scene.cues
    }
