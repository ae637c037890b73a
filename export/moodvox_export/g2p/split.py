"""Which words of the dictionary are trained on, watched and held out.

The rule (fixed; the figures in docs and tests hang on it): CRC-32 of the word in ASCII,
modulo 100: 0..4 held out (never seen in training), 5 watched (seen by nobody either;
tells when to stop), the rest trained on.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from moodvox.phonemes.dictionary import Dictionary
from moodvox.phonemes.g2p import LETTER_NAMES, SLOTS
from moodvox.phonemes.inventory import split_stress

Part = str

_LETTER_NAMES = {
    letter: " ".join(split_stress(symbol)[0] for symbol in name)
    for letter, name in {**LETTER_NAMES, "'": ()}.items()
}


def part_of(word: str) -> Part:
    """``"held_out"``, ``"watched"`` or ``"trained"``."""
    place = zlib.crc32(word.encode("ascii")) % 100
    if place < 5:
        return "held_out"
    return "watched" if place == 5 else "trained"


def is_spelled(word: str, phonemes: Iterable[str]) -> bool:
    """Whether the word is said as the names of its letters (ABC, with or without s)."""
    phonemes = tuple(phonemes)
    if len(phonemes) < len(word.replace("'", "")):
        return False
    said = " ".join(split_stress(phoneme)[0] for phoneme in phonemes)
    names = [" ".join(_LETTER_NAMES[letter] for letter in word)]
    if word.endswith("s"):
        stem = " ".join(_LETTER_NAMES[letter] for letter in word.rstrip("s'"))
        names += [f"{stem} Z", f"{stem} S"]
    return said in [" ".join(name.split()) for name in names]


def clean_words(dictionary: Dictionary) -> list[str]:
    """The words that spelling decides: what the net can learn and is measured on.

    Left out: one-letter words, initialisms said by their letters, abbreviations (no
    vowel letter, or many more sounds than letters), and possessives (the run time
    makes them from the bare word; with them the held-out words would be easier).
    """
    kept = []
    for word in dictionary.words():
        phonemes = dictionary.look_up(word) or ()
        letters = len(word.replace("'", ""))
        possessive = word.endswith(("'s", "s'")) or word.startswith("'")
        if letters < 2 or possessive or is_spelled(word, phonemes):
            continue
        if not set(word) & set("aeiouy") or not set("AEIOU") & {p[0] for p in phonemes}:
            continue
        if not letters / 3 <= len(phonemes) <= letters + 2 + word.count("x"):
            continue
        if len(phonemes) + 1 > SLOTS * letters:
            continue
        kept.append(word)
    return kept
