"""What a tab may ask: one frozen type each, decoded from JSON, limits included."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from moodvox.errors import WireError
from moodvox.protocol import Take
from moodvox.protocol.limits import MAX_TEXT_CHARS
from moodvox.studio.hearing import Asked

Text = Annotated[str, Meta(max_length=MAX_TEXT_CHARS)]
Path = Annotated[str, Meta(max_length=4096)]
Weights = dict[str, Annotated[float, Meta(ge=0.0, le=1.0)]]
Play = Annotated[int, Meta(ge=0, lt=1 << 32)]

MAX_ASK_BYTES = 4 << 20


class Ask(msgspec.Struct, tag_field="call", kw_only=True, frozen=True):
    """`id` comes back with the answer."""

    id: int = 0


class Hello(Ask, tag="hello", kw_only=True, frozen=True):
    """Voices, moods, cast, files: what the page begins with."""


class Open(Ask, tag="open", kw_only=True, frozen=True):
    """The lines of a dialogue file."""

    file: Path


class Check(Ask, tag="check", kw_only=True, frozen=True):
    """Every fault in the tags of a dialogue file."""

    file: Path


class OfLine(Ask, kw_only=True, frozen=True):
    """Something about one line, as it stands in the editor."""

    file: Path
    line: str
    text: Text
    row: int = 0


class Look(OfLine, tag="look", kw_only=True, frozen=True):
    """Tags, faults and how it would be spoken."""

    voice: str | None = None
    speaker: str | None = None
    tier: Literal["auto", "quality", "fast"] = "auto"
    take: Take | None = None


class Point(msgspec.Struct, kw_only=True, frozen=True):
    """A handle of the mood curve."""

    at_s: Annotated[float, Meta(ge=0.0, le=3600.0)]
    mood: Weights
    easing: str = "linear"


class Sketch(OfLine, tag="sketch", kw_only=True, frozen=True):
    """The text with a drawn curve as tags."""

    handles: Annotated[list[Point], Meta(min_length=1, max_length=256)]
    voice: str | None = None
    speaker: str | None = None


class Hear(OfLine, tag="hear", kw_only=True, frozen=True):
    """Speak it; blocks and marks follow with the number of the `play`."""

    play: Play
    voice: str | None = None
    speaker: str | None = None
    tier: Literal["auto", "quality", "fast"] = "auto"
    seed: Annotated[int, Meta(ge=0, le=(1 << 53) - 1)] | None = None
    take: Take | None = None


class Stop(Ask, tag="stop", kw_only=True, frozen=True):
    """Cut a play short."""

    play: Play


class Diff(OfLine, tag="diff", kw_only=True, frozen=True):
    """What writing the text back would change in the file."""


class Write(OfLine, tag="write", kw_only=True, frozen=True):
    """Write the text back, if the file is still the one with this `digest`."""

    digest: str


class Pin(Ask, tag="pin", kw_only=True, frozen=True):
    """Pin a take to a line's id; None takes it away."""

    line: str
    take: Take | None = None


class Deal(Ask, tag="deal", kw_only=True, frozen=True):
    """A blind test of two sides over lines."""

    labels: dict[Literal["a", "b"], str]
    items: Annotated[dict[str, dict[Literal["a", "b"], Asked]], Meta(min_length=1, max_length=500)]
    repeats: Annotated[int, Meta(ge=1, le=50)] = 1
    seed: Annotated[int, Meta(ge=0, le=(1 << 53) - 1)] = 0


class Listen(Ask, tag="listen", kw_only=True, frozen=True):
    """Hear the first or the second of a pair."""

    pair: int
    heard: Literal[1, 2]
    play: Play


class Rate(Ask, tag="rate", kw_only=True, frozen=True):
    """Say which of a pair was better."""

    pair: int
    choice: Literal["1", "2", "same"]


class Enrol(Ask, tag="enrol", kw_only=True, frozen=True):
    """Learn a speaker or an emotion from a recording."""

    name: Annotated[str, Meta(min_length=1, max_length=128)]
    voice: str
    kind: Literal["speaker", "emotion"]
    rate_hz: Annotated[int, Meta(ge=8000, le=192_000)]
    pcm: bytes
    """Mono, 16-bit little endian; base64 in JSON."""
    replace: bool = False


class Bake(Ask, tag="bake", kw_only=True, frozen=True):
    """Bake every line of the project into `out`, a folder below the root."""

    out: Path
    form: Literal["wav", "flac", "ogg"] = "wav"


class StopBake(Ask, tag="stop_bake", kw_only=True, frozen=True):
    """End the bake after the lines that are being made."""


Any = (
    Hello
    | Open
    | Check
    | Look
    | Sketch
    | Hear
    | Stop
    | Diff
    | Write
    | Pin
    | Deal
    | Listen
    | Rate
    | Enrol
    | Bake
    | StopBake
)

_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Any)


def read_ask(raw: str | bytes) -> Any:
    """The question in a message of the page.

    Raises:
        WireError: it is none.
    """
    if len(raw) > MAX_ASK_BYTES:
        raise WireError(f"a message of {len(raw)} characters is too long")
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise WireError(str(fault), where="message") from None


def read_id(raw: str | bytes) -> int:
    """The `id` of a question that could not be read; 0 if it has none."""
    try:
        loose = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return 0
    found = loose.get("id") if isinstance(loose, dict) else None
    return found if isinstance(found, int) else 0
