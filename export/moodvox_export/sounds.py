"""Recorded laughs, sighs, gasps, grunts and pain to the sounds of a voice.

    python -m moodvox_export sounds --data DIR/sdap --corpus F.npz --out sounds.npz

The corpus tells how the same actors speak, so that a sound can be moved from an actor's
throat to somebody else's.
"""

from __future__ import annotations

import argparse
import functools
import operator
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from moodvox.models.own.bands import BANDS
from moodvox.models.own.layout import COLUMN_SAMPLES, HOP_COLUMNS, SAMPLE_RATE_HZ
from moodvox_export.acoustic.identity import (
    MEASURES,
    USED_BANDS,
    VOICED_SHAPE,
    Sums,
    cosines,
    scales,
    sums_of,
    vector_of,
)
from moodvox_export.corpus import audio
from moodvox_export.corpus.columns import Columns, analyse
from moodvox_export.corpus.description import BUNDLED, describe
from moodvox_export.corpus.packed import unpack
from moodvox_export.corpus.recordings import CorpusError, read_folder

KINDS: dict[str, tuple[str, int, float]] = {
    "laugh": ("[laughter]", 1, 0.0),
    "sigh": ("[sighing]", 1, -8.0),
    "gasp": ("[gasping]", 1, -5.0),
    "grunt": ("[grunt]", 3, 0.0),
    "pain": ("[pain]", 3, 3.0),
    "cough": ("[coughing]", 1, -1.0),
    "sniff": ("[sniffling]", 1, -10.0),
}
"""Our name -> the text in the set, how many of each actor, and their level against speech."""

SHORTEST_S, LONGEST_S = 0.15, 2.4
QUIET_NEPER = 4.0
"""Columns this far below the loudest are trimmed off both ends."""

RANGE_HZ = (65.0, 900.0)
FADE_COLUMNS = 6


def cut(samples: NDArray[np.float64]) -> Columns | None:
    """The columns of a sound without its silence; None if it is too long or too short."""
    columns = analyse(samples, RANGE_HZ)
    level = columns.bands[:, :USED_BANDS].max(axis=1)
    loud = np.flatnonzero(level > level.max() - QUIET_NEPER)
    first, last = int(loud[0]), int(loud[-1]) + 1
    last -= (last - first) % HOP_COLUMNS
    seconds = (last - first) * COLUMN_SAMPLES / SAMPLE_RATE_HZ
    if not SHORTEST_S <= seconds <= LONGEST_S:
        return None
    here = slice(first, last)
    bands = columns.bands[here].copy()
    fade = np.linspace(-3.0, 0.0, FADE_COLUMNS)[:, None]
    bands[:FADE_COLUMNS] += fade
    bands[-FADE_COLUMNS:] += fade[::-1]
    return Columns(bands, columns.noise[here], columns.voiced[here], columns.pitch_st[here])


def actor_sums(corpus: Path) -> dict[str, Sums]:
    """How each actor of a packed corpus speaks."""
    own: dict[str, list[Sums]] = {}
    for example in unpack(corpus):
        own.setdefault(example.speaker, []).append(sums_of(example.columns, example.durations))
    return {name: functools.reduce(operator.add, parts) for name, parts in own.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export sounds", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the acted set")
    parser.add_argument("--corpus", type=Path, required=True, help="the same actors' speech")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    actors = describe(options.data, BUNDLED)["sdap"].actors
    recordings = read_folder(options.data, actors=actors)
    speech = actor_sums(options.corpus)
    names: list[str] = []
    vectors: list[NDArray[np.float32]] = []
    found: list[Columns] = []
    for name, (text, most, level_db) in tqdm(KINDS.items(), desc="sounds"):
        for actor in actors:
            own = [r for r in recordings if r.speaker == actor and r.text == text]
            kept = 0
            for recording in own:
                heard = audio.condition(audio.load(recording.path)) * 10 ** (level_db / 20)
                columns = cut(heard) if kept < most else None
                if columns is not None and actor in speech:
                    names.append(name)
                    vectors.append(vector_of(speech[actor])[:MEASURES])
                    found.append(columns)
                    kept += 1
    if missing := sorted(set(KINDS) - set(names)):
        raise CorpusError(f"no recording is fit for {missing}", where=str(options.data))
    mean_scales = scales()[1]
    shape = np.zeros((MEASURES, BANDS))
    shape[2 : 2 + VOICED_SHAPE, :USED_BANDS] = (
        cosines(VOICED_SHAPE, USED_BANDS) * mean_scales[2 : 2 + VOICED_SHAPE]
    ).T
    shape[:, USED_BANDS:] = shape[:, USED_BANDS - 1 : USED_BANDS]
    np.savez_compressed(
        options.out,
        names=np.array(names), actors=np.stack(vectors),
        lengths=np.array([len(c.bands) for c in found], np.int64),
        bands=np.concatenate([c.bands for c in found]).astype(np.float16),
        noise=np.concatenate([c.noise for c in found]).astype(np.float16),
        voiced=np.concatenate([c.voiced for c in found]).astype(np.uint8),
        pitch_st=np.concatenate([c.pitch_st for c in found]).astype(np.float16),
        shape=shape.astype(np.float32), pitch_scale_st=np.float32(mean_scales[0]),
    )  # fmt: skip
    seconds = sum(len(c.bands) for c in found) * COLUMN_SAMPLES / SAMPLE_RATE_HZ
    print(f"{len(found)} sounds, {seconds:.0f} s, {options.out.stat().st_size / 1e6:.2f} MB")
    return 0
