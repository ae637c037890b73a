"""What a mood does in a voice that knows none: numbers that its graph takes anyway.

The bundled table is Moodvox's own measurements of acted speech (`docs/voices.md`): how much
faster, and how much softer where a mood is softer. Louder is not done: the samples are as
loud as they may be. How lively the melody of a mood was measured to be (its range of pitch)
moves the model's own noise, if it has some; that is a choice and not measured.

A file of moods has a line for each:

    # comment
    grim = tempo 0.85, level -4
    hushed = tempo 0.9, level -6, af_nicole 0.6
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from moodvox.errors import VoiceError, nearest
from moodvox.importing.textfiles import read_lines
from moodvox.models.foreign.interface import LEAST_TEMPO, MOST_TEMPO, Interface
from moodvox.mood.names import NEUTRAL
from moodvox.voices.presets import Preset

LEAST_DB: Final = -20.0
MAX_MOODS: Final = 256
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True)
class Effect:
    """Factors of tempo and noise, decibels (at most 0), shares of other speakers."""

    tempo: float = 1.0
    level_db: float = 0.0
    noise: float = 1.0
    rhythm: float = 1.0
    speakers: Mapping[str, float] = field(default_factory=dict)

    def vector(self, speakers: Sequence[str]) -> list[float]:
        """`models.foreign.interface.COLUMNS`, then a share for each of `speakers`."""
        octaves = [math.log2(value) for value in (self.tempo, self.noise, self.rhythm)]
        return [*octaves, self.level_db, *(self.speakers.get(name, 0.0) for name in speakers)]

    def told(self, interface: Interface) -> str:
        """In words, what of it this graph does; "" if nothing."""
        said = []
        if (interface.has("speed") or interface.has("length")) and self.tempo != 1.0:
            said.append(f"tempo x{self.tempo:g}")
        if self.level_db:
            said.append(f"{self.level_db:g} dB")
        if interface.has("noise") and self.noise != 1.0:
            said.append(f"noise x{self.noise:g}")
        if interface.has("rhythm") and self.rhythm != 1.0:
            said.append(f"rhythm x{self.rhythm:g}")
        if interface.blends:
            said += [f"{share:.0%} {name}" for name, share in self.speakers.items()]
        return ", ".join(said)


def _measured(tempo: float, level_db: float, pitch_range: float) -> Effect:
    return Effect(tempo, min(level_db, 0.0), noise=round(math.sqrt(pitch_range), 2))


BUNDLED: Final[Mapping[str, Effect]] = {
    "happy": _measured(1.05, 9, 1.5), "sad": _measured(0.78, -8, 0.56),
    "wailing": _measured(0.88, 7, 0.84), "angry": _measured(1.15, 12, 1.25),
    "cold_angry": _measured(1.15, 5, 1.0), "fearful": _measured(1.0, -8, 0.75),
    "panicked": _measured(1.15, 6, 1.1), "disgusted": _measured(0.8, 3.5, 1.3),
    "surprised": _measured(1.08, 5.5, 1.9), "tender": _measured(0.85, -6, 0.7),
    "calm": _measured(0.82, -4, 0.65), "contempt": _measured(0.85, 0, 1.1),
    "tired": _measured(0.67, -8, 0.52), "bored": _measured(0.75, -5, 0.8),
}  # fmt: skip
"""The strong columns of the table of `docs/voices.md`."""


def read_moods(
    path: Path | None, speakers: Sequence[str], interface: Interface
) -> dict[str, Effect]:
    """The bundled moods that this graph can do anything for, and those of the file at `path`.

    Raises:
        VoiceError: the file is missing, in another encoding, or a line is wrong; or it asks
            for what this graph does not have.
    """
    moods = {name: effect for name, effect in BUNDLED.items() if effect.told(interface)}
    if path is None:
        return moods
    for number, line in enumerate(read_lines(path, "the file of moods"), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        where = f"{path}:{number}:1"
        name, equals, rest = (part.strip() for part in text.partition("="))
        if not equals or _NAME.fullmatch(name) is None or name == NEUTRAL:
            raise VoiceError(
                "no mood", where=where, hint="write NAME = tempo 0.9, level -4, SPEAKER 0.5"
            )
        effect = _effect(rest, where, speakers, interface)
        if not effect.told(interface):
            raise VoiceError(
                f"'{name}' would change nothing in this voice",
                where=where,
                hint="see docs/importing.md for what this kind of voice can change",
            )
        moods[name] = effect
    if len(moods) > MAX_MOODS:
        raise VoiceError(f"over {MAX_MOODS} moods", where=str(path), hint="leave some out")
    return moods


def _effect(text: str, where: str, speakers: Sequence[str], interface: Interface) -> Effect:
    given: dict[str, float] = {}
    known = ["tempo", "level", "noise", "rhythm", *(speakers if interface.blends else ())]
    for part in text.split(","):
        words = part.split()
        if len(words) != 2 or words[0] not in known:
            shown = words[0] if words else part
            raise VoiceError(f"no '{shown}' here", where=where, hint=nearest(shown, known))
        try:
            given[words[0]] = float(words[1])
        except ValueError:
            raise VoiceError(
                f"'{words[1]}' is no number", where=where, hint="write it as 0.9"
            ) from None
    bounds = {"tempo": (LEAST_TEMPO, MOST_TEMPO), "level": (LEAST_DB, 0.0), "noise": (0.1, 2.0),
              "rhythm": (0.1, 2.0)}  # fmt: skip
    for name, value in given.items():
        low, high = bounds.get(name, (0.0, 1.0))
        if not low <= value <= high:
            raise VoiceError(
                f"{name} {value:g} is not within {low:g} to {high:g}",
                where=where,
                hint="write a number between them",
            )
    shares = {name: value for name, value in given.items() if name not in bounds}
    if sum(shares.values()) > 1.0:
        raise VoiceError(
            "the shares of speakers add up to more than 1", where=where, hint="write smaller shares"
        )
    return Effect(given.get("tempo", 1.0), given.get("level", 0.0), given.get("noise", 1.0),
                  given.get("rhythm", 1.0), shares)  # fmt: skip


def presets_of(moods: Mapping[str, Effect], speakers: Sequence[str]) -> dict[str, Preset]:
    """The voice's table; a share for each of `speakers` behind the numbers."""
    return {name: Preset(levels=[(1.0, effect.vector(speakers))]) for name, effect in moods.items()}
