"""What a client asks and waits for, while lines are spoken beside it."""

from __future__ import annotations

import itertools
import time
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moodvox.client.connection import Connection
from moodvox.protocol import Check, Diagnostics, Enroll, Enrolled, Ping, Pong, Stats

ENROL_S = 30.0
"""How long a recording may take: it waits for others, and its encoder is loaded."""


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

    def enroll(
        self,
        name: str,
        samples: NDArray[np.float32],
        sample_rate_hz: int,
        *,
        voice: str,
        kind: Literal["speaker", "emotion"] = "speaker",
        replace: bool = False,
        answer_s: float = ENROL_S,
    ) -> Enrolled:
        """Have a speaker or emotion learned from a recording; lines may use it at once.

        Args:
            name: what lines will call it.
            samples: (S,) mono, full scale 1; 3 to 30 s (an emotion: 2 to 30 s).
            voice: whose speaker or emotion it will be.
            replace: take the place of another recording of that name.
            answer_s: how long to wait; lines are spoken meanwhile.

        Raises:
            AnswerError: the recording or the name is refused.
            WireError: it is too large for a message.
            SidecarError: no answer.
        """
        question = Enroll(
            id=f"enroll-{next(self._numbers)}",
            kind=kind,
            name=name,
            voice=voice,
            samples=len(samples),
            sample_rate_hz=sample_rate_hz,
            audio=np.asarray(samples, "<f4").tobytes(),
            replace=replace,
        )
        return self._connection.ask(question, Enrolled, answer_s=answer_s)
