"""What a client asks and waits for, while lines are spoken beside it."""

from __future__ import annotations

import itertools
import time

from moodvox.client.connection import Connection
from moodvox.protocol import Check, Diagnostics, Ping, Pong, Stats


class Questions:
    """Short questions over a connection; any thread, one after the other."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)

    def ping(self) -> float:
        """Seconds to the sidecar and back.

        Raises:
            SidecarError: no answer.
        """
        began_s = time.monotonic()
        self._connection.ask(Ping(nonce=time.monotonic_ns()), Pong)
        return time.monotonic() - began_s

    def stats(self) -> dict[str, float]:
        """The sidecar's counters.

        Raises:
            SidecarError: no answer.
        """
        return self._connection.ask(Stats(), Stats).counters

    def check(self, text: str, *, file: str = "", voice: str | None = None) -> Diagnostics:
        """What is wrong with a line, or with a file that may not be saved yet.

        Args: see `protocol.Check`.

        Raises:
            WireError: a value is out of bounds.
            AnswerError: there is no such voice, or that kind of file is not checked.
            SidecarError: no answer.
        """
        question = Check(id=f"check-{next(self._numbers)}", text=text, file=file, voice=voice)
        return self._connection.ask(question, Diagnostics)
