"""Whatever begins with digits, as words: quantities, money, times, dates, versions.

Each reader takes the match of its pattern and returns the words; `PATTERNS` lists them
in the order in which they are tried at a place in the folded text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from moodvox.text import dates, numbers
from moodvox.text.tables import CURRENCIES, MAGNITUDES, ONLY_ATTACHED, UNITS

Match = re.Match[str]
Reader = Callable[[Match], list[str] | None]

_N = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)"
_SIGN = r"(?:(?<![\w.)])[-+~])?"
_END = r"(?![A-Za-z\d])"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_COUNTED = frozenset("gold silver copper people men women gp xp hp of more other".split())
_SAID_AS_PAIRS = frozenset({(50, 50), (24, 7), (9, 11), (20, 20)})
_USUAL_PARTS = frozenset({12, 16, 20, 32, 64, 100, 1000})
_NOT_PLURAL = frozenset("was is has its this as plus".split())
_YEAR_CUES = re.compile(
    r"\b(?:in|since|by|from|until|till|before|after|around|circa|year|of|and|to|or|during"
    r"|early|late|est\.|established|summer|winter|spring|autumn|fall)\s*,?\s*$",
    re.IGNORECASE,
)


def _value(text: str) -> int:
    return int(text.replace(",", ""))


def _plain(text: str) -> list[str]:
    """A number without sign or unit: "1,234.5", "007", ".5"."""
    whole, point, part = text.partition(".")
    whole = whole.replace(",", "")
    if point and part:
        return numbers.decimal(whole, part)
    if len(whole) > 1 and whole.startswith("0") and "," not in text:
        return numbers.digits(whole)
    return numbers.cardinal(int(whole))


def _signed(sign: str, words: list[str]) -> list[str]:
    return {"-": ["minus"], "+": ["plus"], "~": ["about"]}.get(sign, []) + words


def _money(match: Match) -> list[str] | None:
    one, several, small_one, small = CURRENCIES[match["currency"]]
    whole, part = match["whole"], match["part"] or ""
    sign = ["minus"] if match["sign"] == "-" else []
    if match["magnitude"]:
        amount = numbers.decimal(whole.replace(",", ""), part) if part else _plain(whole)
        return [*sign, *amount, MAGNITUDES[match["magnitude"]], several]
    value = _value(whole)
    if len(part) not in (0, 2):
        return [*sign, *numbers.decimal(whole.replace(",", ""), part), several]
    cents = int(part or 0)
    words = [*numbers.cardinal(value), one if value == 1 else several]
    rest = [*numbers.cardinal(cents), small_one if cents == 1 else small]
    if not cents:
        return sign + words
    return sign + (rest if not value else [*words, "and", *rest])


def _version(match: Match) -> list[str] | None:
    parts = match["parts"].split(".")
    words = ["version"] if match["v"] else []
    for index, part in enumerate(parts):
        words += (["point"] if index else []) + _plain(part)
    return words


def _digits(match: Match) -> list[str] | None:
    return ["plus"] * match[0].startswith("+") + numbers.digits(match[0])


def _ordinal(match: Match) -> list[str] | None:
    return numbers.ordinal(_value(match["whole"]))


def _decade(match: Match) -> list[str] | None:
    value = int(match["value"])
    words = numbers.year(value) if value >= 1000 else numbers.cardinal(value)
    return numbers.plural(words)


def _mixed_fraction(match: Match) -> list[str] | None:
    part = numbers.fraction(int(match["upper"]), int(match["lower"]))
    if match["upper"] == "1" and match["lower"] != "0":
        part = ["a", *part[1:]]
    return [*_plain(match["whole"]), "and", *part]


def _fraction(match: Match) -> list[str] | None:
    upper, lower = int(match["upper"]), int(match["lower"])
    if (upper, lower) in _SAID_AS_PAIRS:
        words = [*numbers.cardinal(upper), *numbers.cardinal(lower)]
    elif (1 < lower <= 10 and upper < 2 * lower) or (upper == 1 and lower in _USUAL_PARTS):
        words = numbers.fraction(upper, lower)
    else:
        joint = ["out", "of"] if upper <= lower else ["over"]
        words = [*numbers.cardinal(upper), *joint, *numbers.cardinal(lower)]
    return _signed(match["sign"], words)


def _ratio(match: Match) -> list[str] | None:
    return [*_plain(match["first"]), "to", *_plain(match["second"])]


def _sizes(match: Match) -> list[str] | None:
    """3x3, 1920x1080."""
    sides = [match["first"], match["second"]]
    first, second = (_in_pairs(side) if len(side) == 4 else _plain(side) for side in sides)
    return [*first, "by", *second]


def _in_pairs(text: str) -> list[str]:
    """A number of four digits as two: 1138 -> eleven thirty eight."""
    return numbers.digits(text) if text.startswith("0") else numbers.year(int(text))


def _height(match: Match) -> list[str] | None:
    words = [*numbers.cardinal(int(match["feet"])), "foot"]
    return words + (numbers.cardinal(int(match["inches"])) if match["inches"] else [])


def _quantity(match: Match) -> list[str] | None:
    unit, gap = match["unit"], match["gap"]
    if gap and (unit in ONLY_ATTACHED or (unit == "in" and not match["dot"])):
        return None
    one, several = UNITS[unit]
    name = one if match["number"] in ("1", "1.0") and not match["to"] else several
    words = _signed(match["sign"], _plain(match["number"]))
    if match["to"]:
        words += ["to", *_plain(match["to"])]
    return words + name.split()


def _range(match: Match) -> list[str] | None:
    first, second = match["first"], match["second"]
    if match["dash"] == "-" and (len(first) > 4 or len(second) > 4 or first.startswith("0")):
        return numbers.digits(first + second)
    years = len(first) == 4 and len(second) in (2, 4) and 1100 <= int(first) <= 2099
    if years:
        return [*numbers.year(int(first)), "to", *numbers.year(int(second))]
    return [*_plain(first), "to", *_plain(second)]


def _is_year(match: Match) -> bool:
    text = match["number"]
    if len(text) != 4 or not text.isdigit() or match["sign"]:
        return False
    value = int(text)
    if not 1010 <= value <= 2099:
        return False
    before = match.string[max(0, match.start() - 12) : match.start()]
    after = re.match(r"\s+([a-z]+)", match.string[match.end() :])
    word = after[1] if after else ""
    if word in _COUNTED or (word.endswith("s") and word not in _NOT_PLURAL):
        return False
    return bool(_YEAR_CUES.search(before)) or value >= 1700


def _number(match: Match) -> list[str] | None:
    text = match["number"]
    model = re.search(r"[A-Za-z]-$", match.string[max(0, match.start() - 2) : match.start()])
    if _is_year(match) or (model and len(text) == 4 and text.isdigit()):
        return _in_pairs(text)
    if "," not in text and "." not in text and len(text) > 9 and not match["sign"]:
        return numbers.digits(text)
    return _signed(match["sign"], _plain(text))


def _number_sign(match: Match) -> list[str] | None:
    return ["number", *_plain(match["whole"])]


def _times(match: Match) -> list[str] | None:
    return ["times", *_plain(match["whole"])]


PATTERNS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (
            r"(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
            r"(?:\s?(?P<half>[AaPp])\.?[Mm]\b(?:\.(?!\s*$|\s+[A-Z]))?)?(?![\d:])",
            dates.clock,
        ),
        (r"(?P<first>\d{1,4}):(?P<second>\d{1,4})(?![\d:])", _ratio),
        (r"(?P<first>\d{1,4})x(?P<second>\d{1,4})(?![A-Za-z\d])", _sizes),
        (r"(?P<hour>\d{1,2})\s?(?P<half>[AaPp])\.?[Mm]\b(?:\.(?!\s*$|\s+[A-Z]))?", dates.hour),
        (r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + _END, dates.iso_date),
        (r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4}|\d{2})" + _END, dates.slash_date),
        (
            rf"(?P<month>{dates.MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?"
            r"(?![\d:,.]\d|[A-Za-z\d])",
            dates.month_day,
        ),
        (
            rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{dates.MONTH})(?![a-z])"
            r"(?:,? (?P<year>\d{4}))?" + _END,
            dates.day_month,
        ),
        (
            rf"(?P<sign>-)?(?P<currency>[$£€¥]) ?(?P<whole>{_N})(?:\.(?P<part>\d+))?"
            r"(?: ?(?P<magnitude>thousand|million|billion|trillion|bn|tn|[kKmMbB])(?![A-Za-z]))?",
            _money,
        ),
        (r"(?P<v>\b[vV])?(?P<parts>\d+(?:\.\d+){2,})" + _END, _version),
        (r"\b(?P<v>[vV])(?P<parts>\d+(?:\.\d+)?)" + _END, _version),
        (r"(?:\+?\d{1,3}[ -])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}" + _END, _digits),
        (r"\+\d{7,15}" + _END, _digits),
        (r"\d{3}-\d{4}(?![-\d])", _digits),
        (rf"(?P<whole>{_N})(?:st|nd|rd|th|ST|ND|RD|TH){_END}", _ordinal),
        (r"'?(?P<value>\d{1,3}0)'?s" + _END, _decade),
        (
            rf"(?P<whole>{_N}) +(?P<upper>\d{{1,3}})/(?P<lower>\d{{1,3}})(?![\d/])",
            _mixed_fraction,
        ),
        (rf"(?P<sign>{_SIGN})(?P<upper>\d{{1,6}})/(?P<lower>\d{{1,6}})(?![\d/])", _fraction),
        (r"(?P<feet>\d{1,2})'(?P<inches>\d{1,2})(?:\"|'')?" + _END, _height),
        (
            rf"(?P<sign>{_SIGN})(?P<number>{_N}(?:\.\d+)?|\.\d+)"
            rf"(?: ?[-\u2013] ?(?P<to>{_N}(?:\.\d+)?))?(?P<gap> ?)(?P<unit>{_UNIT})"
            r"(?![A-Za-z\d]|/[a-z])(?P<dot>\.(?=\s+[a-z]))?",
            _quantity,
        ),
        (rf"(?P<first>{_N})(?P<dash>[-\u2013—])(?P<second>{_N})(?![-\d.]\d|{_N})", _range),
        (rf"#(?P<whole>{_N})" + _END, _number_sign),
        (rf"\bx(?P<whole>{_N})" + _END, _times),
        (rf"(?P<sign>{_SIGN})(?P<number>{_N}(?:\.\d+)?|\.\d+)", _number),
    )
)
_MAY_BEGIN = re.compile(rf"[\d$£€¥#+~.'vVx-]|{dates.MONTH}")


def match_numeral(text: str, place: int) -> tuple[int, list[str]] | None:
    """The numeral that begins at `place`: where it ends and its words; None if none does."""
    if not _MAY_BEGIN.match(text, place):
        return None
    for pattern, reader in PATTERNS:
        match = pattern.match(text, place)
        if match is not None and (words := reader(match)) is not None:
            return match.end(), words
    return None
