"""What a caller asks to be spoken."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import InputError
from moodvox.mood.curve import MoodCurve
from moodvox.script.limits import MAX_PITCH_ST, MAX_RATE, MIN_RATE
from moodvox.script.take import Take


@dataclass(frozen=True, eq=False)
class LineRequest:
    """One line to be spoken; checked when it is made.

    Attributes:
        id: the caller's name for the line.
        text: the line with its tags.
        voice: name of a voice; "" is the first that is installed.
        speaker: name, mixture (``"kathleen 0.5 + cameron 0.5"``), "" for the voice's
            default, or a vector (S,) float32 of an enrolled speaker.
        mood: the mood over the line's own time, 0 s = its first sample.
        tier: "quality" or "fast".
        seed: of noise and jitter; None derives it from text, voice and speaker, so
            that a line sounds the same whenever it is spoken.
        rate: speed factor of the whole line; tags multiply it.
        pitch_st: shift of the whole line in semitones; tags add to it.
        take: changes by hand, phoneme by phoneme; one that was made for other phonemes
            is left out, and `LineStream.notices` says so.
        file, line, column: where the text stands, for errors in its tags.

    Raises:
        InputError: `rate` or `pitch_st` is out of range, or the seed below 0.
    """

    id: str
    text: str
    voice: str = ""
    speaker: str | NDArray[np.float32] = ""
    mood: MoodCurve = field(default_factory=MoodCurve.constant)
    tier: str = "quality"
    seed: int | None = None
    rate: float = 1.0
    pitch_st: float = 0.0
    take: Take | None = None
    file: str = ""
    line: int = 1
    column: int = 1

    def __post_init__(self) -> None:
        _check_range("rate", self.rate, MIN_RATE, MAX_RATE)
        _check_range("pitch_st", self.pitch_st, -MAX_PITCH_ST, MAX_PITCH_ST)
        if self.seed is not None and not 0 <= self.seed < 1 << 64:
            raise InputError(f"{self.seed} is outside 64 bits", where="seed")

    def seed_for(self, voice: str, default_speaker: str) -> int:
        """The seed given, or 32 bits that depend on text, speaker and the name of `voice`."""
        if self.seed is not None:
            return self.seed
        if isinstance(self.speaker, str):
            who = (self.speaker or default_speaker).encode()
        else:
            who = np.asarray(self.speaker, np.float32).tobytes()
        digest = hashlib.sha256(b"\0".join([self.text.encode(), voice.encode(), who]))
        return int.from_bytes(digest.digest()[:4], "little")


def _check_range(field_name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # NaN is refused too
        raise InputError(f"{value} is outside {low:g} to {high:g}", where=field_name)
