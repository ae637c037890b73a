"""What happens when: the stage directions of `tavern.scene`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    gap_s: float = 0.35
    during: str = ""
    at_s: float = 0.0
    cuts_off: str = ""


@dataclass(frozen=True)
class MoodChange:
    """The game changes a character's mood while a line of it is `at_s` old."""

    during: str
    at_s: float
    character: str
    target: Mapping[str, float]
    over_s: float
    label: str


@dataclass(frozen=True)
class Direction:
    """A whole scene's cues and events."""

    cues: tuple[Cue, ...]
    changes: tuple[MoodChange, ...] = field(default=())


TAVERN = Direction(
    cues=(
        Cue("last-ale"),
        Cue("silver", after="last-ale"),
        # Wren bursts in while Bram is still talking.
        Cue("bar-the-door", during="silver", at_s=2.6),
        Cue("nursery-rhyme", after="bar-the-door"),
        Cue("the-horn", after="nursery-rhyme"),
        Cue("my-day", after="the-horn", gap_s=0.6),
        Cue("above-us", after="my-day"),
        Cue("a-plan", after="above-us"),
        # Marta has heard enough of the plan.
        Cue("out", during="a-plan", at_s=2.4, cuts_off="a-plan"),
        Cue("listen", after="out", gap_s=0.7),
        Cue("he-always-did", after="listen", gap_s=0.6),
        Cue("want-an-ale", after="he-always-did", gap_s=0.5),
    ),
    changes=(
        MoodChange(
            during="my-day",
            at_s=2.2,
            character="Bram",
            target={"fearful": 0.9},
            over_s=0.8,
            label="a roar outside: Bram becomes fearful",
        ),
    ),
)
