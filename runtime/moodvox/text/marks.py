"""Marks between words, and the clauses that they end."""

from __future__ import annotations

import re

from moodvox.text.clauses import Clause, Ending, Word

_PATTERNS: tuple[tuple[str, Ending | None], ...] = (
    (r"\n[ \n]*\n", "statement"),
    (r"!*\?[!?]*", "question"),
    (r"!+", "exclamation"),
    (r"\.{2,}|…+|(?:\. ){2,}\.", "trailing"),
    (r"—+|-{2,}|\u2013|(?<=\s)-(?=\s|$)", "trailing"),
    (r"-(?=[\s\"')\]]|$)", "trailing"),
    (r"\.", "statement"),
    (r"[,;:()\[\]{}]", "continuation"),
    (r"[*_~^|]+", None),
)
_MARKS = tuple((re.compile(pattern), ending) for pattern, ending in _PATTERNS)
_STRENGTH: tuple[Ending, ...] = ("continuation", "statement", "trailing", "exclamation", "question")


def match_mark(text: str, place: int) -> tuple[int, Ending | None] | None:
    """Where the mark at `place` ends, and how it ends a clause (None: it does not)."""
    for pattern, ending in _MARKS:
        if match := pattern.match(text, place):
            return match.end(), ending
    return None


class ClauseWriter:
    """Writes words and marks down as clauses.

    Of several marks between two words the strongest ends the clause: ``?`` before
    ``!`` before ``…`` before ``.`` before ``,``.
    """

    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self._words: list[Word] = []

    def word(self, word: Word) -> None:
        """One more word of the clause."""
        self._words.append(word)

    def mark(self, ending: Ending) -> None:
        """End the clause; right after another mark, strengthen that ending."""
        if self._words:
            self.clauses.append(Clause(tuple(self._words), ending))
            self._words = []
        elif self.clauses:
            before = self.clauses[-1]
            if _STRENGTH.index(ending) > _STRENGTH.index(before.ending):
                self.clauses[-1] = Clause(before.words, ending)
