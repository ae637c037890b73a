"""One tier of a voice to INT8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx
from tqdm import tqdm

from moodvox.speech.request import LineRequest
from moodvox.voices.manifest import GraphFiles
from moodvox.voices.pack import VoicePack
from moodvox_export.quantising.choice import choose
from moodvox_export.quantising.graph import products, quantised, widened
from moodvox_export.quantising.listen import Feeds, overhear, request
from moodvox_export.quantising.ranges import find_ranges
from moodvox_export.shipping.graphs import halve
from moodvox_export.texts import sentences

TEXT_SEED = 8
JUDGED_CALLS = 48
"""Runs of a graph that the choice of products is made with."""


@dataclass(frozen=True)
class Quantised:
    """A graph in INT8: where it lies, how many products it has, and those left as they were."""

    path: Path
    products: int
    left: dict[str, float]


def calibration_lines(pack: VoicePack, count: int) -> list[LineRequest]:
    """Lines of every speaker, every mood and three weights, none of them judged."""
    speakers = list(pack.manifest.speakers)
    moods = ["", *pack.presets.names]
    return [
        request(text, speakers[i % len(speakers)], moods[i % len(moods)], (1.0, 0.6, 0.3)[i % 3])
        for i, text in enumerate(sentences(count, TEXT_SEED))
    ]


def quantise_tier(
    folder: Path, graphs: GraphFiles, lines: Sequence[LineRequest], out: Path
) -> tuple[Quantised, Quantised]:
    """Both graphs of a tier in INT8, into the folder `out`."""
    plan_heard, render_heard = overhear(folder, graphs, lines)
    return (
        _quantise(folder / graphs.plan, plan_heard, out),
        _quantise(folder / graphs.render, render_heard, out),
    )


def _quantise(source: Path, heard: Sequence[Feeds], out: Path) -> Quantised:
    model = widened(onnx.load(source))
    candidates = products(model)
    ranges = find_ranges(model, heard, {p.given for p in candidates}, out)
    some = heard[:: max(1, len(heard) // JUDGED_CALLS)]
    bar = tqdm(candidates, desc=source.name, unit="product")
    chosen, shares = choose(model, ranges, some, bar)
    bar.close()
    exact = out / f"{source.stem}.s8.onnx"
    onnx.save(quantised(model, ranges, chosen), exact)
    target = out / f"{source.stem}.int8.onnx"
    halve(exact, target)
    left = {name: share for name, share in shares.items() if name not in chosen}
    return Quantised(target, len(candidates), left)
