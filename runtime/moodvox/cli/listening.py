"""What a check hears in a line: what is not spoken, what is guessed, what takes too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import SpokenWord
from moodvox.project.lines import Remark
from moodvox.project.project import Project
from moodvox.script.items import Line, Pause, Rate, Say

PHONEME_S = 0.085
"""A phoneme with its share of the pauses, as the bundled voice speaks when calm."""


@dataclass(frozen=True)
class Heard:
    """Something a writer should know, at offset `start` of the plain text."""

    message: str
    start: int


class Listener:
    """Reads lines as the game will. A guessed word is told once, where it stands first."""

    def __init__(self, project: Project) -> None:
        self._pronouncer = Pronouncer(project.lexicon)
        self._longest_s = project.dialogue.longest_s
        self._told: set[str] = set()

    def __call__(self, line: Line) -> Iterator[Remark]:
        """What to say of `line`.

        Raises:
            TextError: it cannot be spoken.
        """
        clauses, notices = pronounce_line(line, self._pronouncer)
        yield from notices
        words = [word for clause in clauses for word in clause.words]
        yield from self._guessed(line, words)
        sounds = sum(len(word.phonemes) for word in words)
        seconds = sounds * PHONEME_S / _slowest(line) + _pauses(line)
        if seconds > self._longest_s:
            yield Heard(
                f"about {seconds:.0f} s to say, more than {self._longest_s:g} s: split it", 0
            )

    def _guessed(self, line: Line, words: Sequence[SpokenWord]) -> Iterator[Heard]:
        """The words that only the letter net could read, but those that a `[say]` fixes."""
        fixed = {placed.offset for placed in line.items if isinstance(placed.item, Say)}
        # Pronounced a moment ago: this comes from the pronouncer's memory.
        said = self._pronouncer.pronounce_all([word.spoken for word in words])
        for word, how in zip(words, said, strict=True):
            if how.source == "g2p" and word.start not in fixed and word.spoken not in self._told:
                self._told.add(word.spoken)
                yield Heard(f"no lexicon has '{word.spoken}': its sound is guessed", word.start)


def _slowest(line: Line) -> float:
    """The rate of the whole line, if tags set one; the slowest of several."""
    return min((p.item.factor for p in line.items if isinstance(p.item, Rate)), default=1.0)


def _pauses(line: Line) -> float:
    return sum(p.item.duration_s for p in line.items if isinstance(p.item, Pause))
