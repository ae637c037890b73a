"""How many phonemes and words are wrong, against the dictionary.

Phoneme error rate (PER): edits (substitutions, deletions, insertions) over phonemes of
the dictionary's answer; word error rate (WER): words with at least one edit. Of several
pronunciations in the dictionary the nearest counts, as is usual for this data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moodvox.phonemes.inventory import split_stress

Phonemes = Sequence[str]


@dataclass(frozen=True)
class Score:
    """Error rates in percent, with the stress digits compared and without."""

    words: int
    per: float
    wer: float
    per_without_stress: float
    wer_without_stress: float


def edits(left: Phonemes, right: Phonemes) -> int:
    """Levenshtein distance."""
    row = list(range(len(right) + 1))
    for place, symbol in enumerate(left):
        diagonal, row[0] = row[0], place + 1
        for column, other in enumerate(right):
            diagonal, row[column + 1] = (
                row[column + 1],
                min(row[column + 1] + 1, row[column] + 1, diagonal + (symbol != other)),
            )
    return row[-1]


def _rates(
    answers: Sequence[Phonemes], wanted: Sequence[Sequence[Phonemes]]
) -> tuple[float, float]:
    wrong_phonemes = phonemes = wrong_words = 0
    for answer, variants in zip(answers, wanted, strict=True):
        wrong, length = min((edits(answer, variant), len(variant)) for variant in variants)
        wrong_phonemes += wrong
        phonemes += length
        wrong_words += wrong > 0
    return 100.0 * wrong_phonemes / max(phonemes, 1), 100.0 * wrong_words / max(len(answers), 1)


def _bare(phonemes: Phonemes) -> tuple[str, ...]:
    return tuple(split_stress(phoneme)[0] for phoneme in phonemes)


def score(answers: Sequence[Phonemes], wanted: Sequence[Sequence[Phonemes]]) -> Score:
    """Compare each answer with all pronunciations that the dictionary has for its word."""
    per, wer = _rates(answers, wanted)
    bare_per, bare_wer = _rates(
        [_bare(answer) for answer in answers],
        [[_bare(variant) for variant in variants] for variants in wanted],
    )
    return Score(len(answers), per, wer, bare_per, bare_wer)
