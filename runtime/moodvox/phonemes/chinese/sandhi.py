"""Tones as they are said beside each other, and final r.

Third tones: of two in a row the first becomes the second; inside a word of three by how
it is built (展览+馆 2 2 3, 纸+老虎 3 2 3); between words from right to left, as far as no
pause parts them. 一 and 不 by the tone behind them.
"""

from __future__ import annotations

from typing import Final

from moodvox.phonemes.chinese.packages import packages
from moodvox.phonemes.chinese.words import ChineseWord, with_syllables

FULL_ER: Final = frozenset(
    "女儿 婴儿 幼儿 孤儿 男儿 少儿 胎儿 健儿 宠儿 混血儿 弃儿 患儿 婴幼儿 新生儿 产儿 早产儿 "
    "生儿 育儿 托儿 小儿 孩儿 妻儿 侄儿 乞儿 幸运儿 弄潮儿 低能儿 畸形儿 私生儿".split()
)
"""Words whose 儿 is a syllable of its own: a child."""

_COUNTED: Final = frozenset("零一二三四五六七八九十百千万亿第初点两几")
_NUMERALS: Final = frozenset("零〇一二三四五六七八九十百千万亿点")


def as_spoken(words: list[ChineseWord]) -> list[ChineseWord]:
    """The words of one text with the tones and final r of speech."""
    rolled = [_rolled(word) for word in words]
    moved = _one_and_not(rolled)
    inside = [_third_inside(word) for word in moved]
    return _third_between(inside)


def _rolled(word: ChineseWord) -> ChineseWord:
    """点儿 dian3 er5 -> dianr3."""
    syllables = list(word.syllables)
    alone = len(syllables) < 2 or len(syllables) != len(word.text)
    if alone or word.text[-1] != "儿" or word.text in FULL_ER:
        return word
    if syllables[-1][:-1] != "er" or syllables[-2][:-1].endswith("r"):
        return word
    before = syllables[-2]
    return with_syllables(word, [*syllables[:-2], f"{before[:-1]}r{before[-1]}"])


def _one_and_not(words: list[ChineseWord]) -> list[ChineseWord]:
    """一 and 不 before what follows, over the borders of words."""
    places = [
        (index, inside)
        for index, word in enumerate(words)
        for inside in range(len(word.syllables))
        if len(word.syllables) == len(word.text) or word.text[-1] == "儿"
    ]
    said = {index: list(word.syllables) for index, word in enumerate(words)}
    for order, (index, inside) in enumerate(places):
        word = words[index]
        character = word.text[inside]
        if character not in "一不":
            continue
        following = places[order + 1] if order + 1 < len(places) else None
        if following is not None and following[0] != index and words[following[0]].pause:
            following = None
        before = _before(words, places, order)
        behind = _character(words, following) if following else ""
        tone = said[following[0]][following[1]][-1] if following else ""
        if before and before == behind and inside and len(word.text) >= 3:
            said[index][inside] = said[index][inside][:-1] + "5"  # 看一看, 去不去
        elif character == "不" and tone == "4":
            said[index][inside] = "bu2"
        elif character == "一" and tone and not _is_counting(word, inside, before, behind):
            said[index][inside] = "yi2" if tone == "4" else "yi4" if tone in "123" else "yi2"
    return [with_syllables(word, said[index]) for index, word in enumerate(words)]


def _before(words: list[ChineseWord], places: list[tuple[int, int]], order: int) -> str:
    """The hanzi that touches the one at `order` from the left."""
    if not order:
        return ""
    (index, _), (other, inside) = places[order], places[order - 1]
    touches = other == index or words[other].end == words[index].start
    return words[other].text[inside] if touches else ""


def _character(words: list[ChineseWord], place: tuple[int, int]) -> str:
    return words[place[0]].text[place[1]]


def _is_counting(word: ChineseWord, inside: int, before: str, behind: str) -> bool:
    """Whether 一 is a digit, an ordinal, or the name of a day or month: always yi1."""
    if before and before in _COUNTED:
        return True
    if behind in _NUMERALS - frozenset("百千万亿") or behind in ("月", "号", "日"):
        return True
    return inside == len(word.text) - 1 and inside > 0  # 统一, 星期一


def _third_inside(word: ChineseWord) -> ChineseWord:
    syllables = list(word.syllables)
    if len(syllables) == 3 and all(s[-1] == "3" for s in syllables):
        built_right = (
            len(word.text) == 3 and _is_word(word.text[1:]) and not _is_word(word.text[:2])
        )
        tones = "323" if built_right else "223"
        return with_syllables(word, [s[:-1] + t for s, t in zip(syllables, tones, strict=True)])
    for place in range(len(syllables) - 2, -1, -1):
        if syllables[place][-1] == "3" and syllables[place + 1][-1] == "3":
            syllables[place] = syllables[place][:-1] + "2"
    return with_syllables(word, syllables)


def _third_between(words: list[ChineseWord]) -> list[ChineseWord]:
    said = [list(word.syllables) for word in words]
    for index in range(len(words) - 2, -1, -1):
        if words[index + 1].pause:
            continue
        if said[index][-1][-1] == "3" and said[index + 1][0][-1] == "3":
            said[index][-1] = said[index][-1][:-1] + "2"
    return [with_syllables(word, one) for word, one in zip(words, said, strict=True)]


def _is_word(text: str) -> bool:
    return bool(packages().jieba.dt.FREQ.get(text))
