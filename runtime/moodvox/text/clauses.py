"""What the text stage hands on: clauses of spoken words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ending = Literal["statement", "question", "exclamation", "continuation", "trailing"]
"""How a clause ends: `.`, `?`, `!`, a comma-like mark inside a sentence, or an ellipsis/dash."""


@dataclass(frozen=True)
class Word:
    """One word to be spoken.

    `spoken` is lower case with apostrophes only ("don't", "forty"); `start` and `end`
    are the offsets into the plain text that it was read from ("42" gives two words
    with one span). `phonemes` is set where the writer fixed the pronunciation.
    """

    spoken: str
    start: int
    end: int
    phonemes: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Clause:
    """Words up to a mark where a speaker may pause."""

    words: tuple[Word, ...]
    ending: Ending


@dataclass(frozen=True)
class Notice:
    """Something in the text that is not spoken (an emoji, say), and where it stands."""

    message: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A plain text, read: what will be spoken and what was left out."""

    clauses: tuple[Clause, ...]
    notices: tuple[Notice, ...] = ()
