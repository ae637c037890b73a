"""A line's phonemes -> the tokens of a foreign model, each with the phoneme it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.models.family import Floats
from moodvox.models.foreign.interface import Interface
from moodvox.phonemes.inventory import ID_OF, SILENCE, SYMBOLS
from moodvox.phonemes.ipa import SPACE, Accent, Speller
from moodvox.phonemes.sequence import ENDINGS, FEATURES

_ENDINGS = slice(FEATURES.index(ENDINGS[0]), FEATURES.index(ENDINGS[-1]) + 1)
_PRIMARY = FEATURES.index("primary_stress")
_SECONDARY = FEATURES.index("secondary_stress")
_UNSTRESSED = FEATURES.index("unstressed")
_WORD_START = FEATURES.index("word_start")
_FUNCTION_WORD = FEATURES.index("function_word")


@dataclass(frozen=True)
class Row:
    """One phoneme, written.

    Attributes:
        written: its symbols; "" if nothing is heard of it.
        sign: of a silence: the sign that its clause ends with.
        starts_word: whether a space may stand before it.
    """

    written: str
    silent: bool
    sign: str
    ending: str
    starts_word: bool


def write_rows(
    ids: NDArray[np.int64], features: Floats, interface: Interface, accent: Accent
) -> list[Row]:
    """Each of the P phonemes in the model's symbols."""
    speller = Speller(interface.writing, accent, interface.symbols.keys())
    bases = [SYMBOLS[each] for each in ids]
    beside = ["", *("" if base == SILENCE else base for base in bases), ""]
    rows: list[Row] = []
    for place, base in enumerate(bases):
        table = features[place]
        ending = ENDINGS[int(np.argmax(table[_ENDINGS]))]
        if base == SILENCE:
            rows.append(Row("", True, speller.sign(ending) if place else "", ending, False))
            continue
        written = speller.phoneme(base, _stress(table), beside[place + 2], beside[place])
        rows.append(Row(written, False, "", ending, bool(table[_WORD_START])))
    return rows


def _stress(table: Floats) -> int:
    """Of a vowel; little words have no stress in such models' own front ends."""
    if table[_FUNCTION_WORD] and (table[_PRIMARY] or table[_SECONDARY]):
        return 0
    if table[_PRIMARY]:
        return 1
    if table[_SECONDARY]:
        return 2
    return 0 if table[_UNSTRESSED] else -1


def tokens_of(
    rows: list[Row], first: int, last: int, interface: Interface
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows `first` to before `last` as tokens (T,), and the row of each (T,).

    A clause that a pause or a limit cuts off ends with the sign that its text has.
    """
    symbols: list[tuple[str, int]] = []
    for place in range(first, last):
        row = rows[place]
        if row.starts_word and symbols:
            symbols.append((SPACE, place))
        symbols += [(sign, place) for sign in (row.sign if row.silent else row.written)]
    if not rows[last - 1].silent and last < len(rows) and rows[last].silent:
        symbols += [(sign, last - 1) for sign in rows[last].sign]
    tokens = [(token, first) for token in interface.start]
    for symbol, place in symbols:
        ids = (*interface.symbols.get(symbol, ()), *interface.between)
        tokens += [(token, place) for token in ids] if symbol in interface.symbols else []
    tokens += [(token, last - 1) for token in interface.end]
    return (
        np.array([token for token, _ in tokens], np.int64),
        np.array([place for _, place in tokens], np.int64),
    )


def is_silence(ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray(ids == ID_OF[SILENCE], np.bool_)
