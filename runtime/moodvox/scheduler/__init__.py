"""Which line is worked on next. Pure: opaque jobs, and the clock is a parameter."""

from __future__ import annotations

from moodvox.scheduler.budget import Budget
from moodvox.scheduler.costs import Costs
from moodvox.scheduler.governor import Governor, Level
from moodvox.scheduler.jobs import Dropped, Job, Open, Render, Statistics, Turn
from moodvox.scheduler.scheduler import MAX_BATCH, Scheduler

__all__ = [
    "MAX_BATCH",
    "Budget",
    "Costs",
    "Dropped",
    "Governor",
    "Job",
    "Level",
    "Open",
    "Render",
    "Scheduler",
    "Statistics",
    "Turn",
]
