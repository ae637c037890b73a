"""Everything that one run of `moodvox bench` has measured."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from moodvox.bench.ceiling import Ceiling
from moodvox.bench.crowd import Crowd
from moodvox.bench.figures import Figures
from moodvox.bench.latency import Latency
from moodvox.bench.machine import Machine
from moodvox.bench.peers import PeerFigures
from moodvox.bench.share import Share
from moodvox.bench.speed import Speed
from moodvox.bench.startup import Startup


@dataclass
class Report:
    """Parts that were not asked for are empty."""

    machine: Machine
    latency: list[Latency] = field(default_factory=list)
    speed: list[Speed] = field(default_factory=list)
    crowds: list[Crowd] = field(default_factory=list)
    startup: Startup | None = None
    moods: dict[str, Figures | None] = field(default_factory=dict)
    """Milliseconds from a mood event to the ear, by lead in milliseconds."""
    ceiling: Ceiling | None = None
    shares: list[Share] = field(default_factory=list)
    peers: list[PeerFigures] = field(default_factory=list)
    missing_peers: list[str] = field(default_factory=list)

    def as_document(self) -> dict[str, Any]:
        """For a program: the fields by name, all the way down."""
        return asdict(self)
