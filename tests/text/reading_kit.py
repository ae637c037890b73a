"""Readings in one line of text, for tables of cases."""

from __future__ import annotations

from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.text.clauses import Reading
from moodvox.text.reader import read

SIGNS = {
    "statement": ".",
    "question": "?",
    "exclamation": "!",
    "continuation": ",",
    "trailing": "…",
}


def written(reading: Reading) -> str:
    """``"hello, world."``: the spoken words, each clause with the sign of its ending."""
    return " ".join(
        " ".join(word.spoken for word in clause.words) + SIGNS[clause.ending]
        for clause in reading.clauses
    )


def spoken(text: str) -> str:
    """What a text is read as, with the bundled dictionary."""
    return written(read(text, known=Pronouncer.bundled()))
