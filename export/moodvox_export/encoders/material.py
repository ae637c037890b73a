"""Training material of the encoders, kept in shards so that making it can be broken off.

python -m moodvox_export encoder material --corpus F.npz... --folders DIR... --work DIR
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from moodvox_export.acoustic.identity import SCALES
from moodvox_export.corpus.recordings import CorpusError
from moodvox_export.encoders.clips import SIZES, Clip, ClipMaker
from moodvox_export.encoders.people import HELD_OUT, people_of_corpora, person_of_folder

SHARD_CLIPS = 60
MOST_TAKES = 50
"""Recordings of one person that are drawn from: more say nothing new about who it is."""


def save_shard(path: Path, clips: Sequence[Clip], people: Sequence[str]) -> None:
    """Write clips to one file, whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file,
            log_power=np.concatenate([c.log_power for c in clips], axis=1).astype(np.float16),
            columns=np.array([c.log_power.shape[1] for c in clips]),
            speaker=np.stack([c.speaker for c in clips]),
            speaker_known=np.stack([c.speaker_known for c in clips]),
            emotion=np.stack([c.emotion for c in clips]),
            emotion_known=np.array([c.emotion_known for c in clips], np.float32),
            who=np.array([c.who for c in clips]),
            people=np.array(people),
        )
    part.replace(path)


def load_material(work: Path) -> tuple[list[Clip], int]:
    """All clips of `work`, and how many classes of speakers there are.

    Raises:
        CorpusError: there are none, or a shard is damaged.
    """
    clips: list[Clip] = []
    classes = 0
    paths = sorted(work.glob("shard-*.npz"))
    if not paths:
        raise CorpusError("no material here", where=str(work), hint="make it: encoder material")
    for path in paths:
        try:
            with np.load(path, allow_pickle=False) as data:
                rows = {name: data[name] for name in data.files}
        except (ValueError, OSError, KeyError) as error:
            raise CorpusError(f"damaged: {error}", where=str(path), hint="remove it") from error
        classes = len(rows["people"]) * SIZES
        ends = np.cumsum(rows["columns"])
        for row, (end, count) in enumerate(zip(ends, rows["columns"], strict=True)):
            clips.append(
                Clip(
                    rows["log_power"][:, end - count : end].astype(np.float32),
                    rows["speaker"][row],
                    rows["speaker_known"][row],
                    rows["emotion"][row],
                    float(rows["emotion_known"][row]),
                    int(rows["who"][row]),
                )
            )
    return clips, classes


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export encoder material", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    parser.add_argument("--folders", type=Path, nargs="*", default=[], help="sets without text")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--clips", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    rng = np.random.default_rng(options.seed)
    people = people_of_corpora(options.corpus, MOST_TAKES, rng)
    people += [
        person_of_folder(folder, MOST_TAKES, rng)
        for folder in options.folders
        if folder.name not in HELD_OUT
    ]
    people = sorted((p for p in people if p.name not in HELD_OUT), key=lambda p: p.name)
    print("learning from:", ", ".join(f"{p.name} ({len(p.takes)})" for p in people), flush=True)
    options.work.mkdir(parents=True, exist_ok=True)
    maker = ClipMaker(people, json.loads(SCALES.read_text("utf-8"))["deviation"])
    for index in tqdm(range(-(-options.clips // SHARD_CLIPS)), desc="shards", unit="shard"):
        path = options.work / f"shard-{index:03d}.npz"
        if path.is_file():
            continue
        drawing = np.random.default_rng([options.seed, index])
        clips = [maker.draw(drawing) for _ in range(SHARD_CLIPS)]
        save_shard(path, clips, [p.name for p in people])
    return 0
