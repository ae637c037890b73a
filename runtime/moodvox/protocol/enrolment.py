"""A new speaker or emotion from a recording: enroll, enrolled."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from moodvox.protocol.fields import (
    Name,
    Prose,
    SampleFormat,
    SampleRateHz,
    Samples,
    Wire,
    check_audio,
)


class Enroll(Wire, frozen=True, kw_only=True, tag="enroll"):
    """engine -> sidecar: learn `name` from a recording, the second part."""

    id: Name
    """Comes back in the answer."""
    kind: Literal["speaker", "emotion"]
    name: Name
    voice: Name
    samples: Samples
    sample_rate_hz: SampleRateHz
    format: SampleFormat = "f32le"
    audio: bytes = b""
    """Mono, 3 to 30 s (an emotion: 2 to 30 s); travels as the second part."""
    replace: bool = False
    """Take the place of another recording of that name, which is refused otherwise."""

    def check_audio(self) -> None:
        """Whether the second part is as long as the fields say.

        Raises:
            WireError: it is not.
        """
        check_audio(self.audio, self.samples, self.format)


class Enrolled(Wire, frozen=True, kw_only=True, tag="enrolled"):
    """sidecar -> engine: lines may use the name from now on, now and in later sessions.

    What cannot be enrolled is answered with an `error` that has the `id`.
    """

    id: Name
    kind: Literal["speaker", "emotion"]
    name: Name
    voice: Name
    replaced: bool = False
    """Another recording had the name before."""
    remarks: Annotated[list[Prose], Meta(max_length=16)] = msgspec.field(default_factory=list)
    """What would make the recording better."""
