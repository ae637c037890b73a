"""How long graphs run, told by the graphs' own calls and without a profiler.

onnxruntime's profiler tells what every node does, but with it a graph of many small nodes
takes half as long again.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from moodvox.devices.native import Native, Node

thread_s: Callable[[], float] = time.perf_counter if sys.platform == "win32" else time.thread_time
"""The thread's own processor time. Windows counts that in steps of 16 ms, longer than what is
to be timed: there it is time as such.
"""


class Clock:
    """Of the graphs opened under `timed`: the caller's processor time in their runs."""

    def __init__(self) -> None:
        self._took_s: dict[Path, list[float]] = {}
        self._lock = threading.Lock()

    def add(self, path: Path, took_s: float) -> None:
        with self._lock:
            self._took_s.setdefault(path, []).append(took_s)

    def taken(self) -> dict[Path, list[float]]:
        """Seconds of each run by the graph's file, since the last call or the beginning."""
        with self._lock:
            took_s, self._took_s = self._took_s, {}
        return took_s


class _Clocked:
    """A graph whose runs are timed; otherwise what is inside."""

    def __init__(self, path: Path, inner: Native, clock: Clock) -> None:
        self._path = path
        self._inner = inner
        self._clock = clock

    def run(
        self, outputs: Sequence[str] | None, feeds: Mapping[str, NDArray[Any]]
    ) -> Sequence[NDArray[Any]]:
        start_s = thread_s()
        results = self._inner.run(outputs, feeds)
        self._clock.add(self._path, thread_s() - start_s)
        return results

    def get_inputs(self) -> Sequence[Node]:
        return self._inner.get_inputs()

    def get_outputs(self) -> Sequence[Node]:
        return self._inner.get_outputs()

    def get_providers(self) -> Sequence[str]:
        return self._inner.get_providers()

    def get_modelmeta(self) -> Any:
        return self._inner.get_modelmeta()

    def end_profiling(self) -> str:
        return self._inner.end_profiling()


_clocks: list[Clock] = []


@contextlib.contextmanager
def timed() -> Iterator[Clock]:
    """Graphs opened in the block are timed, also after it; with one thread that is all of it."""
    clock = Clock()
    _clocks.append(clock)
    try:
        yield clock
    finally:
        _clocks.remove(clock)


def clocked(path: Path, loaded: Native) -> Native:
    """A graph that was just loaded, timed if somebody wants to know."""
    for clock in list(_clocks):
        loaded = _Clocked(path, loaded, clock)
    return loaded
