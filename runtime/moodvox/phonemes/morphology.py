"""Inflected words from known ones: possessives, contractions, -s, -ed, -ing, -ness, -less, un-.

Only what says more words right than the letter net does (measured on the held-out words
of the dictionary); -er, -ly, other prefixes and words run together are left to the net.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from moodvox.phonemes.inventory import split_stress

Phonemes = tuple[str, ...]
Find = Callable[[str], Phonemes | None]
Sound = Callable[[Phonemes], Phonemes]

_HISSING = frozenset("S Z SH ZH CH JH".split())
_VOICELESS = frozenset("P T K F TH S SH CH".split())
_VOWELS = frozenset("aeiou")


def with_s(stem: Phonemes) -> Phonemes:
    """The sound of a plural, a possessive or the third person."""
    if stem[-1] in _HISSING:
        return (*stem, "IH0", "Z")
    return (*stem, "S" if stem[-1] in _VOICELESS else "Z")


def with_ed(stem: Phonemes) -> Phonemes:
    """The sound of the past tense."""
    if stem[-1] in ("T", "D"):
        return (*stem, "IH0", "D")
    return (*stem, "T" if stem[-1] in _VOICELESS else "D")


def _after(*tail: str) -> Callable[[Phonemes], Phonemes]:
    return lambda stem: (*stem, *tail)


def _contracted(short: tuple[str, ...], full: tuple[str, ...]) -> Callable[[Phonemes], Phonemes]:
    """After a vowel the short form, after a consonant the full one."""
    return lambda stem: (*stem, *(short if split_stress(stem[-1])[1] >= 0 else full))


_CLITICS: tuple[tuple[str, Sound], ...] = (
    ("'s", with_s),
    ("s'", with_s),
    ("'ll", _contracted(("L",), ("AH0", "L"))),
    ("'d", _contracted(("D",), ("AH0", "D"))),
    ("'ve", _contracted(("V",), ("AH0", "V"))),
    ("'re", _after("ER0")),
    ("n't", _after("AH0", "N", "T")),
    ("'em", _after("AH0", "M")),
)
_ENDINGS: tuple[tuple[str, Sound], ...] = (
    ("ness", _after("N", "AH0", "S")),
    ("less", _after("L", "AH0", "S")),
    ("s", with_s),
    ("ed", with_ed),
    ("ing", _after("IH0", "NG")),
    ("in'", _after("IH0", "N")),
)


def strip_clitics(word: str) -> tuple[str, list[Sound]]:
    """A word without possessive and contractions, and how each of them sounds, in order.

    "ner'zhul's" -> ("ner'zhul", [with_s]); a word without any is its own stem.
    """
    sounds: list[Sound] = []
    while True:
        for clitic, sound in _CLITICS:
            if word.endswith(clitic) and word[: -len(clitic)].strip("'"):
                word = word[: -len(clitic)]
                sounds.insert(0, sound)
                break
        else:
            return word, sounds


def _stems(word: str, ending: str) -> Iterator[str]:
    """What a word may have been before its ending: tries -> try, hoping -> hope, run(n)ing."""
    bare = word[: -len(ending)]
    if ending == "s":
        if bare.endswith("ie"):
            yield f"{bare[:-2]}y"
        if not bare.endswith(("s", "'")):
            yield bare
        if bare.endswith(("se", "ze", "xe", "she", "che", "oe")):
            yield bare[:-1]
        return
    if bare.endswith("i") and ending != "ing":
        yield f"{bare[:-1]}y"
    if ending in ("ness", "less"):
        yield bare
        return
    if len(bare) > 2 and bare[-1] == bare[-2] and bare[-1] not in _VOWELS:
        yield bare[:-1]
    yield f"{bare}e"
    yield bare


def _inflected(word: str, find: Find) -> Phonemes | None:
    for ending, sound in _ENDINGS:
        if not word.endswith(ending):
            continue
        for stem in _stems(word, ending):
            if len(stem) > 2 and (found := find(stem)) is not None:
                return sound(found)
    return None


def plural_of(word: str, find: Find) -> Phonemes | None:
    """The phonemes of a word that is a known one with -s, or None."""
    stems = _stems(word, "s") if word.endswith("s") else ()
    found = next((phonemes for stem in stems if (phonemes := find(stem)) is not None), None)
    return None if found is None else with_s(found)


def derive(word: str, find: Find) -> Phonemes | None:
    """The phonemes of a word (without clitics) made from a known one, or None.

    `find` gives the phonemes of a known word.
    """
    if word != (bare := word.strip("'")) and (found := find(bare)) is not None:
        return found
    if (found := _inflected(word, find)) is not None:
        return found
    rest = word.removeprefix("un")
    if rest != word and len(rest) >= 4:
        found = find(rest) or _inflected(rest, find)
    return None if found is None else ("AH0", "N", *found)
