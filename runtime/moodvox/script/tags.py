"""Every tag that a line may hold, by its first word.

The first word of a tag decides what it is; anything that is no tag's name is a mood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from moodvox.errors import MoodvoxError
from moodvox.mood.presets import MoodNames
from moodvox.mood.tokens import NotationError, Tokens, check_range
from moodvox.script.items import Item, Pause, Pitch, Rate, Sound, Whisper
from moodvox.script.limits import MAX_PAUSE_S, MAX_PITCH_ST, MAX_RATE, MIN_RATE
from moodvox.script.moves import read_duration, read_move
from moodvox.script.source import TagRun

Pronunciation = Callable[[str], tuple[str, ...]]
"""ARPAbet or `/IPA/` as written -> phonemes; raises a MoodvoxError if it is neither, which
may have a `column` (from 1): the place in what it was given."""

SOUND_NAMES = ("cough", "gasp", "grunt", "laugh", "pain", "sigh", "sniff")
"""Sounds that are no words; a voice may lack some."""

TAG_NAMES = ("emotion", "pause", "pitch", "rate", "say", "whisper", "/whisper", *SOUND_NAMES)
"""Words with a meaning of their own in a tag; no emotion or preset may be called so."""


@dataclass(frozen=True)
class Said:
    """What a `[say NAME as ...]` puts into the line; `start` is the name's in the tag."""

    name: str
    start: int
    phonemes: tuple[str, ...]


def read_tag(tag: TagRun, names: MoodNames, pronunciation: Pronunciation | None) -> Item | Said:
    """What `tag` means.

    Raises:
        ScriptError: at the word that is wrong.
    """
    if not tag.body.strip():
        raise tag.at.error("empty tag", hint=r"write \[\] for the characters")
    tokens = Tokens(tag.body)
    if tokens.take_mark("say"):
        return _read_say(tag, pronunciation)
    try:
        item = _read_item(tokens, names)
        tokens.finish()
    except NotationError as error:
        raise tag.position(error.offset).error(error.message, hint=error.hint) from error
    return item


def _read_item(tokens: Tokens, names: MoodNames) -> Item:
    for name, read in _READERS.items():
        if tokens.take_mark(name):
            return read(tokens)
    for name in SOUND_NAMES:
        if tokens.take_mark(name):
            return Sound(name)
    if tokens.take_mark("/"):
        if not tokens.take_mark("whisper"):
            tokens.fail(
                f"unknown closing tag '/{tokens.peek().text}'",
                hint="only [/whisper] closes; other tags hold until the next of their kind",
            )
        return Whisper(on=False)
    if tokens.take_mark("emotion"):
        tokens.take_mark(":")
        return read_move(tokens, names)
    word = tokens.peek()
    if word.kind == "word" and names.find(word.text) is None:
        tokens.fail(f"unknown tag '{word.text}'", hint=names.hint(word.text, also=TAG_NAMES))
    if word.kind not in ("word", "arrow"):
        tokens.fail(f"a tag cannot begin with {word}", hint="such as [angry 0.7] or [pause 300ms]")
    return read_move(tokens, names)


def _read_pause(tokens: Tokens) -> Item:
    return Pause(read_duration(tokens, "pause", MAX_PAUSE_S))


def _read_rate(tokens: Tokens) -> Item:
    value, token = tokens.take_share("a rate")
    check_range(tokens, value, token, MIN_RATE, MAX_RATE, "rate")
    return Rate(value)


def _read_pitch(tokens: Tokens) -> Item:
    value, token = tokens.take_number("a pitch")
    unit = tokens.peek()
    if unit.kind == "end":
        tokens.fail(f"pitch {token.text} has no unit", token, hint="semitones, such as +2st")
    if not tokens.take_mark("st"):
        tokens.fail(f"unknown unit '{unit.text}'", hint="known: st (semitones)")
    check_range(tokens, value, token, -MAX_PITCH_ST, MAX_PITCH_ST, "pitch in semitones")
    return Pitch(value)


def _read_whisper(tokens: Tokens) -> Item:
    del tokens
    return Whisper(on=True)


_READERS: dict[str, Callable[[Tokens], Item]] = {
    "pause": _read_pause,
    "rate": _read_rate,
    "pitch": _read_pitch,
    "whisper": _read_whisper,
}


def _read_say(tag: TagRun, pronunciation: Pronunciation | None) -> Said:
    """`say NAME as SOUND`; the last `as` parts them, so that a name may hold the word."""
    words = list(re.finditer(r"\S+", tag.body))
    parting = max((i for i, word in enumerate(words) if word[0].lower() == "as"), default=0)
    if not 1 < parting < len(words) - 1:
        raise tag.at.error(
            "[say] needs a name and how it is said", hint="such as [say Kylo as K AY1 L OW0]"
        )
    name_at, sound_at = words[1].start(), words[parting + 1].start()
    name = tag.body[name_at : words[parting - 1].end()]
    if not any(character.isalnum() for character in name):
        raise tag.position(name_at).error(f"[say] of '{name}', which is not a word")
    if pronunciation is None:
        raise tag.at.error("[say] cannot be used here", hint="nothing here reads pronunciations")
    try:
        phonemes = pronunciation(tag.body[sound_at:].rstrip())
    except MoodvoxError as error:
        place = tag.position(sound_at + getattr(error, "column", 1) - 1)
        raise place.error(error.message, hint=error.hint) from error
    if not phonemes:
        raise tag.position(sound_at).error("there is no phoneme in this pronunciation")
    return Said(name, name_at, phonemes)
