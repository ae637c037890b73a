"""A packed corpus: all aligned recordings of some sets in one file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import COLUMN_SAMPLES, HOP_COLUMNS
from moodvox.phonemes.sequence import SpokenClause, SpokenWord
from moodvox_export.corpus.columns import Columns
from moodvox_export.corpus.recordings import CorpusError


@dataclass(frozen=True)
class Example:
    """One aligned recording: `clauses` laid out by `build_sequence` have `durations` hops.

    `samples` (120 C,) are what `columns` (C) were analysed from, at 24 kHz.
    """

    name: str
    speaker: str
    clauses: tuple[SpokenClause, ...]
    durations: NDArray[np.int64]
    columns: Columns
    samples: NDArray[np.float32]


def held_out(name: str) -> bool:
    """Whether a recording's sentence is never trained on: every 40th of the Arctic prompts.

    All takes of a sentence fall on the same side.
    """
    match = re.match(r"arctic_([ab])(\d{4})", name)
    return bool(match) and int(match[2]) % 40 == 7  # type: ignore[index]


def pack(examples: Sequence[Example], out: Path) -> None:
    """Write all examples to one npz: concatenated columns, and JSON for the rest.

    A file that was there stays until the new one is whole.

    Raises:
        CorpusError: it cannot be written, say because the disk is full.
    """
    index = [
        {
            "name": e.name, "speaker": e.speaker, "durations": e.durations.tolist(),
            "clauses": [_clause_record(c) for c in e.clauses],
        }
        for e in examples
    ]  # fmt: skip
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        with unfinished.open("wb") as stream:
            np.savez(
                stream,
                bands=np.concatenate([e.columns.bands for e in examples]).astype(np.float16),
                noise=np.concatenate([e.columns.noise for e in examples]).astype(np.float16),
                voiced=np.concatenate([e.columns.voiced for e in examples]).astype(np.uint8),
                pitch_st=np.concatenate([e.columns.pitch_st for e in examples]).astype(np.float32),
                samples=np.concatenate([_pcm(e.samples) for e in examples]),
                index=np.frombuffer(json.dumps(index).encode(), np.uint8),
            )
        unfinished.replace(out)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise CorpusError(f"cannot be written: {error}", where=str(out)) from error


def _pcm(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.asarray(np.clip(samples, -1, 1) * 32767, np.int16)


def _clause_record(clause: SpokenClause) -> dict[str, object]:
    return {
        "ending": clause.ending, "pause_s": list(clause.pause_s),
        "words": [[w.spoken, list(w.phonemes)] for w in clause.words],
    }  # fmt: skip


def unpack(path: Path) -> list[Example]:
    """The examples of a packed corpus.

    Raises:
        CorpusError: the file is missing or not a packed corpus.
    """
    if not path.is_file():
        raise CorpusError("no such corpus", where=str(path), hint="make it with 'corpus'")
    try:
        with np.load(path, allow_pickle=False) as data:
            index = json.loads(data["index"].tobytes())
            tracks = {k: data[k] for k in ("bands", "noise", "voiced", "pitch_st")}
            pcm = data["samples"]
    except (ValueError, KeyError, OSError) as error:
        raise CorpusError(f"not a packed corpus: {error}", where=str(path)) from error
    examples, at = [], 0
    for row in index:
        durations = np.array(row["durations"], np.int64)
        end = at + int(durations.sum()) * HOP_COLUMNS
        columns = Columns(*(np.asarray(tracks[k][at:end], np.float64) for k in tracks))
        clauses = tuple(_clause_of(record) for record in row["clauses"])
        samples = pcm[at * COLUMN_SAMPLES : end * COLUMN_SAMPLES].astype(np.float32) / 32767
        examples.append(Example(row["name"], row["speaker"], clauses, durations, columns, samples))
        at = end
    return examples


def _clause_of(record: Mapping[str, object]) -> SpokenClause:
    words = tuple(
        SpokenWord(spoken, tuple(phonemes), 0, 0)
        for spoken, phonemes in record["words"]  # type: ignore[attr-defined]
    )
    return SpokenClause(words, record["ending"], tuple(record["pause_s"]))  # type: ignore[arg-type]
