"""A line on its way: speak, cancel, credit, block, mark, done."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from moodvox.errors import WireError
from moodvox.protocol import limits
from moodvox.protocol.fields import (
    Count,
    Label,
    Metres,
    Milliseconds,
    Name,
    Offset,
    Priority,
    Prose,
    SampleFormat,
    SampleRateHz,
    Samples,
    Seconds,
    Weights,
    Wire,
    check_audio,
)


class Keyframe(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The mood at one moment of a line."""

    at_s: Seconds
    """From the start of the line; rises along a curve."""
    mood: Weights
    easing: Name = "linear"
    """How the mood gets here from the keyframe before."""


class PhonemeEdit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one phoneme differs from what the voice would say."""

    at: Count
    """Its index among the take's phonemes, from 0; rises along the take."""
    pitch_st: Annotated[float, Meta(ge=-24.0, le=24.0)] = 0.0
    length: Annotated[float, Meta(ge=0.25, le=4.0)] = 1.0
    """Factor of its duration."""
    level_db: Annotated[float, Meta(ge=-12.0, le=12.0)] = 0.0


class Take(msgspec.Struct, frozen=True, kw_only=True):
    """Changes by hand, phoneme by phoneme."""

    phonemes: Annotated[str, Meta(min_length=1, max_length=limits.MAX_PHONEME_CHARS)]
    """Of the whole line as its marks show them, with blanks between: ``SIL HH AH0 ...``.
    A take of other phonemes than the line's is left out, and a notice of `done` says so."""
    edits: Annotated[list[PhonemeEdit], Meta(max_length=limits.MAX_EDITS)]


class Speak(Wire, frozen=True, kw_only=True, tag="speak"):
    """engine -> sidecar: say this.

    Answered by blocks and marks and exactly one end: `done`, or an `error` with
    `line_over`. The lines of one character are spoken one after the other.
    """

    id: Name
    """Chosen by the engine; unique among its lines that are not over."""
    character: Name
    text: Annotated[str, Meta(max_length=limits.MAX_TEXT_CHARS)]
    """With inline tags."""
    voice: Name | None = None
    """None: the cast's."""
    speaker: Name | None = None
    """None: the cast's, or the voice's first."""
    mood: Weights | None = None
    """Mood of this line, which leaves the character's state as it is; None: as it feels."""
    curve: Annotated[list[Keyframe], Meta(min_length=1, max_length=limits.MAX_KEYFRAMES)] | None = (
        None
    )
    """Mood over the line's time, instead of `mood`."""
    priority: Priority | None = None
    """0 to 100, higher first where not all can be in time; None: the cast's."""
    deadline_ms: Annotated[float, Meta(gt=0.0, le=limits.MAX_MS)] | None = None
    """Drop the line if it could not be heard within this time from the moment when
    the sidecar gets it; None: never too late."""
    distance_m: Metres = 0.0
    """From the listener; nearer first where not all can be in time."""
    tier: Literal["auto", "quality", "fast"] = "auto"
    seed: Count | None = None
    """The same line with the same seed gives the same samples; None: from the text."""
    interrupt: bool = False
    """Cut short what this character is saying, and forget what it was to say."""
    line: Name | None = None
    """Its id in the game's dialogue files, if `id` is another: the take that the project
    pinned to it is spoken."""
    take: Take | None = None
    """Spoken instead of the pinned one; None: that one, if there is one."""

    def __post_init__(self) -> None:
        if self.mood is not None and self.curve is not None:
            raise WireError("a line has a mood or a curve, not both", where="curve")


class Cancel(Wire, frozen=True, kw_only=True, tag="cancel"):
    """engine -> sidecar: stop one line, a character's lines, or all of this engine's.

    A line that is being spoken gets a last, faded block; each cancelled line gets a
    `done` with reason "cancelled".
    """

    id: Name | None = None
    character: Name | None = None
    all: bool = False

    def __post_init__(self) -> None:
        if [self.id is not None, self.character is not None, self.all].count(True) != 1:
            raise WireError("give one of id, character and all", where="id")


class Credit(Wire, frozen=True, kw_only=True, tag="credit"):
    """engine -> sidecar: playback of a line has come this far.

    The sidecar renders up to `lead_ms` beyond it. Credit never goes down. More credit
    than there are samples means "as fast as you can". Credit for a line that is over
    is ignored.
    """

    id: Name
    played_samples: Samples


class Block(Wire, frozen=True, kw_only=True, tag="block"):
    """sidecar -> engine: PCM of a line, and a second part with the samples."""

    id: Name
    sequence: Count
    """0, 1, 2, ... in each line."""
    first_sample: Samples
    """Position in the line; the sum of `samples` of the blocks before."""
    samples: Samples
    sample_rate_hz: SampleRateHz
    format: SampleFormat
    mood: Weights = msgspec.field(default_factory=dict)
    """The mood at the block's first sample."""
    audio: bytes = b""
    """`samples` mono samples as `format` says; travels as the second part."""

    def check_audio(self) -> None:
        """Whether the second part is as long as the fields say.

        Raises:
            WireError: it is not.
        """
        check_audio(self.audio, self.samples, self.format)


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is heard from `first_sample` on, for `samples` samples."""

    kind: Literal["word", "phoneme", "viseme"]
    text: Name
    """The word as spoken ("forty"), the ARPAbet phoneme with its stress, or the viseme."""
    first_sample: Samples
    samples: Samples
    start: Offset
    """Offset into the line's text without tags, in Unicode code points."""
    end: Offset


class Marks(Wire, frozen=True, kw_only=True, tag="mark"):
    """sidecar -> engine: words, phonemes and visemes with their sample positions.

    A mark is sent once, before or with the block that holds its first sample, when a
    mood event can no longer move it.
    """

    id: Name
    marks: Annotated[list[Mark], Meta(min_length=1, max_length=limits.MAX_MARKS)]


class Timings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the time of a line went."""

    queued_ms: Milliseconds = 0.0
    """From the receipt of `speak` to the start of its work."""
    plan_ms: Milliseconds = 0.0
    """Script, text, phonemes and plan."""
    first_block_ms: Milliseconds = 0.0
    """From the receipt of `speak` to the first block."""
    render_ms: Milliseconds = 0.0
    """Spent in render calls that this line had part in."""


class Done(Wire, frozen=True, kw_only=True, tag="done"):
    """sidecar -> engine: the line is over; all of its blocks have been sent."""

    id: Name
    samples: Samples
    """Sum of `samples` over its blocks."""
    reason: Literal["finished", "cancelled", "dropped"]
    """dropped: it was not begun, see `why`."""
    why: Label = ""
    """Of a line that was dropped: "deadline", it could not have been heard in time; "load",
    the machine had no time for it."""
    retry_ms: Milliseconds = 0.0
    """After so long there would probably be room for it; 0: not known."""
    timings: Timings = msgspec.field(default_factory=Timings)
    notices: Annotated[list[Prose], Meta(max_length=256)] = msgspec.field(default_factory=list)
    """What of the text was not spoken (an emoji, say)."""
