"""Marks: which word, phoneme and mouth shape is heard at which sample."""

from __future__ import annotations

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

    def settled_by(self, durations: NDArray[np.int64], hops: int) -> int:
        """How many phonemes are settled once `hops` hops are fixed: whole words."""
        starts = np.cumsum(durations) - durations
        count = int(np.searchsorted(starts, hops, side="left"))
        words = self._sequence.word
        while 0 < count < len(words) and words[count] >= 0 and words[count] == words[count - 1]:
            count += 1
        return count

    def take(self, durations: NDArray[np.int64], hops: int) -> list[Mark]:
        """Marks that became settled since the last call, in the order they are heard."""
        upto = self.settled_by(durations, hops)
        ends = np.cumsum(durations) * self._hop_samples
        lengths = durations * self._hop_samples
        marks: list[Mark] = []
        for place in range(self._given, upto):
            first, samples = int(ends[place] - lengths[place]), int(lengths[place])
            marks += self._word_mark(place, upto, first, ends)
            if samples:
                marks += self._sound_marks(place, first, samples)
        self._given = max(self._given, upto)
        return marks

    def _word_mark(
        self, place: int, upto: int, first: int, ends: NDArray[np.int64]
    ) -> Iterator[Mark]:
        index = int(self._sequence.word[place])
        if index < 0 or (place > 0 and self._sequence.word[place - 1] == index):
            return
        inside = place + int(np.count_nonzero(self._sequence.word[place:upto] == index)) - 1
        word = self._sequence.words[index]
        yield Mark("word", word.spoken, first, int(ends[inside]) - first, word.start, word.end)

    def _sound_marks(self, place: int, first: int, samples: int) -> Iterator[Mark]:
        index = int(self._sequence.word[place])
        offset = int(self._sequence.offset[place])
        word = self._sequence.words[index] if index >= 0 else None
        start, end = (word.start, word.end) if word else (offset, offset)
        symbol = self._sequence.symbols[place]
        yield Mark("phoneme", symbol, first, samples, start, end)
        shapes = visemes_of(symbol)
        cuts = [samples * part // max(len(shapes), 1) for part in range(len(shapes) + 1)]
        for shape, begin, stop in zip(shapes, cuts, cuts[1:], strict=False):
            yield Mark("viseme", shape, first + begin, stop - begin, start, end)
