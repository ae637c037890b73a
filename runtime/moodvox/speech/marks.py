"""Marks: which word, phoneme and mouth shape is heard at which sample."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moodvox.phonemes.sequence import PhonemeSequence
from moodvox.phonemes.visemes import visemes_of

MarkKind = Literal["word", "phoneme", "viseme"]


@dataclass(frozen=True)
class Mark:
    """Something heard from `first_sample` on, for `samples` samples of the line.

    `text` is the spoken word, the sound (ARPAbet with its stress, pinyin initials and
    finals with their tone, ``SIL`` for silence) or the viseme; `start` and `end` are
    offsets into the plain text (line without tags).
    """

    kind: MarkKind
    text: str
    first_sample: int
    samples: int
    start: int
    end: int


class MarkTrack:
    """The marks of a line, given out once each as far as the line is settled.

    A word is settled as a whole, with its phonemes and visemes, when its first phoneme
    is: subtitles and lips need it before it is heard.
    """

    def __init__(self, sequence: PhonemeSequence, hop_samples: int) -> None:
        self._sequence = sequence
        self._hop_samples = hop_samples
        self._given = 0
        self._word: list[int] = sequence.word.tolist()
        self._durations: NDArray[np.int64] | None = None
        self._starts: list[int] = []
        self._ends: list[int] = []

    def settled_by(self, durations: NDArray[np.int64], hops: int) -> int:
        """How many phonemes are settled once `hops` hops are fixed: whole words."""
        self._look(durations)
        count = bisect_left(self._starts, hops)
        word = self._word
        while 0 < count < len(word) and word[count] >= 0 and word[count] == word[count - 1]:
            count += 1
        return count

    def take(self, durations: NDArray[np.int64], hops: int) -> list[Mark]:
        """Marks that became settled since the last call, in the order they are heard."""
        upto = self.settled_by(durations, hops)
        marks: list[Mark] = []
        for place in range(self._given, upto):
            first = self._starts[place] * self._hop_samples
            samples = self._ends[place] * self._hop_samples - first
            marks += self._word_mark(place, first)
            if samples:
                marks += self._sound_marks(place, first, samples)
        self._given = max(self._given, upto)
        return marks

    def _look(self, durations: NDArray[np.int64]) -> None:
        """Take in a plan's durations, once."""
        if durations is not self._durations:
            ends = np.cumsum(durations)
            self._durations = durations
            self._starts, self._ends = (ends - durations).tolist(), ends.tolist()

    def _word_mark(self, place: int, first: int) -> Iterator[Mark]:
        index = self._word[place]
        if index < 0 or (place > 0 and self._word[place - 1] == index):
            return
        last = place
        while last + 1 < len(self._word) and self._word[last + 1] == index:
            last += 1
        word = self._sequence.words[index]
        samples = self._ends[last] * self._hop_samples - first
        yield Mark("word", word.spoken, first, samples, word.start, word.end)

    def _sound_marks(self, place: int, first: int, samples: int) -> Iterator[Mark]:
        index = self._word[place]
        offset = int(self._sequence.offset[place])
        word = self._sequence.words[index] if index >= 0 else None
        start, end = (word.start, word.end) if word else (offset, offset)
        symbol = self._sequence.symbols[place]
        yield Mark("phoneme", symbol, first, samples, start, end)
        shapes = visemes_of(symbol)
        cuts = [samples * part // max(len(shapes), 1) for part in range(len(shapes) + 1)]
        for shape, begin, stop in zip(shapes, cuts, cuts[1:], strict=False):
            yield Mark("viseme", shape, first + begin, stop - begin, start, end)
