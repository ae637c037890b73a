"""Which names speakers and emotions may have, so that casts, tags and mixtures can say them."""

from __future__ import annotations

import re
from typing import Final

from moodvox.errors import InputError
from moodvox.mood.easing import EASINGS
from moodvox.mood.presets import MoodNames, folded
from moodvox.script.tags import TAG_NAMES
from moodvox.voices.enrolled import Kind
from moodvox.voices.pack import VoicePack

MAX_CHARS: Final = 64

_SPEAKER = re.compile(r"[^\W\d][\w'-]*(?:\.[\w'-]+)*")
_EMOTION = re.compile(r"[^\W\d]\w*(?:-\w+)*")
_RESERVED = frozenset((*TAG_NAMES, *EASINGS, "over", "after", "as", "s", "ms", "st"))
"""Words that tags and directions are made of."""


def check_name(name: str, kind: Kind, pack: VoicePack) -> None:
    """Whether `name` can be a speaker or emotion of `pack`, beside those it came with.

    Raises:
        InputError: why not.
    """
    fault, hint = "", "take another name"
    if len(name) > MAX_CHARS:
        fault = f"a name has at most {MAX_CHARS} characters"
    elif kind == "speaker":
        if not _SPEAKER.fullmatch(name):
            fault = f"'{name}' is no name for a speaker"
            hint = "one word of letters, digits, _, ' and -, beginning with a letter"
        elif name.casefold() in {own.casefold() for own in pack.speakers.names}:
            fault = f"'{name}' is a speaker that voice '{pack.name}' came with"
    elif not _EMOTION.fullmatch(name):
        fault = f"'{name}' is no name for an emotion"
        hint = "one word of letters, digits, _ and -, beginning with a letter"
    elif folded(name) in _RESERVED:
        fault = f"'{name}' has a meaning of its own in tags"
    elif MoodNames(pack.presets.names).find(name) is not None:
        fault = f"'{name}' is an emotion that voice '{pack.name}' knows already"
    if fault:
        raise InputError(fault, where="name", hint=hint)
