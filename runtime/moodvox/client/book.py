"""The lines of a client that are not over, and the credit for those that play."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

from moodvox.client.faults import SidecarError
from moodvox.client.line import LineHandle
from moodvox.client.playback import Playback
from moodvox.errors import WireError
from moodvox.protocol import Block, Done, Error, Marks

CreditBy = Literal["clock", "hand", "all"]
"""Who says how far playback has come: a clock that plays in real time, the caller, or
nobody: all is wanted as fast as it can be made."""

CREDIT_EVERY_S = 0.05
"""Between two credits of a line that plays by the clock."""


class LineBook:
    """Finds the line that a message is about.

    Lines are entered in the caller's thread; everything else happens in the
    connection's.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[str, LineHandle] = {}
        self._playing: dict[str, LineHandle] = {}
        self._latest: dict[str, Playback] = {}
        self._credited_s = 0.0

    def enter(
        self, name: str, character: str, make: Callable[[Playback], LineHandle]
    ) -> LineHandle:
        """A new line, which plays after the one before of its character.

        Raises:
            WireError: there is a line of that name that is not over.
        """
        with self._lock:
            if name in self._lines:
                raise WireError(f"line '{name}' is not over yet", where="id")
            handle = self._lines[name] = make(Playback(self._latest.get(character)))
            self._latest[character] = handle.playback
            return handle

    def interrupt(self, character: str) -> None:
        """The next line of this character does not wait for the one before to be played."""
        with self._lock:
            self._latest.pop(character, None)

    def take(self, message: Block | Marks | Done) -> None:
        """A message about a line has come; one that nobody knows is none of ours."""
        over = isinstance(message, Done)
        with self._lock:
            handle = (self._lines.pop if over else self._lines.get)(message.id, None)
            if handle is not None and not over:
                self._playing[message.id] = handle
        if handle is not None:
            handle.take(message)

    def take_error(self, error: Error) -> bool:
        """Whether an error is the end of one of our lines, which then knows."""
        if not error.line_over or error.id is None:
            return False
        with self._lock:
            handle = self._lines.pop(error.id, None)
        if handle is not None:
            handle.take(error)
        return handle is not None

    def credit_by_clock(self, now_s: float, credit: Callable[[str, int], None]) -> None:
        """Give credit for what would be played by now, every now and then."""
        if now_s - self._credited_s < CREDIT_EVERY_S:
            return
        self._credited_s = now_s
        for name, handle in list(self._playing.items()):
            credit(name, handle.playback.advance(now_s))
            if handle.playback.is_over(now_s):
                del self._playing[name]

    def fail_all(self, fault: SidecarError) -> None:
        """No more will come: every line that waits ends with `fault`."""
        with self._lock:
            lines, self._lines = list(self._lines.values()), {}
        for handle in lines:
            handle.fail(fault)
