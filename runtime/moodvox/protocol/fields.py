"""The types of fields that several messages share, with their bounds.

Every float is bounded on both sides, which also keeps NaN and the infinities out.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from moodvox.errors import WireError
from moodvox.protocol import limits

PROTOCOL_VERSION = 1
"""The `v` of every message that this build writes and reads."""

Version = Annotated[int, Meta(ge=1, le=1_000_000)]
Name = Annotated[str, Meta(min_length=1, max_length=limits.MAX_NAME_CHARS)]
Label = Annotated[str, Meta(max_length=limits.MAX_NAME_CHARS)]
Prose = Annotated[str, Meta(max_length=limits.MAX_MESSAGE_CHARS)]
Samples = Annotated[int, Meta(ge=0, le=limits.MAX_SAMPLES)]
Count = Annotated[int, Meta(ge=0, le=(1 << 63) - 1)]
Offset = Annotated[int, Meta(ge=0, le=limits.MAX_TEXT_CHARS)]
Weight = Annotated[float, Meta(ge=0.0, le=1.0)]
Weights = Annotated[dict[Name, Weight], Meta(max_length=limits.MAX_WEIGHTS)]
"""Named emotions and their weights; together at most 1, the rest is neutral."""
Seconds = Annotated[float, Meta(ge=0.0, le=limits.MAX_SECONDS)]
Milliseconds = Annotated[float, Meta(ge=0.0, le=limits.MAX_MS)]
LeadMs = Annotated[float, Meta(ge=limits.MIN_LEAD_MS, le=limits.MAX_LEAD_MS)]
Metres = Annotated[float, Meta(ge=0.0, le=limits.MAX_DISTANCE_M)]
Priority = Annotated[int, Meta(ge=0, le=100)]
SampleRateHz = Annotated[int, Meta(ge=limits.MIN_SAMPLE_RATE_HZ, le=limits.MAX_SAMPLE_RATE_HZ)]
Names = Annotated[list[Name], Meta(max_length=limits.MAX_LIST)]
Number = Annotated[float, Meta(ge=-1e18, le=1e18)]
Numbers = Annotated[dict[Name, Number], Meta(max_length=limits.MAX_LIST)]
SampleFormat = Literal["f32le", "s16le"]
"""Mono PCM, little endian: 32-bit float in [-1, 1], or 16-bit signed integer."""

BYTES_PER_SAMPLE: dict[SampleFormat, int] = {"f32le": 4, "s16le": 2}


def _this_version() -> int:
    return PROTOCOL_VERSION


class Wire(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """What every message has: `type` (its tag) and `v`.

    A field at its default is not sent; fields that a reader does not know are ignored.
    """

    v: Version = msgspec.field(default_factory=_this_version)
    """Version of the protocol; always sent."""


def check_audio(audio: bytes, samples: int, sample_format: SampleFormat) -> None:
    """Whether `audio` is as long as the fields of its message say.

    Raises:
        WireError: it is not.
    """
    expected = samples * BYTES_PER_SAMPLE[sample_format]
    if len(audio) != expected:
        raise WireError(
            f"{samples} samples of {sample_format} are {expected} bytes, got {len(audio)}",
            where="audio",
        )
