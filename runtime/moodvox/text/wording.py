"""Words of letters: abbreviations, initialisms, capitals, drawn-out words, elisions.

`known` is any container of lower-case words (the pronouncer's dictionary and project
lexicon). Without one, capitals are judged by their shape alone.
"""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import islice, product

from moodvox.text import tables
from moodvox.text.numbers import cardinal, ordinal, roman

LETTER_A: dict[str, tuple[str, ...]] = {"a": ("EY1",), "a's": ("EY1", "Z")}
"""The name of the letter in ARPAbet: as a word "a" is said otherwise."""

_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_MOSTLY_SINGLE = frozenset("no so go oh ho yo bro hello to do who yes he she me we be".split())
_SHOUTED_TITLES = frozenset({"mr", "mrs", "dr", "vs"})
_BEFORE_SAINT = frozenset("in at the of by on from to with near and for".split())
_REGNAL = re.compile(r"[A-Z][a-z]+")
_NUMBERED = frozenset(
    "chapter part book act scene volume section world war phase stage type class level mark "
    "episode season round tier rank".split()
)


def spell(letters: str) -> list[str]:
    """The letters one by one; the reader gives "a" its name."""
    return [letter for letter in letters.lower() if letter.isalpha()]


def shorten(word: str, known: Container[str]) -> str | None:
    """A drawn-out word as it is written otherwise ("nooooo" -> "no"); None if it is not one.

    Each run of three or more becomes one letter or two, whichever makes a known word;
    where both or neither do, "ee", "oo", "ll" and "ss" but single other letters.
    """
    if word in known or not _DRAWN_OUT.search(word):
        return None
    if (single := _DRAWN_OUT.sub(r"\1", word)) in _MOSTLY_SINGLE:
        return single
    runs = [match[1] for match in _DRAWN_OUT.finditer(word)]
    stem = _DRAWN_OUT.sub("{}", word)
    choices = [(run * 2, run) if run in "eols" else (run, run * 2) for run in runs]
    candidates = [stem.format(*picked) for picked in islice(product(*choices), 64)]
    candidates = [candidate for candidate in candidates if len(candidate) > 1] or [runs[0] * 2]
    return next((candidate for candidate in candidates if candidate in known), candidates[0])


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
    pair = len(bare) == 2 and bare not in tables.TWO_LETTER_WORDS
    if bare in tables.INITIALISMS or (pair and not (bare == "us" and shouted)):
        return _spelled(bare, plural)
    if lower in known or (bare in known and plural):
        return [lower]
    if is_sayable(bare) or (shouted and re.search("[aeiouy]", bare) and len(bare) > 3):
        return [lower]
    return _spelled(bare, plural)


_MAX_INITIALS = 8


def _spelled(bare: str, plural: str) -> list[str]:
    if len(bare) > _MAX_INITIALS and re.search("[aeiouy]", bare):
        return [bare + plural]
    letters = spell(bare)
    if plural and letters:
        letters[-1] += "'s"
    return letters


def abbreviation(word: str, dot: bool, after: str, before: str) -> list[str] | None:
    """The words for "Dr.", "etc", "No. 5", or None if `word` is no abbreviation here.

    `dot`: a dot follows; `after` is the text behind the word and its dot, `before` the
    word before it as written (empty after a mark).
    """
    lower = word.lower()
    follows = after.lstrip()
    named = follows[:1].isupper() and follows[1:2].islower()
    number = follows[:1].isdigit()
    place_name = dot and before[:1].isupper() and before.lower() not in _BEFORE_SAINT
    if lower == "st":
        return ["street"] if place_name else ["saint"] if named and (dot or word == "St") else None
    if lower == "dr" and place_name and not named:
        return ["drive"]
    shouted = word.isupper() and len(word) > 1 and lower not in _SHOUTED_TITLES
    said = lower in tables.ABBREVIATIONS and (dot or (lower in tables.WITHOUT_DOT and not shouted))
    if lower in tables.BEFORE_NUMBER:
        said = said and number
    elif lower in tables.NEVER_ALONE:
        said = said and word[0].isupper() and (number or follows[:1].isupper())
    return tables.ABBREVIATIONS[lower].split() if said else None


def roman_number(word: str, before: str) -> list[str] | None:
    """ "VIII" is "the eighth" behind a ruler's name, "eight" behind a title; else None.

    `before` is the text before it. A lone "I" is a number only behind "chapter" and its
    like or a ruler's name; "MIX", "DI" and the like are left alone.
    """
    value = roman(word)
    if value is None:
        return None
    found = re.search(r"(?:([A-Za-z']+) +)?([A-Za-z']+) +$", before)
    titled, name = ((found[1] or "").lower(), found[2]) if found else ("", "")
    if name.lower() in _NUMBERED and value < 100:
        return cardinal(value)
    if value >= 40 or not set(word) <= set("IVX"):
        return None
    ruler = titled in tables.REGNAL_TITLES or name.lower() in tables.REGNAL_NAMES
    if ruler and name[:1].isupper():
        return ["the", *ordinal(value)]
    titled_work = len(word) > 1 and _REGNAL.fullmatch(name) and word not in ("MI", "DI", "VI", "XI")
    return cardinal(value) if titled_work or "II" in word else None


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
