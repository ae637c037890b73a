"""What `stats` tells of the stage."""

from __future__ import annotations

from dataclasses import dataclass

from moodvox.scheduler import Statistics


@dataclass
class Tally:
    """Sums since the start that the scheduler does not know."""

    audio_s: float = 0.0
    render_calls_s: float = 0.0
    failed: int = 0

    def counters(self, scheduler: Statistics) -> dict[str, float]:
        """All counters by name."""
        return {
            "lines_waiting": float(scheduler.waiting),
            "lines_speaking": float(scheduler.speaking),
            "lines_submitted": float(scheduler.submitted),
            "lines_finished": float(scheduler.finished),
            "lines_cancelled": float(scheduler.removed - self.failed),
            "lines_dropped": float(scheduler.dropped),
            "lines_failed": float(self.failed),
            "blocks": float(scheduler.blocks),
            "late_blocks": float(scheduler.late_blocks),
            "render_calls_s": self.render_calls_s,
            "audio_s": self.audio_s,
        }
