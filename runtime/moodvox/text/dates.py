"""Times of day and dates as words; each reader takes a match of its pattern in `numerals`."""

from __future__ import annotations

import re

from moodvox.text import numbers
from moodvox.text.tables import MONTHS

Match = re.Match[str]

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|Jul(?:y|\.)?"
    r"|Aug(?:ust|\.)?|Sep(?:t\.?|tember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)


def clock(match: Match) -> list[str] | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 24:
        return None
    words = numbers.cardinal(hour)
    half = match["half"]
    if minute:
        words += (["oh"] if minute < 10 else []) + numbers.cardinal(minute)
    elif not half and not match["second"]:
        words += ["o'clock"] if 1 <= hour <= 12 else ["hundred"]
    if match["second"]:
        words += ["and", *numbers.cardinal(int(match["second"])), "seconds"]
    return words + ([half.lower(), "m"] if half else [])


def hour(match: Match) -> list[str] | None:
    return [*numbers.cardinal(int(match["hour"])), match["half"].lower(), "m"]


def _date(day: int, month: int, year: int | None) -> list[str] | None:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    words = [MONTHS[month - 1], *numbers.ordinal(day)]
    return words + (numbers.year(year) if year is not None else [])


def iso_date(match: Match) -> list[str] | None:
    return _date(int(match["day"]), int(match["month"]), int(match["year"]))


def slash_date(match: Match) -> list[str] | None:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if len(match["year"]) == 2:
        year += 1900 if year >= 50 else 2000
    return _date(second, first, year) or _date(first, second, year)


def _month_number(name: str) -> int:
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name[:3].lower()))


def month_day(match: Match) -> list[str] | None:
    year = int(match["year"]) if match["year"] else None
    return _date(int(match["day"]), _month_number(match["month"]), year)


def day_month(match: Match) -> list[str] | None:
    day, month = int(match["day"]), _month_number(match["month"])
    if not 1 <= day <= 31:
        return None
    words = ["the", *numbers.ordinal(day), "of", MONTHS[month - 1]]
    return words + (numbers.year(int(match["year"])) if match["year"] else [])
