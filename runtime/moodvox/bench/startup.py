"""How long a sidecar takes to be there, and how much memory it comes to hold."""

from __future__ import annotations

import time
from dataclasses import dataclass

from moodvox.bench.figures import Figures
from moodvox.bench.host import Host
from moodvox.bench.process import peak_memory_mb
from moodvox.bench.texts import TEXTS


@dataclass(frozen=True)
class Startup:
    """Attributes:
    ready_ms: from starting the process to a client that may speak.
    first_line_ms: from its first `speak` to the first block.
    memory_ready_mb: the most memory held by then; None where the system won't tell.
    memory_spoken_mb: the most after all texts were spoken.
    """

    ready_ms: Figures
    first_line_ms: Figures
    memory_ready_mb: float | None
    memory_spoken_mb: float | None


def measure_startup(host: Host, voice: str, rounds: int) -> Startup:
    """Start a sidecar `rounds` times and speak with each of them."""
    ready_ms: list[float] = []
    first_ms: list[float] = []
    before: float | None = None
    after: float | None = None
    for _ in range(rounds):
        start_s = time.perf_counter()
        with host.serving(credit_by="all") as (client,):
            ready_ms.append((time.perf_counter() - start_s) * 1000.0)
            pid = client.process.pid if client.process else 0
            before = peak_memory_mb(pid)
            for name, text in TEXTS.items():
                line = client.say("Bench", text, voice=voice or None)
                line.wait()
                if name == next(iter(TEXTS)) and line.first_block_s is not None:
                    first_ms.append(line.first_block_s * 1000.0)
            after = peak_memory_mb(pid)
    return Startup(Figures.of(ready_ms), Figures.of(first_ms), before, after)
