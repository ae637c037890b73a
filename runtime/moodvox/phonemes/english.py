"""Front end "english": ARPAbet phonemes with stress and clause features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from moodvox.errors import TextError
from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.frontends import VoiceText
from moodvox.phonemes.inventory import SYMBOLS
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import FEATURES, PhonemeSequence, SpokenClause, build_sequence
from moodvox.script.items import Line
from moodvox.text.clauses import Notice

Pronounce = Callable[[Line], tuple[Sequence[SpokenClause], Sequence[Notice]]]
"""Clauses of phonemes, and what of the text is not spoken."""


@dataclass(frozen=True, eq=False)
class ClauseFrontEnd:
    """Lays out what `pronounce` says (a `frontends.FrontEnd`)."""

    pronounce: Pronounce
    pronunciation: Callable[[str], tuple[str, ...]] | None

    def read(self, line: Line) -> tuple[PhonemeSequence, Sequence[Notice]]:
        clauses, notices = self.pronounce(line)
        sounded = any(clause.final_sounds for clause in clauses)
        if not sounded and not any(word.phonemes for clause in clauses for word in clause.words):
            raise TextError("there is nothing to say in this line", hint="write at least one word")
        return build_sequence(clauses), notices


def load(voice: VoiceText, lexicon: Lexicon) -> ClauseFrontEnd:
    """The English front end with a project's own words."""
    pronouncer = Pronouncer(lexicon)
    return ClauseFrontEnd(lambda line: pronounce_line(line, pronouncer), parse_pronunciation)


def fault_of(phonemes: tuple[str, ...], features: tuple[str, ...]) -> str:
    """See `frontends.fault_of`."""
    faults = []
    if phonemes != SYMBOLS:
        faults.append("made for another phoneme table")
    if features != FEATURES:
        faults.append("made for other phoneme features")
    return "; ".join(faults)
