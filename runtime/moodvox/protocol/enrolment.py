"""A new speaker or emotion from a recording: enroll."""

from __future__ import annotations

from typing import Literal

from moodvox.protocol.fields import (
    Name,
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
    """Mono; travels as the second part."""

    def check_audio(self) -> None:
        """Whether the second part is as long as the fields say.

        Raises:
            WireError: it is not.
        """
        check_audio(self.audio, self.samples, self.format)
