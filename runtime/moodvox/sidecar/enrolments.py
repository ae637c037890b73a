"""Recordings that clients send to be learned, in a thread beside the one that renders."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from moodvox.enrolment.enroller import Enroller
from moodvox.enrolment.recording import of_pcm
from moodvox.errors import RecordingError
from moodvox.protocol import Enroll, Enrolled, Error, Message, encode
from moodvox.sidecar.pcm import samples_of
from moodvox.sidecar.refusals import RefusedError
from moodvox.sidecar.rendering import as_moodvox_error
from moodvox.sidecar.worker import Outgoing

MAX_WAITING = 4
"""Recordings that wait or are being learned: they are up to 16 MiB each, and 30 ms of work."""


class Enrolments:
    """Learns one recording after the other.

    Args:
        enroller: what learns.
        deliver: takes the answer to each; called in the thread that learns.
    """

    def __init__(self, enroller: Enroller, deliver: Callable[[Outgoing], None]) -> None:
        self._enroller = enroller
        self._deliver = deliver
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="enrol")
        self._room = threading.BoundedSemaphore(MAX_WAITING)

    def take(self, session: int, message: Enroll) -> None:
        """Learn what is in `message` when its turn comes; returns at once.

        Raises:
            RefusedError: too many are waiting.
        """
        if not self._room.acquire(blocking=False):
            raise RefusedError(
                "busy",
                f"{MAX_WAITING} recordings are waiting already",
                where="type",
                hint="send the next one when one has been answered",
            )
        self._pool.submit(self._learn, session, message)

    def stop(self) -> None:
        """End after the one that is being learned; the others are dropped."""
        self._pool.shutdown(cancel_futures=True)

    def _learn(self, session: int, message: Enroll) -> None:
        try:
            answer = self._learned(message)
        except Exception as fault:  # whatever it is, it concerns this recording only
            known = as_moodvox_error(fault)
            if isinstance(known, RecordingError):
                known = RecordingError(known.message, where="audio", hint=known.hint)
            answer = Error.of(known, line=message.id)
        finally:
            self._room.release()
        self._deliver(Outgoing(session, encode(answer)))

    def _learned(self, message: Enroll) -> Message:
        recording = of_pcm(
            samples_of(message.audio, message.format),
            message.sample_rate_hz,
            message.audio,
            message.format,
        )
        outcome = self._enroller.from_recording(
            recording, message.name, message.kind, message.voice, replace=message.replace
        )
        return Enrolled(
            id=message.id,
            kind=message.kind,
            name=outcome.profile.name,
            voice=outcome.profile.voice,
            replaced=outcome.replaced,
            remarks=list(outcome.remarks),
        )
