"""What a check hears in a line: what is not spoken, what is guessed, what takes too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from moodvox.phonemes.frontend import guessed_words, pronounce_line
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.project.lines import Remark
from moodvox.project.project import Project
from moodvox.script.items import Line, Pause, Rate

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
        for word in guessed_words(line, self._pronouncer):
            if word.spoken not in self._told:
                self._told.add(word.spoken)
                yield Heard(f"no lexicon has '{word.spoken}': its sound is guessed", word.start)
        sounds = sum(len(word.phonemes) for clause in clauses for word in clause.words)
        seconds = sounds * PHONEME_S / _slowest(line) + _pauses(line)
        if seconds > self._longest_s:
            yield Heard(
                f"about {seconds:.0f} s to say, more than {self._longest_s:g} s: split it", 0
            )


def _slowest(line: Line) -> float:
    """The rate of the whole line, if tags set one; the slowest of several."""
    return min((p.item.factor for p in line.items if isinstance(p.item, Rate)), default=1.0)


def _pauses(line: Line) -> float:
    return sum(p.item.duration_s for p in line.items if isinstance(p.item, Pause))
