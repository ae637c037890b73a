"""Words of letters: abbreviations, initialisms, capitals, drawn-out words, elisions.

`known` is any container of lower-case words (the pronouncer's dictionary and project
lexicon). Without one, capitals are judged by their shape alone.
"""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import product

from moodvox.text import tables
from moodvox.text.numbers import cardinal, ordinal, roman

LETTER_A = ("EY1",)
"""The name of the letter: as a word "a" is said otherwise."""

_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_DOUBLED_END = frozenset("no so go oh ho yo bro hello to do who".split())
_REGNAL = re.compile(r"[A-Z][a-z]+")
_NUMBERED = frozenset(
    "chapter part book act scene volume section world war phase stage type class level mark "
    "episode season round tier rank".split()
)


def spell(letters: str) -> list[str]:
    """The letters one by one; the reader gives "a" its name."""
    return [letter for letter in letters.lower() if letter.isalpha()]


def shorten(word: str, known: Container[str]) -> str | None:
    """A drawn-out word as it is written otherwise ("nooooo" -> "no"), or None."""
    runs = [match.span() for match in _DRAWN_OUT.finditer(word)]
    if not runs:
        return None
    choices = []
    for start, end in runs:
        letter = word[start]
        vowel = letter in "eo" and start > 0
        choices.append((letter * 2, letter) if vowel or letter in "sl" else (letter, letter * 2))
    candidates = []
    for picked in list(product(*choices))[:64]:
        built, place = "", 0
        for (start, end), piece in zip(runs, picked, strict=True):
            built += word[place:start] + piece
            place = end
        candidates.append(built + word[place:])
    if (short := candidates[0][:-1]) in _DOUBLED_END and candidates[0][-2:-1] == word[-1]:
        return short
    return next((word for word in candidates if word in known), candidates[0])


def is_sayable(word: str) -> bool:
    """Whether capitals look like a word (vowels and consonants mixed) and not initials."""
    if len(word) < 4 or not re.search(r"[aeiouy]", word) or not re.search(r"[^aeiouy']", word):
        return False
    return not re.search(r"[^aeiouy']{4}|[aeiou]{4}|^[^aeiouyhlrswct'][^aeiouylrhwn']", word)


def capitals(word: str, shouted: bool, known: Container[str]) -> list[str]:
    """A word in capitals: a word if it is one, else its letters."""
    lower = word.lower()
    bare, plural = (lower[:-1], "s") if word[-1] == "s" and word[:-1].isupper() else (lower, "")
    bare = bare.removesuffix("'")
    if bare in tables.READ_AS_WORDS:
        return tables.READ_AS_WORDS[bare].split()
    if bare in tables.INITIALISMS and not (shouted and lower in known and lower not in _SAID):
        return _spelled(bare, plural)
    if bare == "us" and not shouted:
        return _spelled(bare, plural)
    if lower in known or (bare in known and plural):
        return [lower]
    if is_sayable(bare) or (shouted and re.search("[aeiouy]", bare) and len(bare) > 3):
        return [lower]
    return _spelled(bare, plural)


_SAID = tables.INITIALISMS
_MAX_INITIALS = 8


def _spelled(bare: str, plural: str) -> list[str]:
    if len(bare) > _MAX_INITIALS and re.search("[aeiouy]", bare):
        return [bare + plural]
    letters = spell(bare)
    if plural and letters:
        letters[-1] += "'s"
    return letters


def abbreviation(word: str, dot: bool, after: str) -> list[str] | None:
    """The words for "Dr.", "etc", "No. 5"; `after` is the text behind it, None if it is none."""
    lower = word.lower()
    follows = after.lstrip()
    if lower == "st" and (dot or word == "St"):
        named = follows[:1].isupper() and follows[1:2].islower()
        return ["saint"] if named else (["street"] if dot else None)
    if lower not in tables.ABBREVIATIONS or not (dot or lower in tables.WITHOUT_DOT):
        return None
    if lower in tables.BEFORE_NUMBER and not follows[:1].isdigit():
        return None
    if (
        lower in tables.NEVER_ALONE
        and not (word[0].isupper() and (follows[:1].isupper() or follows[:1].isdigit()))
        and not (lower in tables.BEFORE_NUMBER and follows[:1].isdigit())
    ):
        return None
    if word.isupper() and len(word) > 1 and not dot and lower not in ("mr", "mrs", "dr", "vs"):
        return None
    return tables.ABBREVIATIONS[lower].split()


def roman_number(word: str, before: str) -> list[str] | None:
    """ "VIII" after a name is "the eighth", after "chapter" is "eight"; else None.

    `before` is the word before it as written. A lone "I" is a number only after
    "chapter" and its like; "MIX", "DI" and the like are left alone.
    """
    value = roman(word)
    if value is None or not before:
        return None
    if before.lower() in _NUMBERED and value < 100:
        return cardinal(value)
    name = _REGNAL.fullmatch(before) and before not in ("I", "The", "A", "And", "But", "Or")
    if name and value < 40 and len(word) > 1 and set(word) <= set("IVX"):
        return ["the", *ordinal(value)] if value > 1 else None
    return None


def camel_parts(word: str, known: Container[str]) -> list[str]:
    """ "MoodVox" -> mood vox; "McDonald" and "iPhone" stay whole."""
    if word.lower() in known or re.match(r"(?:Mc|Mac|O'|[a-z][A-Z][a-z]+$)", word):
        return [word.lower()]
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z']+", word)
    if len(parts) < 2 or any(len(part) < 2 for part in parts):
        return [word.lower()]
    words: list[str] = []
    for part in parts:
        words += capitals(part, False, known) if part.isupper() else [part.lower()]
    return words
