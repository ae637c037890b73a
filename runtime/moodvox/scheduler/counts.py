"""What has come of all lines since the start."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from moodvox.scheduler.jobs import Statistics
from moodvox.scheduler.lines import Lines


@dataclass
class Counts:
    """Each as in `Statistics`."""

    submitted: int = 0
    finished: int = 0
    removed: int = 0
    dropped: int = 0
    dropped_for_load: int = 0
    delayed: int = 0
    turns: int = 0
    blocks: int = 0
    late_blocks: int = 0

    def statistics(self, lines: Lines, load: float, demand: float) -> Statistics:
        """These, and how things stand with the `lines` that are not over."""
        speaking = sum(stream.is_open for stream in lines)
        return Statistics(
            waiting=len(lines) - speaking,
            speaking=speaking,
            load=load,
            demand=demand,
            **asdict(self),
        )
