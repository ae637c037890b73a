"""Words of a Chinese text with the reading of each syllable."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Final

from moodvox.phonemes.chinese.packages import packages
from moodvox.phonemes.chinese.pinyin import is_syllable, split_readings
from moodvox.text.clauses import Notice
from moodvox.text.hanzi import Folded

JOINTS: Final = frozenset("·•‧ \t\n\u3000")
"""Between words, and no pause."""

CACHED: Final = 20_000


@dataclass(frozen=True)
class ChineseWord:
    """A word.

    Attributes:
        text: hanzi.
        syllables: pinyin with tone 1 to 5, one for each hanzi as a rule; an erhua
            syllable has its "r" before the tone ("dianr3").
        start, end: offsets into the plain text.
        pause: whether punctuation stands before it.
    """

    text: str
    syllables: tuple[str, ...]
    start: int
    end: int
    pause: bool = False


def read_words(folded: Folded) -> tuple[list[ChineseWord], list[Notice], bool]:
    """The words of a text, what of it is not spoken, and whether punctuation ends it.

    Raises:
        VoiceError: the packages for Chinese are not installed.
    """
    words: list[ChineseWord] = []
    notices: list[Notice] = []
    place = 0
    pause = False
    for piece in packages().jieba.cut(folded.text):
        start, place = place, place + len(piece)
        for character in piece:
            if not (is_hanzi(character) or character in JOINTS):
                pause = pause or not character.isalnum()
        hanzi = "".join(filter(is_hanzi, piece))
        if not hanzi:
            continue
        syllables = read_word(hanzi)
        span = folded.span(start, place)
        if not syllables:
            notices.append(Notice(f"'{hanzi}' has no reading and is not spoken", *span))
            continue
        words.append(ChineseWord(hanzi, syllables, *span, pause))
        pause = False
    return words, notices, pause


@functools.lru_cache(CACHED)
def read_word(word: str) -> tuple[str, ...]:
    """Its syllables as a dictionary has them, each with its tone; empty if it has none.

    Raises:
        VoiceError: the packages for Chinese are not installed.
    """
    pypinyin = packages().pypinyin
    found = pypinyin.pinyin(
        word, style=pypinyin.Style.TONE3, neutral_tone_with_five=True, errors="ignore"
    )
    return tuple(
        syllable
        for readings in found
        for syllable in split_readings(readings[0])
        if is_syllable(syllable)
    )


def is_hanzi(character: str) -> bool:
    """Whether it is a Chinese character, of the extensions too."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x323AF
        or 0xF900 <= code <= 0xFAFF
        or character == "〇"
    )


def with_syllables(word: ChineseWord, syllables: list[str]) -> ChineseWord:
    """`word` said otherwise."""
    return replace(word, syllables=tuple(syllables))
