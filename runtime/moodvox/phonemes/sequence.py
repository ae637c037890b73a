"""From pronounced clauses to the arrays that a model takes.

Training and run time build these arrays with this one function, so that they
cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
        self.fixed: list[float] = [float("nan")]
        self.edges: list[tuple[bool, bool]] = [(False, False)]
        self.sounds: list[str] = [""]
        self.words: list[SpokenWord] = []

    def silence(self, clause: int, sound: str = "") -> None:
        self._row(SILENCE, -1, clause, (False, False), sound)

    def word(self, word: SpokenWord, clause: int) -> None:
        for place, phoneme in enumerate(word.phonemes):
            edges = (place == 0, place == len(word.phonemes) - 1)
            self._row(phoneme, len(self.words), clause, edges, "")
        self.words.append(word)

    def _row(
        self, symbol: str, word: int, clause: int, edges: tuple[bool, bool], sound: str
    ) -> None:
        self.symbols.append(symbol)
        self.word_of.append(word)
        self.clause_of.append(clause)
        self.fixed.append(float("nan"))
        self.edges.append(edges)
        self.sounds.append(sound)


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
    symbols, word_of, words = rows.symbols, rows.word_of, rows.words
    offset = _offsets(word_of, words)
    return PhonemeSequence(
        ids=np.array([inventory.ids[split_stress(s)[0]] for s in symbols], np.int64),
        features=_features(inventory, rows, clauses),
        word=np.array(word_of, np.int64),
        words=tuple(words),
        fixed_s=np.array(rows.fixed, np.float32),
        offset=offset,
        sounds=tuple(rows.sounds),
        symbols=tuple(symbols),
    )


def _offsets(word_of: list[int], words: list[SpokenWord]) -> NDArray[np.int64]:
    following = words[-1].end if words else 0
    offset = np.zeros(len(word_of), np.int64)
    for place in range(len(word_of) - 1, -1, -1):
        if word_of[place] >= 0:
            following = words[word_of[place]].start
        offset[place] = following
    return offset


def _features(
    inventory: Inventory, rows: _Rows, clauses: Sequence[SpokenClause]
) -> NDArray[np.float32]:
    column = {name: index for index, name in enumerate(inventory.features)}
    kinds = [inventory.kind_of(s) if s != SILENCE else "" for s in rows.symbols]
    count = len(kinds)
    places = np.arange(count)
    table = np.zeros((count, len(column)), np.float32)
    true = [(place, column[name]) for place, name in _true_of_words(rows, kinds)]
    if true:
        table[tuple(zip(*true, strict=True))] = 1.0
    if clauses:
        owner = np.array(rows.clause_of)
        table[places, np.array([column[clause.ending] for clause in clauses])[owner]] = 1.0
        table[:, column["final_clause"]] = owner == len(clauses) - 1
        for clause in range(len(clauses)):
            inside = np.flatnonzero(owner == clause)
            if not len(inside):
                continue
            table[inside, column["to_clause_end"]] = np.exp(-(inside[-1] - inside) / 8.0)
            table[inside, column["from_clause_start"]] = np.exp(-(inside - inside[0]) / 8.0)
            stressed = [p for p in inside if kinds[p] == "primary_stress"]
            if stressed:
                last = slice(stressed[-1], inside[-1] + 1)
                table[last, column["last_stress_of_clause"]] = 1.0
    table[:, column["to_line_end"]] = np.exp(-(count - 1 - places) / 16.0)
    return table


def _true_of_words(rows: _Rows, kinds: list[str]) -> Iterator[tuple[int, str]]:
    """Which features of its word and kind each phoneme has."""
    for place, kind in enumerate(kinds):
        if not kind:
            continue
        yield place, kind
        starts, ends = rows.edges[place]
        if starts:
            yield place, "word_start"
        if ends:
            yield place, "word_end"
        if rows.words[rows.word_of[place]].spoken in FUNCTION_WORDS:
            yield place, "function_word"
