"""Every time that a graph ran elsewhere than asked: said once, and remembered."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

_log = logging.getLogger("moodvox.devices")
_lock = threading.Lock()
_known: list[Fallback] = []


@dataclass(frozen=True)
class Fallback:
    """A graph runs elsewhere than asked.

    Attributes:
        graph: file name of the graph.
        wanted: the provider asked for first, our word.
        used: the provider that took over.
        reason: one sentence.
    """

    graph: str
    wanted: str
    used: str
    reason: str

    def __str__(self) -> str:
        return f"{self.graph} runs on {self.used} instead of {self.wanted}: {self.reason}"


def say(fallback: Fallback) -> None:
    """Remember it, and log it where somebody reads."""
    with _lock:
        _known.append(fallback)
    _log.warning("%s", fallback)


def known() -> tuple[Fallback, ...]:
    """Every fallback since the process began."""
    with _lock:
        return tuple(_known)


def one_line(error: BaseException) -> str:
    """The first line of what an error says."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
