"""The newest credit of each line: what is older and was not looked at yet is of no use."""

from __future__ import annotations

import threading

from moodvox.protocol import Credit


class Credits:
    """Filled in the socket's thread and emptied in the stage's thread."""

    def __init__(self) -> None:
        self._newest: dict[tuple[int, str], Credit] = {}
        self._lock = threading.Lock()

    def put(self, session: int, credit: Credit) -> bool:
        """Keep it if it is the furthest; True if nothing of this line waits to be taken."""
        key = session, credit.id
        with self._lock:
            before = self._newest.get(key)
            if before is None or credit.played_samples > before.played_samples:
                self._newest[key] = credit
            return before is None

    def take(self, session: int, line: str) -> Credit:
        """What `put` said True for."""
        with self._lock:
            return self._newest.pop((session, line))
