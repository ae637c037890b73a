"""From pronounced clauses to the arrays that a model takes.

Training and run time build these arrays with this one function, so that they
cannot disagree.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodvox.phonemes.inventory import ID_OF, SILENCE, split_stress
from moodvox.text.clauses import Ending

ENDINGS: tuple[Ending, ...] = ("statement", "question", "exclamation", "continuation", "trailing")

FEATURES: tuple[str, ...] = (
    "consonant", "unstressed", "primary_stress", "secondary_stress",
    "word_start", "word_end", "function_word",
    *ENDINGS,
    "to_clause_end", "from_clause_start", "to_line_end", "last_stress_of_clause", "final_clause",
)  # fmt: skip
"""Columns of `PhonemeSequence.features`; the model's F axis."""

_FREE = float("nan")

_KINDS = {-1: "consonant", 0: "unstressed", 1: "primary_stress", 2: "secondary_stress"}


def kind_of(phoneme: str) -> str:
    """The feature that says what an English phoneme is."""
    return _KINDS[split_stress(phoneme)[1]]


@dataclass(frozen=True)
class Inventory:
    """The sounds that a model knows.

    Attributes:
        ids: symbol without its stress or tone -> id.
        features: columns of its features, `FEATURES` among them.
        kind_of: symbol -> the column that says what it is.
    """

    ids: Mapping[str, int]
    features: tuple[str, ...]
    kind_of: Callable[[str], str]
    _of: dict[str, tuple[int, int]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def column(self) -> dict[str, int]:
        """Feature -> its column."""
        return {name: index for index, name in enumerate(self.features)}

    def of(self, symbol: str) -> tuple[int, int]:
        """Id of a symbol, and the column that says what it is; silence is column -1."""
        found = self._of.get(symbol)
        if found is None:
            kind = -1 if symbol == SILENCE else self.column[self.kind_of(symbol)]
            found = self._of[symbol] = (self.ids[split_stress(symbol)[0]], kind)
        return found


ENGLISH = Inventory(ID_OF, FEATURES, kind_of)

FUNCTION_WORDS: frozenset[str] = frozenset(
    "a an the and or but nor so of to in on at by for from with as is am are was were be been "
    "it its he she they we you i me him her them us his their our your my that this than then "
    "if do does did has have had will would can could shall should may might must not".split()
)


@dataclass(frozen=True)
class SpokenWord:
    """A word with its phonemes; `start`, `end` are offsets into the plain text."""

    spoken: str
    phonemes: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class SpokenClause:
    """`pause_s[i]` is the silence asked for before word i (0 = none asked for).

    `final_pause_s` is the silence asked for after the last word. `sounds[i]` are the laughs
    and the like before word i, `final_sounds` those after the last.
    """

    words: tuple[SpokenWord, ...]
    ending: Ending
    pause_s: tuple[float, ...] = ()
    final_pause_s: float = 0.0
    sounds: tuple[tuple[str, ...], ...] = ()
    final_sounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class PhonemeSequence:
    """A line as the model sees it.

    Attributes:
        ids: (P,) int64, index into the voice's table of phonemes.
        features: (P, F) float32, columns as `FEATURES`.
        word: (P,) int64, index into `words`; -1 for silence.
        words: the words in order.
        fixed_s: (P,) float32, a duration that a `[pause]` fixed, NaN where free.
        offset: (P,) int64, offset into the plain text from which this phoneme comes
            (silence: the offset of the next word; the last silence: the end).
        sounds: (P,) the laugh or the like that is heard in place of this silence, or "".
        symbols: P names for marks and mouths: ARPAbet with its stress digit, pinyin
            initials and finals with their tone, `SILENCE`.
    """

    ids: NDArray[np.int64]
    features: NDArray[np.float32]
    word: NDArray[np.int64]
    words: tuple[SpokenWord, ...]
    fixed_s: NDArray[np.float32]
    offset: NDArray[np.int64]
    sounds: tuple[str, ...]
    symbols: tuple[str, ...]


class _Rows:
    """The phonemes of a line while they are laid out; begins with a silence."""

    def __init__(self) -> None:
        self.symbols: list[str] = [SILENCE]
        self.word_of: list[int] = [-1]
        self.clause_of: list[int] = [0]
        self.fixed: list[float] = [_FREE]
        self.sounds: list[str] = [""]
        self.words: list[SpokenWord] = []
        self.first_of: list[int] = []
        """Where each word begins."""

    def silence(self, clause: int, sound: str = "") -> None:
        self._put((SILENCE,), -1, clause, sound)

    def word(self, word: SpokenWord, clause: int) -> None:
        self.first_of.append(len(self.symbols))
        self._put(word.phonemes, len(self.words), clause, "")
        self.words.append(word)

    def _put(self, symbols: Sequence[str], word: int, clause: int, sound: str) -> None:
        count = len(symbols)
        self.symbols += symbols
        self.word_of += [word] * count
        self.clause_of += [clause] * count
        self.fixed += [_FREE] * count
        self.sounds += [sound] * count


def build_sequence(
    clauses: Sequence[SpokenClause], inventory: Inventory = ENGLISH
) -> PhonemeSequence:
    """Lay out clauses as phonemes: a silence at both ends and after every clause.

    A `[pause]` before a word inside a clause adds one more silence there; before the
    first word of a clause it lengthens the silence that stands there anyway. A sound is
    a silence of its own.
    """
    rows = _Rows()
    for index, clause in enumerate(clauses):
        pauses = clause.pause_s or (0.0,) * len(clause.words)
        sounds = clause.sounds or ((),) * len(clause.words)
        for position, (word, pause_s) in enumerate(zip(clause.words, pauses, strict=True)):
            if pause_s > 0.0:
                if rows.symbols[-1] != SILENCE or rows.sounds[-1]:
                    rows.silence(index)
                elif position == 0:
                    rows.clause_of[-1] = index
                rows.fixed[-1] = pause_s
            for sound in sounds[position]:
                rows.silence(index, sound)
            rows.word(word, index)
        for sound in clause.final_sounds:
            rows.silence(index, sound)
        if rows.symbols[-1] != SILENCE or rows.sounds[-1]:
            rows.silence(index)
        if clause.final_pause_s > 0.0:
            rows.fixed[-1] = clause.final_pause_s
    known = [inventory.of(symbol) for symbol in rows.symbols]
    kinds = [kind for _, kind in known]
    return PhonemeSequence(
        ids=np.array([id_ for id_, _ in known], np.int64),
        features=_features(inventory, rows, kinds, clauses),
        word=np.array(rows.word_of, np.int64),
        words=tuple(rows.words),
        fixed_s=np.array(rows.fixed, np.float32),
        offset=_offsets(rows.word_of, rows.words),
        sounds=tuple(rows.sounds),
        symbols=tuple(rows.symbols),
    )


def _offsets(word_of: list[int], words: list[SpokenWord]) -> NDArray[np.int64]:
    following = words[-1].end if words else 0
    offsets = []
    for word in reversed(word_of):
        if word >= 0:
            following = words[word].start
        offsets.append(following)
    return np.array(offsets[::-1], np.int64)


def _features(
    inventory: Inventory, rows: _Rows, kinds: list[int], clauses: Sequence[SpokenClause]
) -> NDArray[np.float32]:
    column = inventory.column
    count = len(kinds)
    table = np.zeros((count, len(column)), np.float32)
    places, columns = _true_of_words(column, rows, kinds)
    table[places, columns] = 1.0
    clause_away = np.exp(-np.arange(count) / 8.0)
    for index, clause in enumerate(clauses):
        begin, end = bisect_left(rows.clause_of, index), bisect_right(rows.clause_of, index)
        if begin == end:
            continue
        table[begin:end, column[clause.ending]] = 1.0
        table[begin:end, column["from_clause_start"]] = clause_away[: end - begin]
        table[begin:end, column["to_clause_end"]] = clause_away[: end - begin][::-1]
        stressed = column["primary_stress"]
        last = next((p for p in range(end - 1, begin - 1, -1) if kinds[p] == stressed), end)
        table[last:end, column["last_stress_of_clause"]] = 1.0
    if clauses:
        table[bisect_left(rows.clause_of, len(clauses) - 1) :, column["final_clause"]] = 1.0
    table[:, column["to_line_end"]] = np.exp(-np.arange(count) / 16.0)[::-1]
    return table


def _true_of_words(
    column: Mapping[str, int], rows: _Rows, kinds: list[int]
) -> tuple[list[int], list[int]]:
    """Rows and columns of what is true of phonemes by their kind and word."""
    places = [place for place, kind in enumerate(kinds) if kind >= 0]
    columns = [kind for kind in kinds if kind >= 0]
    starts, ends, function = (column[n] for n in ("word_start", "word_end", "function_word"))
    for word, first in zip(rows.words, rows.first_of, strict=True):
        count = len(word.phonemes)
        if not count:
            continue
        places += (first, first + count - 1)
        columns += (starts, ends)
        if word.spoken in FUNCTION_WORDS:
            places += range(first, first + count)
            columns += [function] * count
    return places, columns
