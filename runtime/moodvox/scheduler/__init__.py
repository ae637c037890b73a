"""Which line is worked on next. Pure: opaque jobs, and the clock is a parameter."""

from __future__ import annotations

from moodvox.scheduler.jobs import Job, Open, Render, Statistics, Turn
from moodvox.scheduler.scheduler import MAX_BATCH, Scheduler

__all__ = ["MAX_BATCH", "Job", "Open", "Render", "Scheduler", "Statistics", "Turn"]
