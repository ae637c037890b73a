"""English stretches of a line: Moodvox's reader, a voice's own lexicon first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import SpokenWord
from moodvox.script.items import Line
from moodvox.text.clauses import Notice

LookUp = Callable[[str], tuple[str, ...] | None]
"""The pronunciation of a lower-case word, or None."""


class EnglishReader:
    """Words with their phonemes; the project's lexicon goes before the voice's."""

    def __init__(self, lexicon: Lexicon, own: LookUp | None = None) -> None:
        self._project = lexicon
        self._own = own
        self._pronouncer = Pronouncer(lexicon)

    def read(
        self, plain: str, start: int, end: int
    ) -> tuple[list[tuple[SpokenWord, bool]], list[Notice]]:
        """The words of ``plain[start:end]``, each with whether a pause stands before it.

        Offsets are those of `plain`.

        Raises:
            TextError: a letter of a script that cannot be spoken.
        """
        blank = " " * start + plain[start:end]
        clauses, notices = pronounce_line(Line(blank), self._pronouncer)
        found: list[tuple[SpokenWord, bool]] = []
        for clause in clauses:
            for place, word in enumerate(clause.words):
                own = self._look_up(word.spoken)
                said = word if own is None else replace(word, phonemes=own)
                found.append((said, place == 0 and bool(found)))
        return found, notices

    def _look_up(self, word: str) -> tuple[str, ...] | None:
        return self._own(word) if self._own and word not in self._project else None
