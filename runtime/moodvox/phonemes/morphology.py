"""Inflected words from known ones: possessive, plural, -ed, -ing, contractions, compounds.

`derive` tries the ways that a word may come from others; `find` gives the phonemes of
a known word or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from moodvox.phonemes.inventory import split_stress

Find = Callable[[str], "tuple[str, ...] | None"]
Phonemes = tuple[str, ...]

_HISSING = frozenset("S Z SH ZH CH JH".split())
_VOICELESS = frozenset("P T K F TH".split())
_VOWELS = frozenset("aeiou")
MIN_COMPOUND_PART = 4


def with_s(stem: Phonemes) -> Phonemes:
    """The sound of a plural, a possessive or the third person."""
    if stem[-1] in _HISSING:
        return (*stem, "IH0", "Z")
    return (*stem, "S" if stem[-1] in _VOICELESS else "Z")


def with_ed(stem: Phonemes) -> Phonemes:
    """The sound of the past tense."""
    if stem[-1] in ("T", "D"):
        return (*stem, "IH0", "D")
    return (*stem, "T" if stem[-1] in _VOICELESS | (_HISSING - {"Z", "ZH", "JH"}) else "D")


def _after(*tail: str) -> Callable[[Phonemes], Phonemes]:
    return lambda stem: (*stem, *tail)


def _contracted(short: tuple[str, ...], full: tuple[str, ...]) -> Callable[[Phonemes], Phonemes]:
    """After a vowel the short form, after a consonant the full one."""
    return lambda stem: (*stem, *(short if split_stress(stem[-1])[1] >= 0 else full))


_CLITICS: tuple[tuple[str, Callable[[Phonemes], Phonemes]], ...] = (
    ("'s", with_s),
    ("s'", with_s),
    ("'ll", _contracted(("L",), ("AH0", "L"))),
    ("'d", _contracted(("D",), ("AH0", "D"))),
    ("'ve", _contracted(("V",), ("AH0", "V"))),
    ("'re", _after("ER0")),
    ("n't", _after("AH0", "N", "T")),
    ("'em", _after("AH0", "M")),
)
_ENDINGS: tuple[tuple[str, Callable[[Phonemes], Phonemes]], ...] = (
    ("s", with_s),
    ("ed", with_ed),
    ("ing", _after("IH0", "NG")),
    ("in'", _after("IH0", "N")),
    ("er", _after("ER0")),
    ("ers", _after("ER0", "Z")),
    ("ly", _after("L", "IY0")),
    ("ness", _after("N", "AH0", "S")),
    ("less", _after("L", "AH0", "S")),
    ("ful", _after("F", "AH0", "L")),
)
_PREFIXES: tuple[tuple[str, Phonemes], ...] = (
    ("un", ("AH0", "N")), ("re", ("R", "IY2")), ("non", ("N", "AA2", "N")),
    ("mis", ("M", "IH0", "S")), ("over", ("OW2", "V", "ER0")), ("under", ("AH2", "N", "D", "ER0")),
    ("super", ("S", "UW2", "P", "ER0")), ("anti", ("AE2", "N", "T", "IY0")),
)  # fmt: skip


def _stems(word: str, ending: str) -> Iterator[str]:
    """What a word may have been before its ending: tries -> try, hoping -> hope, run(n)ing."""
    bare = word[: -len(ending)]
    if len(bare) < 2:
        return
    if ending == "s":
        if bare.endswith("ie"):
            yield f"{bare[:-2]}y"
        elif bare.endswith("e") and bare[-2:] != "ee":
            yield bare
            if bare[:-1].endswith(("s", "z", "x", "sh", "ch", "o")):
                yield bare[:-1]
            return
        if not bare.endswith(("s", "'")):
            yield bare
        return
    if ending in ("ly", "ness", "less", "ful"):
        yield bare
        if bare.endswith("i"):
            yield f"{bare[:-1]}y"
        return
    if bare.endswith("i") and ending != "ing":
        yield f"{bare[:-1]}y"
    if len(bare) > 2 and bare[-1] == bare[-2] and bare[-1] not in _VOWELS:
        yield bare[:-1]
    yield f"{bare}e"
    yield bare


def _inflected(word: str, find: Find) -> Phonemes | None:
    for ending, sounded in _ENDINGS:
        if not word.endswith(ending):
            continue
        for stem in _stems(word, ending):
            if len(stem) > 2 and (found := find(stem)) is not None:
                return sounded(found)
    return None


def _prefixed(word: str, find: Find) -> Phonemes | None:
    for prefix, sounds in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= 4:
            found = find(rest) or _inflected(rest, find)
            if found is not None:
                return (*sounds, *found)
    return None


def _lowered(phonemes: Phonemes) -> Phonemes:
    """The second part of a compound: its primary stress becomes secondary."""
    return tuple(f"{p[:-1]}2" if p.endswith("1") else p for p in phonemes)


def _compound(word: str, find: Find) -> Phonemes | None:
    for place in range(len(word) - MIN_COMPOUND_PART, MIN_COMPOUND_PART - 1, -1):
        first = find(word[:place])
        second = find(word[place:]) if first is not None else None
        if first is not None and second is not None:
            return (*first, *_lowered(second))
    return None


def derive(word: str, find: Find) -> Phonemes | None:
    """The phonemes of a word made from known ones, or None.

    `find` must not itself call `derive`.
    """
    for clitic, sounded in _CLITICS:
        stem = word[: -len(clitic)]
        if word.endswith(clitic) and len(stem) > 0:
            found = find(stem) or (derive(stem, find) if len(stem) > 1 else None)
            return None if found is None else sounded(found)
    if word.startswith("'") or (word.endswith("'") and not word.endswith("in'")):
        bare = word.strip("'")
        return (find(bare) or derive(bare, find)) if bare else None
    if word.endswith("in'") and (whole := find(word[:-1])) is not None:
        return whole
    return _inflected(word, find) or _prefixed(word, find) or _compound(word, find)
