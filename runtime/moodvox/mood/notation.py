"""Moods as people write them: `angry`, `angry 0.7`, `sad 0.6 + fear 40%`.

A name without a weight takes what the other names leave, in equal shares: `angry` is
angry 1, `sad + fear` is one half of each, `sad 0.6 + fear` is sad 0.6 and fear 0.4.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from moodvox.errors import MoodError
from moodvox.mood.mood import Mood
from moodvox.mood.names import ALIASES
from moodvox.mood.presets import MoodNames, scaled
from moodvox.mood.tokens import NotationError, Token, Tokens, check_range

_ROUNDING = 1e-6
_DIGITS = 9


def parse_mood(
    text: str,
    emotions: Collection[str],
    aliases: Mapping[str, str] = ALIASES,
    presets: Mapping[str, Mood] | None = None,
) -> Mood:
    """Read a whole mood, as in the CLI's ``--mood``, a message or a project file.

    Raises:
        NotationError: (a MoodError) an unknown name, a weight outside 0 to 1, weights
            that add up to more than 1, or anything that is not a mood; it knows the
            offset of the word at fault.
    """
    tokens = Tokens(text)
    mood = read_mood(tokens, MoodNames(emotions, presets, aliases))
    tokens.finish()
    return mood


def read_mood(tokens: Tokens, names: MoodNames) -> Mood:
    """Take one mood from `tokens` and leave what follows it.

    Raises:
        NotationError: see `parse_mood`.
    """
    parts = [_read_part(tokens, names)]
    while tokens.take_mark("+"):
        parts.append(_read_part(tokens, names))
        _refuse_twice(tokens, parts)
    given = math.fsum(weight for _, _, weight in parts if weight is not None)
    unweighted = [word for _, word, weight in parts if weight is None]
    if given > 1.0 + _ROUNDING:
        _fail_sum(tokens, parts, given)
    if unweighted and len(parts) > 1 and given > 1.0 - _ROUNDING:
        tokens.fail(
            f"nothing is left for '{unweighted[0].text}'",
            unweighted[0],
            hint="the other weights already add up to 1",
        )
    share = round((1.0 - given) / max(1, len(unweighted)), _DIGITS)
    weights = [
        pair
        for mood, _, weight in parts
        for pair in scaled(mood, share if weight is None else weight).weights
    ]
    try:
        return Mood.of(weights)
    except MoodError as error:
        raise NotationError(error.message, parts[-1][1], hint=error.hint) from error


Part = tuple[Mood, Token, float | None]


def _read_part(tokens: Tokens, names: MoodNames) -> Part:
    word = tokens.peek()
    if word.kind != "word":
        tokens.fail(
            f"expected an emotion instead of {word}" if word.text else "missing an emotion",
            hint="such as 'angry 0.7'",
        )
    mood = names.find(word.text)
    if mood is None:
        tokens.fail(f"unknown emotion '{word.text}'", hint=names.hint(word.text))
    tokens.take()
    return mood, word, _read_weight(tokens, word.text)


def _read_weight(tokens: Tokens, name: str) -> float | None:
    is_time = tokens.peek(1).text.lower() in ("s", "ms")
    if tokens.peek().kind != "number" or is_time:
        return None
    value, token = tokens.take_share("a weight")
    check_range(tokens, value, token, 0.0, 1.0, f"weight of '{name}'")
    return value


def _refuse_twice(tokens: Tokens, parts: list[Part]) -> None:
    mood, word, _ = parts[-1]
    if any(mood == other for other, _, _ in parts[:-1]):
        tokens.fail(f"'{word.text}' is named twice", word)


def _fail_sum(tokens: Tokens, parts: list[Part], given: float) -> None:
    total = 0.0
    for _, word, weight in parts:
        total += weight or 0.0
        if total > 1.0 + _ROUNDING:
            tokens.fail(
                f"weights add up to {given:.3g}, above 1",
                word,
                hint="lower them; the rest is neutral",
            )
