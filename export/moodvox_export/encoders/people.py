"""Whose speech the encoders learn from, and whose they are tested on and never see.

People of a packed corpus have aligned phonemes. A plain folder of recordings needs no
text: it is cut into pieces of 80 ms instead, and says nothing about its speaker's pace.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from moodvox.models.own.layout import COLUMN_SAMPLES, HOP_COLUMNS
from moodvox_export.acoustic.identity import Sums, sums_of
from moodvox_export.acoustic.transform import Spoken
from moodvox_export.corpus import audio
from moodvox_export.corpus.columns import Columns, analyse, pitch_range_hz
from moodvox_export.corpus.packed import unpack
from moodvox_export.corpus.recordings import CorpusError, read_folder

HELD_OUT = ("ian", "karen", "callie", "nathalie")
"""Two actors and two whole sets: in no training material of any encoder."""

PIECE_HOPS = 8
NEUTRAL = ("kathleen", "cameron", "kerstin", "flemishguy", "callie", "nathalie")
"""Who reads neutrally: their recordings are examples of no emotion."""


@dataclass(frozen=True)
class Take:
    """One recording: samples (S,) at 24 kHz and what was analysed of it."""

    spoken: Spoken
    samples: NDArray[np.float32]


@dataclass(frozen=True)
class Person:
    """Somebody's recordings; `sums` of all of them say who it is. `paced`: phonemes are known."""

    name: str
    takes: tuple[Take, ...]
    sums: Sums
    middle_st: float
    paced: bool


def person(name: str, takes: Sequence[Take], *, paced: bool) -> Person:
    """Measure a person's recordings."""
    columns = [take.spoken.columns for take in takes]
    pitch = np.concatenate([c.pitch_st[c.voiced > 0] for c in columns])
    sums = functools.reduce(
        operator.add, (sums_of(take.spoken.columns, take.spoken.durations) for take in takes)
    )
    return Person(name, tuple(takes), sums, float(np.median(pitch)), paced)


def people_of_corpora(paths: Sequence[Path], most: int, rng: np.random.Generator) -> list[Person]:
    """The people of packed corpora, with at most `most` recordings of each, drawn at random."""
    people = []
    for path in paths:
        own: dict[str, list[Take]] = {}
        examples = unpack(path)
        for index in rng.permutation(len(examples)):
            example = examples[index]
            takes = own.setdefault(example.speaker, [])
            if len(takes) < most:
                takes.append(Take(Spoken(example.columns, example.durations), example.samples))
        people += [person(name, takes, paced=True) for name, takes in own.items()]
    return people


def person_of_folder(folder: Path, most: int, rng: np.random.Generator) -> Person:
    """The one person of a folder of recordings, whose words need not be known.

    Raises:
        CorpusError: it holds no recordings with a voice.
    """
    recordings = read_folder(folder)
    chosen = [recordings[index] for index in rng.permutation(len(recordings))[:most]]
    takes = []
    for recording in tqdm(chosen, desc=folder.name, unit="file"):
        samples = audio.condition(audio.load(recording.path))
        columns = analyse(samples, pitch_range_hz(samples))
        take = unaligned(columns, samples)
        if take is not None:
            takes.append(take)
    if not takes:
        raise CorpusError("nobody speaks in these recordings", where=str(folder))
    return person(folder.name, takes, paced=False)


def unaligned(columns: Columns, samples: NDArray[np.float64]) -> Take | None:
    """A recording without phonemes, cut into pieces; None if it is too short or voiceless."""
    pieces = len(columns.bands) // (PIECE_HOPS * HOP_COLUMNS)
    count = pieces * PIECE_HOPS * HOP_COLUMNS
    if pieces < 4 or columns.voiced[:count].sum() < 40:
        return None
    kept = Columns(columns.bands[:count], columns.noise[:count], columns.voiced[:count],
                   columns.pitch_st[:count])  # fmt: skip
    cut = np.zeros(count * COLUMN_SAMPLES, np.float32)
    cut[: len(samples)] = samples[: len(cut)]
    return Take(Spoken(kept, np.full(pieces, PIECE_HOPS, np.int64)), cut)
