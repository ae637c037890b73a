"""Pronunciations of words that no dictionary has, by a small net that reads letters.

The net (`data/g2p.onnx`, trained by `moodvox_export.g2p.train`) scores every symbol at
`SLOTS` places for each letter; the best symbols without repeats and blanks are the
pronunciation (CTC). All words of a call are read in one Run.
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
    return tuple(TARGETS[symbol] for _, symbol in _places(best))


def _places(best: Iterable[int]) -> list[tuple[int, int]]:
    """(slot, symbol) of every symbol that is said."""
    found: list[tuple[int, int]] = []
    before = BLANK
    for slot, symbol in enumerate(best):
        if symbol not in (before, BLANK):
            found.append((slot, symbol))
        before = symbol
    return found


def decode(scores: NDArray[np.float32]) -> tuple[str, ...]:
    """Scores (slots, V) of one word -> its pronunciation with one primary stress.

    Slots know little of each other, so that the net may stress two vowels or none; the
    vowel that is surest of its stress keeps it. (On held-out words: 0.6 % fewer words
    wrong.)
    """
    places = _places(scores.argmax(-1).tolist())
    said = [TARGETS[symbol] for _, symbol in places]
    vowels = [i for i, phoneme in enumerate(said) if phoneme[-1].isdigit()]
    if not vowels:
        return tuple(said)
    first = {i: (places[i][1] - 1) // 3 * 3 + 1 for i in vowels}
    digits = {i: scores[places[i][0], first[i] : first[i] + 3] for i in vowels}
    asking = [i for i in vowels if said[i].endswith("1")] or vowels
    primary = max(asking, key=lambda i: float(digits[i][1] - max(digits[i][0], digits[i][2])))
    for i in asking:
        if i == primary:
            said[i] = f"{said[i][:-1]}1"
        elif said[i].endswith("1"):
            said[i] = f"{said[i][:-1]}{2 if digits[i][2] > digits[i][0] else 0}"
    return tuple(said)


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

        return cls(open_session(GRAPH, threads=1, providers=["cpu"]))

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
            scores = np.asarray(self._session.run(None, {"letters": letters})[0])
            read += [decode(row) for row in scores]
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
