"""A line's blocks and marks on their way from the sidecar to one tab.

Each tab is an engine of its own to the sidecar, so that tabs do not wait for each other's
characters. Everything is asked for as fast as it can be made: the page keeps it, draws it
and plays it from the first block on.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable
from typing import Any, Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from moodvox.client import Client, LineHandle
from moodvox.client.line import Event
from moodvox.errors import MoodvoxError
from moodvox.protocol import Block, Done, Enrolled, Marks, Take
from moodvox.studio.keeper import SidecarKeeper

HEAD = struct.Struct("<4I")
"""Before the samples of a block: play, first sample, sample rate in Hz, samples."""

Deliver = Callable[[dict[str, Any] | bytes], None]
"""Takes what is for the page: a message, or a block with its head; from any thread."""


class Asked(msgspec.Struct, kw_only=True, frozen=True):
    """A line that a page wants to hear."""

    text: str
    character: str = "?"
    voice: str | None = None
    speaker: str | None = None
    tier: str = "auto"
    seed: int | None = None
    take: Take | None = None


class Enrol(Protocol):
    """What a page asks to be learned (`asks.Enrol`)."""

    @property
    def name(self) -> str: ...
    @property
    def voice(self) -> str: ...
    @property
    def kind(self) -> Literal["speaker", "emotion"]: ...
    @property
    def rate_hz(self) -> int: ...
    @property
    def replace(self) -> bool: ...


class Listener:
    """One tab's ears. `hear` and `collect` are called in threads of their own.

    Args:
        keeper: whose sidecar speaks.
        mood_of: the mood in which a character begins a line, so that a line sounds the
            same however many were heard before.
    """

    def __init__(self, keeper: SidecarKeeper, mood_of: Callable[[str], dict[str, float]]) -> None:
        self._keeper = keeper
        self._mood_of = mood_of
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._lines: dict[int, LineHandle] = {}

    def hear(self, play: int, asked: Asked, deliver: Deliver) -> None:
        """Have a line spoken and deliver all of it; ends with `done` or `failed`."""
        try:
            handle = self._say(play, asked)
            for event in handle:
                deliver(_message(play, event))
        except MoodvoxError as fault:
            deliver({"type": "failed", "play": play, **as_fault(fault)})
        finally:
            with self._lock:
                self._lines.pop(play, None)

    def collect(self, play: int, asked: Asked) -> LineHandle:
        """A line as a whole; raises as `LineHandle.wait`."""
        handle = self._say(play, asked)
        handle.wait()
        return handle

    def enroll(self, ask: Enrol, samples: NDArray[np.float32]) -> Enrolled:
        """Have a recording learned; raises as `Client.enroll`."""
        return self._connected().enroll(
            ask.name, samples, ask.rate_hz, voice=ask.voice, kind=ask.kind, replace=ask.replace
        )

    def stop(self, play: int) -> None:
        """Cut a line short."""
        with self._lock:
            handle = self._lines.get(play)
        if handle is not None and not handle.is_over:
            handle.cancel()

    def drop(self) -> None:
        """The sidecar has gone: what is on its way fails now."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _say(self, play: int, asked: Asked) -> LineHandle:
        handle = self._connected().say(
            asked.character,
            asked.text,
            line=f"play-{play}",
            voice=asked.voice,
            speaker=asked.speaker,
            mood=self._mood_of(asked.character),
            tier=asked.tier,  # type: ignore[arg-type]
            seed=asked.seed,
            take=asked.take,
        )
        with self._lock:
            self._lines[play] = handle
        return handle

    def _connected(self) -> Client:
        """This tab's client, connected to the sidecar that is up."""
        process = self._keeper.client().process
        with self._lock:
            if self._client is None and process is not None:
                ready = process.ready
                self._client = Client(ready.port, ready.token, credit_by="all", engine="studio")
            if self._client is None:
                raise MoodvoxError("the sidecar is not ours to talk to")
            return self._client


def _message(play: int, event: Event) -> dict[str, Any] | bytes:
    match event:
        case Block():
            head = HEAD.pack(play, event.first_sample, event.sample_rate_hz, event.samples)
            return head + event.audio
        case Marks():
            marks = [msgspec.structs.asdict(mark) for mark in event.marks]
            return {"type": "marks", "play": play, "marks": marks}
        case Done():
            return {
                "type": "done",
                "play": play,
                "samples": event.samples,
                "reason": event.reason,
                "notices": event.notices,
                "timings": msgspec.structs.asdict(event.timings),
            }


def as_fault(fault: MoodvoxError) -> dict[str, str]:
    """An error as the page shows it."""
    return {
        "code": fault.code,
        "message": fault.message,
        "where": fault.where,
        "hint": fault.hint,
    }
