"""What the tests of tagged lines share."""

from __future__ import annotations

from moodvox.errors import ScriptError, TextError
from moodvox.mood.mood import Mood
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.script.items import Item, Line
from moodvox.script.parser import find_faults, parse_line

GRIM = {"grim": Mood.of({"angry": 0.3, "sad": 0.4})}
SOUNDS = {"K", "AY1", "L", "OW0"}


def pronounce(text: str) -> tuple[str, ...]:
    """A pronunciation reader that knows four sounds, and `/kailo/`."""
    if text == "/kailo/":
        return ("K", "AY1", "L", "OW0")
    for word in text.split():
        if word not in SOUNDS:
            raise TextError(f"unknown phoneme '{word}'", hint="did you mean 'K'?")
    return tuple(text.split())


def parse(text: str) -> Line:
    return parse_line(text, emotions=CORE_EMOTIONS, presets=GRIM, pronunciation=pronounce)


def faults(text: str) -> list[ScriptError]:
    return find_faults(text, emotions=CORE_EMOTIONS, presets=GRIM, pronunciation=pronounce)


def items(text: str) -> list[tuple[int, Item]]:
    return [(placed.offset, placed.item) for placed in parse(text).items]
