"""Pinyin syllables: what is one, and its initial, final and tone."""

from __future__ import annotations

import re
from typing import Final

INITIALS: Final = (
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r",
    "z", "c", "s",
)  # fmt: skip
_Y: Final = {
    "yi": "i", "yin": "in", "ying": "ing", "yu": "v", "yuan": "van", "yun": "vn", "yue": "ve",
    "yo": "io", "yai": "iai", "you": "iou",
}  # fmt: skip
_W: Final = {"wu": "u", "wei": "uei", "wen": "uen"}
_NASALS: Final = {"n": "en", "ng": "eng", "m": "en", "hm": "hen", "hng": "heng", "ê": "ei"}
"""Sounds without a vowel, by the nearest syllable that has one: 嗯, 呣, 哼."""

FINALS: Final = frozenset(
    "a ai an ang ao e ei en eng er i ia iai ian iang iao ie ii iii in ing io iong iou o ong ou "
    "u ua uai uan uang uei uen ueng uo v van ve vn".split()
)
_WRITTEN = re.compile(r"([a-zêü]+)([1-5])")


def split_readings(reading: str) -> list[str]:
    """ "shi2ke4" -> both syllables: a few characters (兙) stand for more than one.

    "shíkè" style leftovers without a digit have the neutral tone.
    """
    reading = reading.replace("ü", "v").replace("u:", "v")
    found = [f"{_NASALS.get(base, base)}{tone}" for base, tone in _WRITTEN.findall(reading)]
    return found or [f"{_NASALS.get(reading, reading)}5"]


def is_syllable(syllable: str) -> bool:
    """Whether it is pinyin with a tone 1 to 5, erhua too."""
    match = re.fullmatch(r"([a-z]+?)(r?)([1-5])", syllable)
    if match is None:
        return False
    if match[1] + match[2] == "er":
        return True
    return bool(match[1]) and _parts(match[1])[1] in FINALS


def split_syllable(syllable: str) -> tuple[str, str, int]:
    """Initial ("" if none), final and tone: "zhuang1" -> "zh", "uang", 1.

    Finals are written out in full (iou, uei, uen, v); zi is z ii, zhi is zh iii. An erhua
    final keeps its r: "dianr3" -> "d", "ianr", 3.
    """
    base, tone = syllable[:-1], int(syllable[-1])
    if base == "er":
        return "", "er", tone
    rolled = "r" if len(base) > 1 and base.endswith("r") else ""
    initial, final = _parts(base.removesuffix("r") if rolled else base)
    return initial, final + rolled, tone


def _parts(base: str) -> tuple[str, str]:
    if base in _Y or base in _W:
        return "", {**_Y, **_W}[base]
    if base.startswith("y"):
        return "", "i" + base[1:]
    if base.startswith("w"):
        return "", "u" + base[1:]
    initial = next((each for each in INITIALS if base.startswith(each)), "")
    final = base[len(initial) :]
    if final == "i" and initial in ("z", "c", "s", "r"):
        return initial, "ii"
    if final == "i" and initial in ("zh", "ch", "sh"):
        return initial, "iii"
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = {"un": "vn", "ue": "ve"}.get(final, "v" + final[1:])
    return initial, {"ui": "uei", "iu": "iou", "un": "uen", "ue": "ve"}.get(final, final)
