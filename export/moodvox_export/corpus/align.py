"""Where each phoneme of a recording stands: two-pass forced alignment by pocketsphinx.

`bestpath=False` because the default search fails on about one recording in twenty.
The aligner's silences become ours; its pronunciation variants are kept, since they are
what the speaker said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox_export.corpus.recordings import CorpusError

ALIGN_RATE_HZ = 16_000
TICKS_PER_S = 100
BOUNDARY_BIAS_S = 0.0075
"""Mean lateness of pocketsphinx's boundaries against hand-made ones."""

EDGE_S = 0.25


@dataclass(frozen=True)
class AlignedPhone:
    """`phone` without stress ("SIL" for silence), of word `word` (-1: none), from `start_s`."""

    phone: str
    word: int
    start_s: float
    end_s: float


def bare(pronunciation: Sequence[str]) -> tuple[str, ...]:
    """Without stress digits, as the aligner knows phones."""
    return tuple(phoneme.rstrip("012") for phoneme in pronunciation)


class Aligner:
    """Aligns words with known pronunciations; words must be of `vocabulary`.

    Raises:
        CorpusError: pocketsphinx, a tool for development, is not installed.
    """

    def __init__(self, vocabulary: Mapping[str, Sequence[tuple[str, ...]]]) -> None:
        try:
            import pocketsphinx
        except ImportError as error:
            raise CorpusError(
                "recordings are aligned by pocketsphinx, which is not installed",
                hint="pip install pocketsphinx",
            ) from error
        self._decoder = pocketsphinx.Decoder(
            lm=None, bestpath=False, samprate=float(ALIGN_RATE_HZ), loglevel="FATAL",
            beam=1e-80, wbeam=1e-60, pbeam=1e-80,
        )  # fmt: skip
        self._entries: set[str] = set()
        self._vocabulary = vocabulary

    def align(
        self, samples: NDArray[np.float64], words: Sequence[str]
    ) -> list[AlignedPhone] | None:
        """The phones of `words` in `samples` (at 16 kHz), or None where no path fits."""
        pad = np.zeros(int(EDGE_S * ALIGN_RATE_HZ))
        dither = np.random.default_rng(0).normal(0, 4e-5, len(samples) + 2 * len(pad))
        padded = np.concatenate([pad, samples, pad]) + dither
        pcm = (np.clip(padded, -1, 1) * 32000).astype(np.int16).tobytes()
        names = [self._entry(word) for word in words]
        try:
            self._decoder.set_align_text(" ".join(names))
            self._decode(pcm)
            if self._decoder.hyp() is None:
                return None
            self._decoder.set_alignment()
            self._decode(pcm)
            alignment = self._decoder.get_alignment()
        except RuntimeError:
            return None
        if alignment is None:
            return None
        return _phones(alignment, len(words), len(samples) / ALIGN_RATE_HZ)

    def _entry(self, word: str) -> str:
        name = f"w_{word.replace(chr(39), '-')}"
        if name not in self._entries:
            for index, pronunciation in enumerate(self._vocabulary[word]):
                entry = name if index == 0 else f"{name}({index + 1})"
                self._decoder.add_word(entry, " ".join(bare(pronunciation)), False)
            self._entries.add(name)
        return name

    def _decode(self, pcm: bytes) -> None:
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()


def _phones(alignment: object, count: int, length_s: float) -> list[AlignedPhone] | None:
    phones: list[AlignedPhone] = []
    word = -1
    for entry in alignment:  # type: ignore[attr-defined]
        spoken = entry.name.startswith("w_")
        word += spoken
        for phone in entry:
            start = phone.start / TICKS_PER_S - EDGE_S - BOUNDARY_BIAS_S
            end = (phone.start + phone.duration) / TICKS_PER_S - EDGE_S - BOUNDARY_BIAS_S
            start, end = max(0.0, start), min(max(0.0, end), length_s)
            name = phone.name if spoken else "SIL"
            if not spoken and phones and phones[-1].phone == "SIL":
                phones[-1] = AlignedPhone("SIL", -1, phones[-1].start_s, end)
            else:
                phones.append(AlignedPhone(name, word if spoken else -1, start, end))
    return phones if word + 1 == count else None
