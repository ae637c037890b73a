"""What `stats` tells of the stage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from moodvox.ab.pairs import Side
from moodvox.scheduler import Statistics


@dataclass
class Tally:
    """Sums since the start that the scheduler does not know."""

    audio_s: float = 0.0
    render_calls_s: float = 0.0
    turns: int = 0
    lines_in_turns: int = 0
    failed: int = 0
    tiers: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)

    def begun(self, tier: str, side: Side | None) -> None:
        """A line begins, in this tier and on this side of the project's comparison."""
        self.tiers[tier] += 1
        if side is not None:
            self.compared[f"ab_{side}_lines"] += 1

    def rendered(self, lines: int, took_s: float) -> None:
        """A turn of so many lines is over."""
        self.turns += 1
        self.lines_in_turns += lines
        self.render_calls_s += took_s

    def cut_short(self, side: Side | None) -> None:
        """A line was cancelled after it had begun: perhaps by a player who had enough of it."""
        if side is not None:
            self.compared[f"ab_{side}_cut_short"] += 1

    def counters(self, scheduler: Statistics) -> dict[str, float]:
        """All counters by name."""
        return {
            "lines_waiting": float(scheduler.waiting),
            "lines_speaking": float(scheduler.speaking),
            "lines_submitted": float(scheduler.submitted),
            "lines_finished": float(scheduler.finished),
            "lines_cancelled": float(scheduler.removed - self.failed),
            "lines_dropped": float(scheduler.dropped),
            "lines_dropped_for_load": float(scheduler.dropped_for_load),
            "lines_delayed": float(scheduler.delayed),
            "lines_failed": float(self.failed),
            "lines_quality": float(self.tiers["quality"]),
            "lines_fast": float(self.tiers["fast"]),
            "load": round(scheduler.load, 4),
            "demand": round(scheduler.demand, 4),
            "lines_in_a_turn": round(self.lines_in_turns / self.turns, 3) if self.turns else 0.0,
            "blocks": float(scheduler.blocks),
            "late_blocks": float(scheduler.late_blocks),
            "render_calls_s": self.render_calls_s,
            "audio_s": self.audio_s,
            **{name: float(count) for name, count in sorted(self.compared.items())},
        }
