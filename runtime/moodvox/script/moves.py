"""Mood moves as they are written: `angry 0.4 -> calm over 2s ease_in_out`."""

from __future__ import annotations

import math

from moodvox.errors import nearest
from moodvox.mood.easing import EASINGS
from moodvox.mood.notation import read_mood
from moodvox.mood.presets import MoodNames
from moodvox.mood.tokens import Tokens
from moodvox.script.items import MoodMove
from moodvox.script.limits import MAX_MOVE_S

_UNITS_PER_S = {"ms": 1000.0, "s": 1.0}


def read_move(tokens: Tokens, names: MoodNames) -> MoodMove:
    """Take `MOOD`, `MOOD -> MOOD over TIME [EASING]` or `-> MOOD over TIME [EASING]`.

    Raises:
        NotationError: something is missing, unknown or out of range.
    """
    start = None
    if not _take_arrow(tokens):
        start = read_mood(tokens, names)
        if not _take_arrow(tokens):
            if tokens.peek().text.lower() == "over":
                tokens.fail("'over' without '->'", hint="write [-> MOOD over 2s]")
            return MoodMove(target=start)
    target = read_mood(tokens, names)
    over_s, easing = read_over(tokens)
    return MoodMove(target=target, start=start, over_s=over_s, easing=easing)


def read_over(tokens: Tokens) -> tuple[float, str]:
    """Take `over TIME [EASING]` -> seconds, easing.

    Raises:
        NotationError: the time is missing, negative or too long, or the easing unknown.
    """
    if not tokens.take_mark("over"):
        here = tokens.peek()
        got = f"expected 'over' and a time instead of {here}"
        tokens.fail(got if here.text else "missing 'over' and a time", hint="such as 'over 2s'")
    over_s = read_duration(tokens, "duration", MAX_MOVE_S)
    word = tokens.peek()
    if word.kind != "word" or word.text.lower() == "after":
        return over_s, "linear"
    easing = word.text.lower().replace("-", "_")
    if easing not in EASINGS:
        tokens.fail(f"unknown easing '{word.text}'", hint=nearest(easing, EASINGS))
    tokens.take()
    return over_s, easing


def read_duration(tokens: Tokens, what: str, longest_s: float) -> float:
    """Take a time such as `300ms` or `0.5 s` -> seconds.

    Raises:
        NotationError: no number, no unit or an unknown one, negative, or too long.
    """
    value, token = tokens.take_number(f"a {what}")
    unit = tokens.peek()
    if unit.kind != "word" or unit.text.lower() == "after":
        tokens.fail(f"{what} {token.text} has no unit", token, hint="write ms or s, such as 300ms")
    if unit.text.lower() not in _UNITS_PER_S:
        tokens.fail(f"unknown unit '{unit.text}'", hint="known: ms, s")
    tokens.take()
    duration_s = value / _UNITS_PER_S[unit.text.lower()]
    if not 0.0 <= duration_s <= longest_s:
        wrong = f"longer than {longest_s:g} s" if duration_s > longest_s else "negative"
        wrong = "no time" if math.isnan(duration_s) else wrong
        tokens.fail(f"{what} {token.text}{unit.text} is {wrong}", token)
    return duration_s


def _take_arrow(tokens: Tokens) -> bool:
    if tokens.peek().kind != "arrow":
        return False
    tokens.take()
    return True
