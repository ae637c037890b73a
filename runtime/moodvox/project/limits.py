"""What the player's machine allows: time, memory, and how long a voice may lie idle."""

from __future__ import annotations

from dataclasses import dataclass, fields

from moodvox.errors import InputError
from moodvox.project.table import Table

BOUNDS: dict[str, tuple[float, float]] = {
    "cpu_share": (0.02, 64.0),
    "tick_budget_ms": (0.25, 1000.0),
    "gpu_memory_mb": (16, 1 << 20),
    "unload_s": (1.0, 86_400.0),
}
"""Smallest and largest value of each limit."""


@dataclass(frozen=True)
class Limits:
    """Limits of a sidecar; None is no limit.

    Attributes:
        cpu_share: of one core, 1.0 = all of it.
        tick_budget_ms: processor time in each tick of 1/60 s.
        gpu_memory_mb: of each graph, where the provider can be told.
        unload_s: a voice that nobody has used for so long is given back to the system,
            and loaded again when it is needed.

    Raises:
        InputError: a limit is out of bounds.
    """

    cpu_share: float | None = None
    tick_budget_ms: float | None = None
    gpu_memory_mb: int | None = None
    unload_s: float | None = None

    def __post_init__(self) -> None:
        for name, (least, most) in BOUNDS.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise InputError(f"{value} is outside {least:g} to {most:g}", where=name)

    def over(self, other: Limits) -> Limits:
        """These, and where they say nothing those of `other`."""
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        theirs = {field.name: getattr(other, field.name) for field in fields(other)}
        return Limits(**{n: theirs[n] if v is None else v for n, v in mine.items()})

    def providers(self, wanted: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """`wanted` with the memory limit, in the words of `devices`."""
        if self.gpu_memory_mb is None or wanted is None:
            return wanted
        return tuple(map(self._limited, wanted))

    def _limited(self, provider: str) -> str:
        if provider == "cpu" or "memory_mb" in provider:
            return provider
        return f"{provider}{',' if ':' in provider else ':'}memory_mb={self.gpu_memory_mb}"


def read_limits(table: Table) -> Limits:
    """The table `[limits]` of a project file."""
    memory_mb = table.whole("gpu_memory_mb", *map(int, BOUNDS["gpu_memory_mb"]))
    limits = Limits(
        cpu_share=table.number("cpu_share", *BOUNDS["cpu_share"]),
        tick_budget_ms=table.number("tick_budget_ms", *BOUNDS["tick_budget_ms"]),
        gpu_memory_mb=memory_mb,
        unload_s=table.number("unload_s", *BOUNDS["unload_s"]),
    )
    table.finish()
    return limits
