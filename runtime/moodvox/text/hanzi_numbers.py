"""Numbers in hanzi."""

from __future__ import annotations

from typing import Final

DIGITS: Final = "零一二三四五六七八九"
LONGEST: Final = 16
"""Longer numbers are read digit by digit, as nobody can hear what they mean."""

_SMALL: Final = ("", "十", "百", "千")
_LARGE: Final = ("", "万", "亿", "万亿")


def digit_names(digits: str) -> str:
    """ "2024" -> 二零二四."""
    return "".join(DIGITS[int(digit)] for digit in digits)


def cardinal(digits: str) -> str:
    """ "105" -> 一百零五; leading zeros are passed over."""
    digits = digits.lstrip("0") or "0"
    if digits == "0":
        return DIGITS[0]
    groups = []
    while digits:
        groups.append(digits[-4:])
        digits = digits[:-4]
    said = ""
    gap = False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if int(group) == 0:
            gap = bool(said)
            continue
        if said and (gap or group[0] == "0"):
            said += DIGITS[0]
        said += _group(group) + _LARGE[place]
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


def number(text: str) -> str:
    """Digits with thousands parted by commas and a decimal point: "1,000.5" -> 一千点五.

    Digits with zeros before them ("007") and very long ones are read one by one.
    """
    whole, _, decimals = text.replace(",", "").partition(".")
    by_digits = len(whole) > LONGEST or (len(whole) > 1 and whole[0] == "0")
    said = digit_names(whole) if by_digits else cardinal(whole)
    return f"{said}点{digit_names(decimals)}" if decimals else said


def _group(digits: str) -> str:
    """Up to four digits, those before the first that is not 0 left out."""
    digits = digits.lstrip("0")
    said = ""
    gap = False
    for place, digit in enumerate(digits):
        if digit == "0":
            gap = True
            continue
        said += DIGITS[0] if gap else ""
        said += DIGITS[int(digit)] + _SMALL[len(digits) - 1 - place]
        gap = False
    return said
