"""What a listener heard of a line, by when its blocks came. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from moodvox.client.line import Arrival


@dataclass(frozen=True)
class Hearing:
    """A line played in real time from its first block on; times in seconds after it was asked for.

    A player that has nothing left stops, and goes on when a block comes: an underrun.

    Attributes:
        first_block_s: when it began to be heard.
        over_s: when its last sample had been played.
        gaps_s: between one block and the next.
        buffered_s: what was still to be played when each block after the first came;
            below 0 where it came too late, by so much.
    """

    first_block_s: float
    over_s: float
    gaps_s: tuple[float, ...]
    buffered_s: tuple[float, ...]

    @classmethod
    def of(cls, arrivals: Sequence[Arrival], sample_rate_hz: int) -> Hearing:
        """Play the blocks of a line, at least one."""
        first = arrivals[0]
        runs_out_s = first.at_s + first.samples / sample_rate_hz
        buffered_s = []
        for arrival in arrivals[1:]:
            buffered_s.append(runs_out_s - arrival.at_s)
            runs_out_s = max(runs_out_s, arrival.at_s) + arrival.samples / sample_rate_hz
        gaps_s = [after.at_s - before.at_s for before, after in itertools.pairwise(arrivals)]
        return cls(first.at_s, runs_out_s, tuple(gaps_s), tuple(buffered_s))

    @property
    def underruns(self) -> int:
        """How often the listener heard a hole."""
        return sum(left_s < 0.0 for left_s in self.buffered_s)

    @property
    def stalled_s(self) -> float:
        """How long all holes were together."""
        return -sum(min(left_s, 0.0) for left_s in self.buffered_s)
