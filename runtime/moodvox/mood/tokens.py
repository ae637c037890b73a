"""The words, numbers and marks that moods and tags are written with.

`fear 0.4 -> calm over 2s` is word, number, arrow, word, word, number, word. A `Tokens`
reads them one by one and knows where each stands, so that whatever is wrong can be
shown at its own place.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Literal, NoReturn

from moodvox.errors import MoodError

Kind = Literal["word", "number", "arrow", "mark", "end"]

_TOKEN = re.compile(
    r"""
    (?P<arrow>->|→)
  | (?P<number>[+-]?(?:
        (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?
      | (?:nan|inf|infinity)\b))
  | (?P<word>[^\W\d]\w*(?:-\w+)*)
  | (?P<mark>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Token:
    """`text` as written, and its offset `start` in what was read."""

    kind: Kind
    text: str
    start: int

    def __str__(self) -> str:
        return f"'{self.text}'" if self.text else "the end"


class NotationError(MoodError):
    """A mood or tag is written wrong at `offset` (characters from 0); `word` stands there."""

    def __init__(self, message: str, token: Token, *, hint: str = "") -> None:
        super().__init__(message, where=f"column {token.start + 1}", hint=hint)
        self.offset = token.start
        self.word = token.text


class Tokens:
    """What is left to read of `text`."""

    def __init__(self, text: str) -> None:
        self._tokens = [
            Token(_kind(match), match.group(), match.start()) for match in _TOKEN.finditer(text)
        ]
        self._end = Token("end", "", len(text.rstrip()))
        self._place = 0

    def peek(self, ahead: int = 0) -> Token:
        """The next token (or one further ahead), not taken; of kind `end` behind the last."""
        place = self._place + ahead
        return self._tokens[place] if place < len(self._tokens) else self._end

    def take(self) -> Token:
        """The next token."""
        token = self.peek()
        self._place = min(self._place + 1, len(self._tokens))
        return token

    def take_mark(self, mark: str) -> bool:
        """Take the next token if it is this word, arrow or mark (upper or lower case)."""
        token = self.peek()
        found = token.kind != "end" and token.text.lower() == mark
        if found:
            self.take()
        return found

    def take_number(self, what: str) -> tuple[float, Token]:
        """A number, NaN and infinity included.

        Raises:
            NotationError: something else stands here.
        """
        token = self.peek()
        if token.kind != "number":
            self.fail(f"expected {what} instead of {token}" if token.text else f"missing {what}")
        return float(self.take().text), token

    def take_share(self, what: str) -> tuple[float, Token]:
        """A number as in `take_number`, or one in percent: `0.7` or `70%`."""
        value, token = self.take_number(what)
        if self.take_mark("%"):
            return value / 100.0, replace(token, text=f"{token.text}%")
        return value, token

    def finish(self) -> None:
        """Nothing may be left.

        Raises:
            NotationError: something is.
        """
        token = self.peek()
        if token.kind == "end":
            return
        hint = "write decimals with a point" if token.text == "," else ""
        self.fail(f"unexpected {token}", hint=hint)

    def fail(self, message: str, token: Token | None = None, *, hint: str = "") -> NoReturn:
        """Raise a `NotationError` at `token`, by default the next one."""
        raise NotationError(message, token or self.peek(), hint=hint)


def check_range(
    tokens: Tokens, value: float, token: Token, low: float, high: float, what: str
) -> None:
    """Refuse a `value` (written at `token`) that is NaN or not within `low` to `high`."""
    if math.isfinite(value) and low <= value <= high:
        return
    if math.isfinite(value) and value < 0.0 <= low:
        tokens.fail(f"negative {what} {token.text}", token, hint=f"{low:g} to {high:g}")
    tokens.fail(f"{what} {token.text} is outside {low:g} to {high:g}", token)


def _kind(match: re.Match[str]) -> Kind:
    for kind in ("arrow", "number", "word"):
        if match.lastgroup == kind:
            return kind
    return "mark"
