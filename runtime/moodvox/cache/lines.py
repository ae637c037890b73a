"""The cache of lines: memory first, then disk; the least recently spoken go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from moodvox.cache.disk import DiskShelf
from moodvox.cache.kept import KeptLine

MEMORY_BYTES = 32 << 20
"""About five minutes of speech at 24 kHz."""

LONGEST_BYTES = 4 << 20
"""Longer lines (40 s) are seldom said twice."""


class LineCache:
    """Finds lines by their key; from any thread. The disk is written by a thread of its own.

    Args:
        memory_bytes: the most that is held in memory.
        disk: where lines are kept beyond this process; None = nowhere.
    """

    def __init__(self, memory_bytes: int = MEMORY_BYTES, disk: DiskShelf | None = None) -> None:
        self.memory_bytes = memory_bytes
        self.disk = disk
        self._lock = threading.Lock()
        self._lines: OrderedDict[str, KeptLine] = OrderedDict()
        self._held_bytes = 0
        self._hits = self._disk_hits = self._misses = self._kept = self._turned = 0
        self._writer: ThreadPoolExecutor | None = None
        if disk is not None:
            self._writer = ThreadPoolExecutor(1, thread_name_prefix="keep-lines")

    def get(self, key: str) -> KeptLine | None:
        """The line of this key."""
        with self._lock:
            found = self._lines.get(key)
            if found is not None:
                self._lines.move_to_end(key)
                self._hits += 1
                return found
        found = self.disk.get(key) if self.disk is not None else None
        with self._lock:
            self._disk_hits += found is not None
            self._misses += found is None
            if found is not None:
                self._hold(key, found)
        return found

    def put(self, key: str, kept: KeptLine) -> None:
        """Keep a whole line."""
        if kept.size_bytes > min(LONGEST_BYTES, self.memory_bytes):
            return
        with self._lock:
            self._kept += 1
            self._hold(key, kept)
        if self._writer is not None and self.disk is not None:
            self._writer.submit(self.disk.put, key, kept)

    def turned_live(self) -> None:
        """A line that came from here was changed while it was spoken."""
        with self._lock:
            self._turned += 1

    def clear(self) -> None:
        """Forget what is in memory."""
        with self._lock:
            self._lines.clear()
            self._held_bytes = 0

    def close(self) -> None:
        """Write what is still to be written."""
        if self._writer is not None:
            self._writer.shutdown(wait=True)

    def counters(self) -> dict[str, float]:
        """For `stats`."""
        with self._lock:
            return {
                "line_cache_hits": float(self._hits),
                "line_cache_disk_hits": float(self._disk_hits),
                "line_cache_misses": float(self._misses),
                "line_cache_kept": float(self._kept),
                "line_cache_turned_live": float(self._turned),
                "line_cache_lines": float(len(self._lines)),
                "line_cache_bytes": float(self._held_bytes),
                "line_cache_disk_faults": float(self.disk.faults if self.disk is not None else 0),
            }

    def _hold(self, key: str, kept: KeptLine) -> None:
        before = self._lines.pop(key, None)
        self._held_bytes += kept.size_bytes - (before.size_bytes if before else 0)
        self._lines[key] = kept
        while self._held_bytes > self.memory_bytes:
            _, oldest = self._lines.popitem(last=False)
            self._held_bytes -= oldest.size_bytes
