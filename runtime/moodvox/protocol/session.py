"""Coming, going and staying alive: hello, ready, ping, pong, shutdown, stats."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from moodvox.protocol import limits
from moodvox.protocol.fields import (
    PROTOCOL_VERSION,
    Count,
    Label,
    LeadMs,
    Milliseconds,
    Name,
    Names,
    Numbers,
    Prose,
    SampleFormat,
    SampleRateHz,
    Version,
    Wire,
)


class Hello(Wire, frozen=True, kw_only=True, tag="hello"):
    """engine -> sidecar, first: who is there and what it wants.

    A `hello` may be sent again (after a reconnect): it starts the session anew, and the
    lines of the old one are dropped. It is always written in version 1, so that any
    sidecar can read it.
    """

    versions: Annotated[list[Version], Meta(min_length=1, max_length=16)] = msgspec.field(
        default_factory=lambda: [PROTOCOL_VERSION]
    )
    """Protocol versions that the engine speaks."""
    token: Annotated[str, Meta(max_length=limits.MAX_TOKEN_CHARS)] = ""
    """The one-time token of the sidecar's ready line."""
    engine: Label = ""
    """For logs: "unity 6000.1", "godot 4.4", "moodvox.client"."""
    format: SampleFormat = "f32le"
    """How the PCM of every block is to be written."""
    sample_rate_hz: SampleRateHz | None = None
    """Wanted rate; the sidecar does not resample, so a line whose voice has another
    rate is refused. None: each voice's own rate."""
    lead_ms: LeadMs | None = None
    """How far the sidecar may run ahead of playback; None: as the project says, or
    `limits.DEFAULT_LEAD_MS`."""


class VoiceInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A voice that can be asked for in `speak`."""

    name: Name
    language: Label
    sample_rate_hz: SampleRateHz
    speakers: Names = msgspec.field(default_factory=list)
    emotions: Names = msgspec.field(default_factory=list)
    tiers: Names = msgspec.field(default_factory=list)


Voices = Annotated[list[VoiceInfo], Meta(max_length=limits.MAX_LIST)]
BlendShapes = Annotated[dict[Name, Numbers], Meta(max_length=limits.MAX_LIST)]


class Ready(Wire, frozen=True, kw_only=True, tag="ready"):
    """sidecar -> engine: the answer to a good `hello`; from now on lines may be sent."""

    version: Version = PROTOCOL_VERSION
    """The protocol version that both use from here on."""
    sidecar: Label = ""
    """Version of Moodvox."""
    heartbeat_ms: Milliseconds = 1_000.0
    """Send something (a `ping` if nothing else) at least this often."""
    timeout_ms: Milliseconds = 5_000.0
    """After this long without a message, the sidecar takes the engine for gone."""
    voices: Voices = msgspec.field(default_factory=list)
    characters: Names = msgspec.field(default_factory=list)
    """The project's cast; other character names are allowed too."""
    visemes: Names = msgspec.field(default_factory=list)
    """Names that marks of kind "viseme" use, in the order of the Oculus set."""
    arkit: BlendShapes = msgspec.field(default_factory=dict)
    """Viseme -> ARKit blend shape -> weight 0 to 1."""
    tags: Names = msgspec.field(default_factory=list)
    """First words of tags that set no mood, for an editor to complete: "pause", "rate"."""
    sounds: Names = msgspec.field(default_factory=list)
    """Tags that are heard: "laugh". A voice may lack some."""
    moods: Names = msgspec.field(default_factory=list)
    """The project's own moods, which tags may name beside a voice's emotions."""


class Ping(Wire, frozen=True, kw_only=True, tag="ping"):
    """Either way: are you there?"""

    nonce: Count = 0


class Pong(Wire, frozen=True, kw_only=True, tag="pong"):
    """The answer to `ping`, with its nonce."""

    nonce: Count = 0


class Shutdown(Wire, frozen=True, kw_only=True, tag="shutdown"):
    """engine -> sidecar: end the process. sidecar -> engine: I am about to end."""

    reason: Prose = ""


class Stats(Wire, frozen=True, kw_only=True, tag="stats"):
    """engine -> sidecar, empty: how are you? sidecar -> engine: counters by name."""

    counters: Numbers = msgspec.field(default_factory=dict)
