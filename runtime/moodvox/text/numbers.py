"""Numbers as English words (American: "one hundred five", no "and").

Every function takes digits or integers and returns the words to be spoken, in order.
"""

from __future__ import annotations

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_GROUPS = (
    " thousand million billion trillion quadrillion quintillion sextillion septillion octillion"
).split(" ")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
LARGEST = 10 ** (3 * len(_GROUPS)) - 1
"""Above this a number is read digit by digit."""


def digits(text: str) -> list[str]:
    """``"007"`` -> zero zero seven; whatever is not a digit is passed over."""
    return [_ONES[int(digit)] for digit in text if digit.isdigit()]


def _below_thousand(value: int) -> list[str]:
    words = [_ONES[value // 100], "hundred"] if value >= 100 else []
    rest = value % 100
    if rest >= 20:
        words.append(_TENS[rest // 10])
        rest %= 10
    return [*words, _ONES[rest]] if rest else words


def cardinal(value: int) -> list[str]:
    """42 -> forty two; negative numbers begin with "minus"."""
    if value < 0:
        return ["minus", *cardinal(-value)]
    if value == 0:
        return ["zero"]
    if value > LARGEST:
        return digits(str(value))
    words: list[str] = []
    for power in range(len(_GROUPS) - 1, -1, -1):
        group = value // 1000**power % 1000
        if group:
            words += [*_below_thousand(group), *([_GROUPS[power]] if power else [])]
    return words


def ordinal(value: int) -> list[str]:
    """21 -> twenty first."""
    words = cardinal(value)
    words[-1] = ordinal_of(words[-1])
    return words


def ordinal_of(word: str) -> str:
    """The ordinal of the last word of a number: "forty" -> "fortieth"."""
    if word in _ORDINALS:
        return _ORDINALS[word]
    return f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"


def decimal(whole: str, part: str) -> list[str]:
    """``"3", "05"`` -> three point zero five; digits only, `whole` may be empty."""
    return [*cardinal(int(whole or "0")), "point", *digits(part)]


def year(value: int) -> list[str]:
    """1998 -> nineteen ninety eight; 2005 -> two thousand five; 1900 -> nineteen hundred."""
    century, rest = divmod(value, 100)
    if not 1000 <= value <= 9999 or value % 1000 < 10:
        return cardinal(value)
    if rest == 0:
        return [*cardinal(century), "hundred"]
    return [*cardinal(century), *(["oh"] if rest < 10 else []), *cardinal(rest)]


def model_number(text: str) -> list[str]:
    """The number of a model or a room: 323 -> three twenty three, 45 -> forty five."""
    if len(text) == 3 and text[1] != "0" and text[0] != "0":
        return [*cardinal(int(text[0])), *cardinal(int(text[1:]))]
    return digits(text) if text.startswith("0") or len(text) > 2 else cardinal(int(text))


def plural(words: list[str]) -> list[str]:
    """Decades and the like: nineteen ninety -> nineteen nineties."""
    last = words[-1]
    if last.endswith("y"):
        last = f"{last[:-1]}ies"
    else:
        last += "es" if last.endswith(("x", "s")) else "s"
    return [*words[:-1], last]


def fraction(upper: int, lower: int) -> list[str]:
    """1/2 -> one half; 3/4 -> three quarters; 5/0 -> five over zero."""
    names = {2: "half", 4: "quarter"}
    if lower < 2 or lower > 100:
        return [*cardinal(upper), "over", *cardinal(lower)]
    words = [names[lower]] if lower in names else ordinal(lower)
    if upper != 1:
        words = ["halves"] if lower == 2 else plural(words)
    return [*cardinal(upper), *words]


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_PARTS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(text: str) -> int | None:
    """The value of a well-formed roman numeral in capitals, or None."""
    value = 0
    for place, letter in enumerate(text):
        if letter not in _ROMAN:
            return None
        here = _ROMAN[letter]
        after = _ROMAN.get(text[place + 1 : place + 2], 0)
        value += -here if here < after else here
    rest, rebuilt = value, ""
    for worth, letters in _ROMAN_PARTS:
        while rest >= worth:
            rest -= worth
            rebuilt += letters
    return value if rebuilt == text and value else None
