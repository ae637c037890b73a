"""Plays the scene while it happens, in a thread of its own."""

from __future__ import annotations

import queue
import threading
from types import TracebackType

import numpy as np

from moodvox.cli.audio import Output
from takes import Floats


class Loudspeaker:
    """Takes sound at any time and plays it in order. Use it with `with`.

    Raises:
        NoSoundError: nothing can be played here.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._output = Output(sample_rate_hz)
        self._waiting: queue.SimpleQueue[Floats | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._play, name="loudspeaker", daemon=True)
        self._thread.start()

    def hear(self, sound: Floats) -> None:
        """Queue the next piece, (S,) float32; returns at once."""
        if len(sound):
            self._waiting.put(np.clip(sound, -1.0, 1.0))

    def _play(self) -> None:
        with self._output as output:
            while (sound := self._waiting.get()) is not None:
                output.write(sound)

    def __enter__(self) -> Loudspeaker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._waiting.put(None)
        self._thread.join()
