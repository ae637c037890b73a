"""What the scheduler knows of a line, and what it tells its caller to do."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Job:
    """A line to be spoken. The scheduler looks at none of the names, it compares them.

    Attributes:
        key: of this line, unique among those that are not over.
        owner: the client; its lines can be held or withdrawn together.
        character: lines of one character are spoken one after the other.
        priority: 0 to 100, higher first where not all can be in time.
        distance_m: from the listener, nearer first.
        lead_s: how far rendering may run ahead of playback.
        start_by_s: on the scheduler's clock; a line that could not be heard by then is
            dropped. None: never.
        model: what it is likely to be rendered by, for promises.
    """

    key: Hashable
    owner: Hashable
    character: Hashable
    priority: int = 50
    distance_m: float = 0.0
    lead_s: float = 0.25
    start_by_s: float | None = None
    model: Hashable = None


@dataclass(frozen=True)
class Open:
    """Make this line ready, then call `opened` (or `remove`, if it cannot be)."""

    key: Hashable


@dataclass(frozen=True)
class Render:
    """Render the next block of these lines in one batch, then call `rendered` for each.

    All are of one model; the first is the most urgent. `begins`: there are first blocks
    among them, which take longer than others.
    """

    keys: tuple[Hashable, ...]
    model: Hashable = field(default=None, compare=False)
    block_samples: int = field(default=0, compare=False)
    begins: bool = field(default=False, compare=False)


Turn = Open | Render

Why = Literal["deadline", "load"]
"""Too late to be heard in time; or the machine has no time for chatter."""


@dataclass(frozen=True)
class Dropped:
    """A line that was not begun and will not be.

    `retry_s`: after so long there would probably be room for it; 0 where it is not for
    lack of room.
    """

    key: Hashable
    why: Why
    retry_s: float = 0.0


@dataclass(frozen=True)
class Statistics:
    """Counts since the start, and how many lines there are now."""

    waiting: int
    speaking: int
    submitted: int
    finished: int
    removed: int
    dropped: int
    turns: int
    blocks: int
    late_blocks: int
    """Blocks that were rendered after playback must have run out."""
    dropped_for_load: int
    """Of those that were dropped."""
    delayed: int
    """Lines that had to wait for room before they were begun."""
    load: float
    """Time that the lines being spoken need, by the time there is."""
    demand: float
    """The same with the lines that could begin if there were room."""
