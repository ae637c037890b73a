"""What the tests of tagged lines share."""

from __future__ import annotations

import re

from moodvox.errors import ScriptError, TextError
from moodvox.mood.mood import Mood
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.script.items import Item, Line
from moodvox.script.parser import find_faults, parse_line

GRIM = {"grim": Mood.of({"angry": 0.3, "sad": 0.4})}
SOUNDS = {"K", "AY1", "L", "OW0"}


class SoundError(TextError):
    """As the front end's: it knows the column."""

    def __init__(self, message: str, column: int, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.column = column


def pronounce(text: str) -> tuple[str, ...]:
    """A pronunciation reader that knows four sounds, and `/kailo/`."""
    if text == "/kailo/":
        return ("K", "AY1", "L", "OW0")
    for word in re.finditer(r"\S+", text):
        if word[0] not in SOUNDS:
            message = f"unknown phoneme '{word[0]}'"
            raise SoundError(message, word.start() + 1, "did you mean 'K'?")
    return tuple(text.split())


def parse(text: str) -> Line:
    return parse_line(text, emotions=CORE_EMOTIONS, presets=GRIM, pronunciation=pronounce)


def faults(text: str) -> list[ScriptError]:
    return find_faults(text, emotions=CORE_EMOTIONS, presets=GRIM, pronunciation=pronounce)


def items(text: str) -> list[tuple[int, Item]]:
    return [(placed.offset, placed.item) for placed in parse(text).items]
