"""Pronunciations of words that no dictionary has, by a small net that reads letters.

The net (`data/g2p.onnx`, trained by `moodvox_export.g2p.train`) scores every symbol at
`SLOTS` places for each letter; the best symbols without repeats and blanks are the
pronunciation (CTC). All words of a call are read in one Run, and answers are kept.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from moodvox.phonemes.inventory import CONSONANTS, VOWELS

GRAPH = Path(__file__).parent / "data" / "g2p.onnx"
MAX_LETTERS = 32
MAX_WORDS_A_RUN = 64

PAD = 0
LETTERS: tuple[str, ...] = ("_", "^", "$", "'", *"abcdefghijklmnopqrstuvwxyz")
"""Index = id given to the net; `^` and `$` bound the word."""
SLOTS = 2
BLANK = 0
TARGETS: tuple[str, ...] = (
    "-", *(f"{vowel}{stress}" for vowel in VOWELS for stress in (0, 1, 2)), *CONSONANTS,
)  # fmt: skip
"""Symbols that the net scores; index 0 is the blank."""

LETTER_NAMES: dict[str, tuple[str, ...]] = {
    letter: tuple(name.split())
    for letter, name in (
        ("a", "EY1"), ("b", "B IY1"), ("c", "S IY1"), ("d", "D IY1"), ("e", "IY1"),
        ("f", "EH1 F"), ("g", "JH IY1"), ("h", "EY1 CH"), ("i", "AY1"), ("j", "JH EY1"),
        ("k", "K EY1"), ("l", "EH1 L"), ("m", "EH1 M"), ("n", "EH1 N"), ("o", "OW1"),
        ("p", "P IY1"), ("q", "K Y UW1"), ("r", "AA1 R"), ("s", "EH1 S"), ("t", "T IY1"),
        ("u", "Y UW1"), ("v", "V IY1"), ("w", "D AH1 B AH0 L Y UW0"), ("x", "EH1 K S"),
        ("y", "W AY1"), ("z", "Z IY1"),
    )
}  # fmt: skip

_LETTER_ID = {letter: index for index, letter in enumerate(LETTERS)}


def encode(words: Sequence[str]) -> NDArray[np.int64]:
    """Words of letters and apostrophes -> ids (B, L) with bounds, padded at the end."""
    longest = max(len(word) for word in words) + 2
    ids = np.full((len(words), longest), PAD, np.int64)
    for row, word in enumerate(words):
        ids[row, : len(word) + 2] = [_LETTER_ID[letter] for letter in f"^{word}$"]
    return ids


def collapse(best: Iterable[int]) -> tuple[str, ...]:
    """The best symbol of each slot -> the pronunciation: repeats once, blanks gone."""
    found: list[str] = []
    before = BLANK
    for symbol in best:
        if symbol not in (before, BLANK):
            found.append(TARGETS[symbol])
        before = symbol
    return tuple(found)


class Session(Protocol):
    """What is needed of a session that `devices.open_session` returns."""

    def run(
        self, names: Sequence[str] | None, feeds: Mapping[str, NDArray[Any]], /
    ) -> Sequence[Any]:
        """The outputs for the feeds."""


class LetterReader:
    """Reads words by their letters. Never fails on words of letters and apostrophes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    @functools.cache
    def bundled(cls) -> LetterReader:
        """The net that comes with Moodvox; opened once in a process, on the CPU.

        A word takes less time there than the way to another device and back.
        """
        from moodvox.devices import open_session  # onnxruntime: only where a word needs it

        return cls(open_session(GRAPH, threads=1, providers=["CPUExecutionProvider"]))

    def read(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """Phonemes of each word (letters and apostrophes, at least one letter).

        Words longer than `MAX_LETTERS` are read in pieces of that length.
        """
        pieces = [
            [word[start : start + MAX_LETTERS] for start in range(0, len(word), MAX_LETTERS)]
            for word in words
        ]
        flat = [piece for word in pieces for piece in word]
        read: list[tuple[str, ...]] = []
        for start in range(0, len(flat), MAX_WORDS_A_RUN):
            letters = encode(flat[start : start + MAX_WORDS_A_RUN])
            scores = self._session.run(None, {"letters": letters})[0]
            best = np.asarray(scores).argmax(-1).tolist()
            read += [collapse(row) for row in best]
        answers, place = [], 0
        for word, parts in zip(words, pieces, strict=True):
            said = sum(read[place : place + len(parts)], ())
            answers.append(said or _by_letters(word))
            place += len(parts)
        return answers


def _by_letters(word: str) -> tuple[str, ...]:
    """What the net leaves silent is spelled: the names of the first letters."""
    names = [LETTER_NAMES[letter] for letter in word if letter in LETTER_NAMES]
    return sum(names[:MAX_LETTERS], ())
