"""Chinese text as it is read aloud: digits, dates, money and units become hanzi.

Every character of the result knows which characters of the plain text it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from moodvox.text.hanzi_numbers import cardinal, digit_names, number

MEASURES: Final = frozenset(
    "个只条次位天年件张把本匹头座间扇艘辆支枝根块颗粒杯瓶碗盒箱双对群种样份遍场层步名枚滴口"
    "句首封台架棵朵片段堆排人里米元倍周秒斤"
)
"""Before one of these 2 is said 两."""

UNITS: Final[dict[str, str]] = {
    "km/h": "公里每小时", "m/s": "米每秒", "km": "公里", "cm": "厘米", "mm": "毫米", "kg": "公斤",
    "mg": "毫克", "ml": "毫升", "°C": "摄氏度", "°F": "华氏度", "m": "米", "g": "克", "L": "升",
    "h": "小时", "min": "分钟", "s": "秒", "GB": "吉字节", "MB": "兆字节", "Hz": "赫兹",
}  # fmt: skip
CURRENCIES: Final[dict[str, str]] = {"$": "美元", "¥": "元", "€": "欧元", "£": "英镑"}
SIGNS: Final[dict[str, str]] = {"+": "加", "=": "等于", "×": "乘以", "÷": "除以", "&": "和"}

_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_UNITS = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
_MONEY = "".join(CURRENCIES)

Reading = Callable[[re.Match[str]], str]


@dataclass(frozen=True)
class Folded:
    """`text[i]` stands for ``plain[starts[i]:ends[i]]``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` (not empty) stands in the plain text."""
        return min(self.starts[start:end]), max(self.ends[start:end])


def fold_hanzi(plain: str, start: int = 0, end: int | None = None) -> Folded:
    """``plain[start:end]`` with all that is written in signs written in hanzi."""
    text, places = _compatible(plain, start, len(plain) if end is None else end)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    while place < len(text):
        said, stop = _reading_at(text, place)
        first, last = places[place], places[stop - 1] + 1
        parts.append(said)
        starts += [first] * len(said)
        ends += [last] * len(said)
        place = stop
    return Folded("".join(parts), tuple(starts), tuple(ends))


def _compatible(plain: str, start: int, end: int) -> tuple[str, list[int]]:
    """Full-width digits, letters and signs made plain; Chinese punctuation stays."""
    text: list[str] = []
    places: list[int] = []
    for place in range(start, end):
        character = plain[place]
        wide = unicodedata.normalize("NFKC", character)
        if character not in "，。！？；：（）～" and (wide.isascii() or wide in _MONEY):
            character = wide
        if character in "￥":
            character = "¥"
        text += character
        places += [place] * len(character)
    return "".join(text), places


def _reading_at(text: str, place: int) -> tuple[str, int]:
    """What is said for what begins at `place`, and the place behind it."""
    before = text[place - 1 : place]
    if not (before.isdigit() and text[place].isdigit()):
        for pattern, reading in _PATTERNS:
            match = pattern.match(text, place)
            if match is not None:
                return reading(match), match.end()
    character = text[place]
    return SIGNS.get(character, character), place + 1


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{digit_names(year)}年{cardinal(month)}月{cardinal(day)}日"


def _time(match: re.Match[str]) -> str:
    hour, minute, second = match[1], match[2], match[3]
    said = "两" if hour.lstrip("0") == "2" else cardinal(hour)
    said += "点"
    if int(minute) or second:
        said += ("零" if minute[0] == "0" and int(minute) else "") + cardinal(minute) + "分"
    return said + (f"{cardinal(second)}秒" if second else "")


def _year(match: re.Match[str]) -> str:
    return digit_names(match[1])


def _version(match: re.Match[str]) -> str:
    return "点".join(digit_names(part) if part[0] == "0" else cardinal(part)
                     for part in match[0].split("."))  # fmt: skip


def _fraction(match: re.Match[str]) -> str:
    return f"{number(match[2])}分之{number(match[1])}"


def _range(match: re.Match[str]) -> str:
    first, last = number(match[1]), number(match[2])
    percent = "百分之" if match[3] else ""
    return f"{percent}{first}到{percent}{last}"


def _percent(match: re.Match[str]) -> str:
    return f"{_minus(match[1])}{'百' if match[3] == '%' else '千'}分之{number(match[2])}"


def _money(match: re.Match[str]) -> str:
    return f"{_minus(match[1])}{number(match[3])}{match[4] or ''}{CURRENCIES[match[2]]}"


def _with_unit(match: re.Match[str]) -> str:
    said = "两" if match[2] == "2" else number(match[2])
    return f"{_minus(match[1])}{said}{UNITS[match[3]]}"


def _plain_number(match: re.Match[str]) -> str:
    behind = match.string[match.end() : match.end() + 1]
    before = match.string[match.start() - 1 : match.start()]
    if match[0] == "2" and behind in MEASURES and behind and before not in "第初":
        return "两"
    if match[0] == "2" and behind in MEASURES and behind and not before:
        return "两"
    return _minus(match[1]) + number(match[2])


def _minus(sign: str | None) -> str:
    return "负" if sign else ""


_PATTERNS: Final[tuple[tuple[re.Pattern[str], Reading], ...]] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.])", _date),
        (r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?!\d)", _time),
        (r"(\d{4})(?=年)", _year),
        (r"\d+(?:\.\d+){2,}", _version),
        (rf"({_NUMBER})%?[-~～—](?=\d)({_NUMBER})(%?)(?![\d./:-])", _range),
        (rf"([-−])?({_NUMBER})([%‰])", _percent),
        (r"(\d+)/(\d+)(?![\d/])", _fraction),
        (rf"([-−])?([{_MONEY}]) ?({_NUMBER})([万亿千百]?)", _money),
        (rf"([-−])?({_NUMBER}) ?({_UNITS})(?![A-Za-z])", _with_unit),
        (rf"((?<![0-9A-Za-z.])[-−])?({_NUMBER})", _plain_number),
    )
)
