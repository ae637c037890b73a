"""One line as the scheduler sees it: how far it is rendered and played."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

from moodvox.scheduler.jobs import Job

PRIORITY_S = 0.5
"""How much earlier priority 100 comes than priority 0, all else equal."""

DISTANCE_S = 0.2
"""How much later a line far away comes than one at the listener's ear."""

HALF_DISTANCE_M = 10.0
"""At this distance, half of `DISTANCE_S`."""


FIRST_S = 0.2
"""A line should be heard so soon after it was asked for."""

NEED_S = 0.06
"""Until then it comes after those that would run dry within this time: a pause before a line
is no fault, a hole in one is."""

ROUNDING_S = 1e-9
"""Far below a sample: times that differ by less are the same."""


@dataclass(eq=False)
class Stream:
    """A line and its three positions: rendered, played (as told), and playback by the clock.

    `begins_s` is when its sample 0 may be heard at the earliest: the line before must be
    heard first. `anchor_s` is when it is taken to be heard: set with the first block,
    later corrected by credit. `room_from` is the sample to which playback must have come
    before there is room for another block, whatever else it waits for.
    """

    job: Job
    begins_s: float
    model: Hashable = None
    sample_rate_hz: int = 0
    block_samples: int = 0
    rendered: int = 0
    played: int = 0
    anchor_s: float | None = None
    ended_s: float | None = None
    opening: bool = False
    rendering: bool = False
    delayed: bool = False
    total_samples: int = 0
    room_from: int = 0

    @property
    def is_open(self) -> bool:
        return self.sample_rate_hz > 0

    @property
    def listens(self) -> bool:
        """Whether it is open and somebody hears it; a baker gives credit for what is not
        rendered yet."""
        return self.is_open and self.played <= self.rendered

    def left_s(self, now_s: float) -> float:
        """How long it will still be heard; 0 where its length is not known."""
        if not self.total_samples:
            return 0.0
        return max(0.0, (self.total_samples - self.heard_samples(now_s)) / self.sample_rate_hz)

    def slack_s(self, unheard_s: float) -> float:
        """How far this line is from the end of its lead; below 0 it must wait.

        `unheard_s` of the line before are still to be heard, and count as lead that is
        used up. An open line must have room for a whole block.
        """
        if not self.is_open:
            return self.job.lead_s - unheard_s
        ahead_s = (self.rendered + self.block_samples - self.played) / self.sample_rate_hz
        return self.job.lead_s - ahead_s - (0.0 if self.played else unheard_s)

    def runs_out_s(self) -> float:
        """When the listener will have heard all that is rendered."""
        if self.anchor_s is None:
            return self.begins_s
        return self.anchor_s + self.rendered / self.sample_rate_hz

    def left_share(self, now_s: float) -> float:
        """Of its lead, how much is still to be heard; 1 where nobody listens, or it has only
        just begun and could not be further."""
        begun = self.anchor_s is not None and self.rendered >= self.job.lead_s * self.sample_rate_hz
        if not begun or not self.listens:
            return 1.0
        return (self.runs_out_s() - now_s) / self.job.lead_s

    def is_late(self, now_s: float) -> bool:
        """Whether a listener must have run out of samples; a baker does not listen."""
        return self.anchor_s is not None and self.listens and now_s > self.runs_out_s()

    def urgency_s(self, now_s: float) -> float:
        """What decides whose turn it is; the smallest goes first.

        The time at which playback runs out, or should begin, with a bounded head start for
        priority and nearness. It grows with every block that a line gets, and while it waits
        no further than to a moment that was settled when it began to, so no line waits for
        ever.
        """
        far = self.job.distance_m / (self.job.distance_m + HALF_DISTANCE_M)
        due_s = self.runs_out_s()
        if self.anchor_s is None:
            due_s = min(due_s + FIRST_S, max(due_s, now_s) + NEED_S)
        return due_s + PRIORITY_S * (1.0 - self.job.priority / 100.0) + DISTANCE_S * far

    def advance(self, samples: int, now_s: float) -> None:
        """A block was rendered."""
        if self.anchor_s is None:
            self.anchor_s = max(now_s, self.begins_s)
        self.rendered += samples
        self.resize(self.block_samples)

    def resize(self, block_samples: int) -> None:
        """The next block is so long."""
        self.block_samples = block_samples
        lead = math.floor((self.job.lead_s + ROUNDING_S) * self.sample_rate_hz)
        self.room_from = self.rendered + block_samples - lead

    def credit(self, played: int, now_s: float) -> None:
        """Playback has come to sample `played`; what lies behind that is old news.

        A player that has used up all it got tells nothing new about when it will run
        out: it has. Nor does one that gives credit for what it cannot have played.
        """
        if played < self.played:
            return
        self.played = played
        if self.anchor_s is not None and played < self.rendered:
            self.anchor_s = now_s - played / self.sample_rate_hz

    def heard_samples(self, now_s: float) -> int:
        """Where playback stands by the clock; never beyond what is rendered."""
        if self.anchor_s is None:
            return 0
        by_clock = int((now_s - self.anchor_s) * self.sample_rate_hz)
        return min(self.rendered, max(0, by_clock))

    def unheard_s(self, now_s: float) -> float:
        """How long a line that is rendered to its end will still be heard.

        By the clock: at most its lead from when it was rendered to its end, whatever
        credit says or fails to say, so that the next line is not held up for ever.
        """
        if self.ended_s is None or self.played >= self.rendered:
            return 0.0
        return max(0.0, min(self.runs_out_s() - now_s, self.ended_s + self.job.lead_s - now_s))
