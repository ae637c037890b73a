"""From folders of recordings to one packed corpus: aligned phonemes and columns.

    python -m moodvox_export corpus --data DIR --out FILE.npz

Reading and pronouncing is the run time's own front end, so training and game cannot
disagree about phonemes; only the variant and the pauses are taken from the recording.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from moodvox.errors import TextError
from moodvox.models.own.layout import COLUMN_SAMPLES, HOP_COLUMNS, HOPS_PER_S, SAMPLE_RATE_HZ
from moodvox.phonemes.dictionary import Dictionary
from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.inventory import SILENCE, SYMBOLS
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import SpokenClause, SpokenWord, build_sequence
from moodvox.script.items import Line
from moodvox_export.corpus import audio
from moodvox_export.corpus.align import ALIGN_RATE_HZ, AlignedPhone, Aligner, bare
from moodvox_export.corpus.columns import Columns, analyse, pitch_range_hz
from moodvox_export.corpus.description import describe, read_set
from moodvox_export.corpus.packed import Example, pack
from moodvox_export.corpus.recordings import CorpusError, Recording

LEAD_HOPS = 5
TAIL_HOPS = 15
SPARE_SAMPLES = 2400
"""Room for the last phonemes when rounding gives each at least one hop."""
MIN_PAUSE_S = 0.06
SILENT = 1e-4
"""A recording whose highest peak is below 3 steps of 16 bits holds no speech."""
VOICELESS = frozenset(("P", "T", "K", "F", "TH", "S", "SH", "CH", SILENCE))


class Vocabulary(dict[str, list[tuple[str, ...]]]):
    """Word -> the pronunciations (with stress) that the aligner may choose from."""

    def learn(self, word: SpokenWord) -> None:
        """Allow `word` as it is to be read, and every variant of the dictionary."""
        known = self.setdefault(word.spoken, Dictionary.bundled().variants(word.spoken))
        if word.phonemes not in known:
            known.insert(0, word.phonemes)

    def heard(self, word: SpokenWord, phones: Sequence[str]) -> tuple[str, ...]:
        """The variant of `word` that consists of `phones`."""
        return next(v for v in self[word.spoken] if bare(v) == tuple(phones))


def lay_out(
    clauses: Sequence[SpokenClause], phones: Sequence[AlignedPhone], vocabulary: Vocabulary
) -> tuple[tuple[SpokenClause, ...], NDArray[np.int64], int]:
    """Clauses as spoken (variant, pauses), hops of each phoneme, and the first hop.

    Silences at both ends are cut to a few hops, since a game wants speech at once.
    """
    flat = [word for clause in clauses for word in clause.words]
    spoken: list[list[str]] = [[] for _ in flat]
    pause_before = [0.0] * (len(flat) + 1)
    for phone in phones:
        if phone.word >= 0:
            spoken[phone.word].append(phone.phone)
    seen = -1
    for phone in phones:
        if phone.word >= 0:
            seen = phone.word
        elif seen + 1 < len(flat):
            pause_before[seen + 1] = phone.end_s - phone.start_s
    result, at = [], 0
    for clause in clauses:
        words: list[SpokenWord] = []
        pauses: list[float] = []
        for word in clause.words:
            words.append(replace(word, phonemes=vocabulary.heard(word, spoken[at])))
            inside = bool(pauses) and pause_before[at] >= MIN_PAUSE_S
            pauses.append(pause_before[at] if inside else 0.0)
            at += 1
        result.append(SpokenClause(tuple(words), clause.ending, tuple(pauses)))
    sequence = build_sequence(result)
    edges_s = _edges(sequence.word, phones)
    edges = np.round(np.array(edges_s) * HOPS_PER_S).astype(np.int64)
    edges[0] = max(edges[0], edges[1] - LEAD_HOPS)
    edges[-1] = min(edges[-1], edges[-2] + TAIL_HOPS)
    for index in range(1, len(edges)):
        edges[index] = max(edges[index], edges[index - 1] + 1)
    return tuple(result), np.diff(edges), int(edges[0])


def _edges(word_of: NDArray[np.int64], phones: Sequence[AlignedPhone]) -> list[float]:
    """Start of every phoneme of the sequence, and the end; unheard silences get no time."""
    edges: list[float] = []
    queue = list(phones)
    clock = queue[0].start_s
    for word in word_of:
        if word < 0:
            edges.append(queue[0].start_s if queue and queue[0].word < 0 else clock)
            if queue and queue[0].word < 0:
                clock = queue.pop(0).end_s
            continue
        while queue[0].word < 0:
            queue.pop(0)
        edges.append(queue[0].start_s)
        clock = queue.pop(0).end_s
    edges.append(clock)
    return edges


def quiet_voiceless(
    columns: Columns, symbols: Sequence[str], durations: NDArray[np.int64]
) -> Columns:
    """Take voicing out of the inside of voiceless phonemes, where F0 trackers invent it."""
    owner = np.repeat(np.arange(len(durations)), durations * HOP_COLUMNS)
    voiceless = np.array([s in VOICELESS for s in symbols])[owner]
    inside = voiceless.copy()
    for shift in (1, 2):
        inside[shift:] &= voiceless[:-shift]
        inside[:-shift] &= voiceless[shift:]
    voiced = np.where(inside, 0.0, columns.voiced)
    noise = np.where(inside[:, None], 0.0, columns.noise)
    return replace(columns, voiced=voiced, noise=noise)


def examples_of(
    recordings: Sequence[Recording],
    aligner: Aligner,
    vocabulary: Vocabulary,
    pronouncer: Pronouncer,
    range_hz: tuple[float, float],
) -> Iterator[Example | str]:
    """Aligned examples of one speaker's recordings; a string says why one was left out."""
    for recording in tqdm(recordings, desc=recordings[0].speaker, unit="file"):
        try:
            clauses, _ = pronounce_line(Line(recording.text), pronouncer)
        except TextError as error:
            yield f"{recording.name}: {error}"
            continue
        words = [word for clause in clauses for word in clause.words]
        for word in words:
            vocabulary.learn(word)
        loaded = audio.load(recording.path)
        if np.abs(loaded).max() < SILENT:
            yield f"{recording.name}: silent"
            continue
        heard = audio.condition(loaded)
        samples = np.pad(heard, (0, SPARE_SAMPLES), mode="reflect")
        low_rate = audio.resample(heard, SAMPLE_RATE_HZ, ALIGN_RATE_HZ)
        phones = aligner.align(low_rate, [word.spoken for word in words])
        if phones is None:
            yield f"{recording.name}: no alignment"
            continue
        spoken, durations, first_hop = lay_out(clauses, phones, vocabulary)
        columns = analyse(samples, range_hz)
        start, count = first_hop * HOP_COLUMNS, int(durations.sum()) * HOP_COLUMNS
        if start + count > len(columns.bands):
            yield f"{recording.name}: alignment runs past the end"
            continue
        cut = slice(start, start + count)
        part = Columns(
            columns.bands[cut], columns.noise[cut], columns.voiced[cut], columns.pitch_st[cut]
        )
        symbols = [SYMBOLS[i] for i in build_sequence(spoken).ids]
        part = quiet_voiceless(part, symbols, durations)
        own = samples[start * COLUMN_SAMPLES : (start + count) * COLUMN_SAMPLES]
        yield Example(
            recording.name, recording.speaker, spoken, durations, part, own.astype(np.float32)
        )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export corpus", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a set")
    parser.add_argument("--out", type=Path, required=True, help="packed corpus (.npz)")
    parser.add_argument(
        "--describe", type=Path, metavar="F.toml",
        help="what the sets are (see corpus/description.py); DATA/data.toml otherwise",
    )  # fmt: skip
    parser.add_argument("--only", nargs="*", help="which sets; all that are described otherwise")
    options = parser.parse_args(arguments)
    sets = describe(options.data, options.describe)
    recordings = [
        recording
        for name in (options.only or sorted(sets))
        for recording in read_set(options.data, name, sets)
    ]
    by_speaker: dict[str, list[Recording]] = {}
    for recording in recordings:
        if recording.has_words:
            by_speaker.setdefault(recording.speaker, []).append(recording)
    if not by_speaker:
        raise CorpusError("no recording could be used", where=str(options.data))
    pronouncer = Pronouncer.bundled()
    vocabulary = Vocabulary()
    aligner = Aligner(vocabulary)
    examples: list[Example] = []
    for own in by_speaker.values():
        longest = sorted(own, key=lambda r: -r.path.stat().st_size)[:25]
        heard = np.concatenate([audio.condition(audio.load(r.path)) for r in longest])
        for outcome in examples_of(own, aligner, vocabulary, pronouncer, pitch_range_hz(heard)):
            if isinstance(outcome, Example):
                examples.append(outcome)
            else:
                tqdm.write(f"left out: {outcome}")
    if not examples:
        raise CorpusError("no recording could be used", where=str(options.data))
    pack(examples, options.out)
    minutes = sum(int(e.durations.sum()) for e in examples) / HOPS_PER_S / 60
    print(f"{len(examples)} of {len(recordings)} recordings, {minutes:.1f} minutes")
    return 0
