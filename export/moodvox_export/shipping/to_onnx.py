"""Checkpoints to graphs, each held to what torch gives, without a voice around them.

python -m moodvox_export to-onnx --acoustic F.pt [--pupil F.pt] [--sharpen X] --out DIR
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from moodvox.voices.manifest import TierFiles
from moodvox_export.nets.acoustic import AcousticModel, HopDecoder
from moodvox_export.nets.render import TIER_GRIDS, RenderStep
from moodvox_export.shipping.checkpoints import load_acoustic, load_pupil
from moodvox_export.shipping.graphs import export_plan, export_render, halve
from moodvox_export.training.states import write_whole

Parity = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Graphs:
    """What was written: tier -> files, and graph -> output -> share of its peak that differs."""

    tiers: dict[str, TierFiles]
    parity: Parity

    @property
    def names(self) -> list[str]:
        """Of the files, each once."""
        return sorted({name for tier in self.tiers.values() for name in (tier.plan, tier.render)})


def write_graphs(acoustic: AcousticModel, pupil: HopDecoder | None, folder: Path) -> Graphs:
    """Graphs of every tier in float32.

    Raises:
        ParityError: one does not give what torch gives.
    """
    parity = {"plan.onnx": export_plan(acoustic.encoder, acoustic.size, folder / "plan.onnx")}
    decoders = {"quality": acoustic.decoder} | ({"fast": pupil} if pupil else {})
    tiers = {}
    for tier, decoder in decoders.items():
        name = "render.onnx" if tier == "quality" else f"render.{tier}.onnx"
        parity[name] = export_render(RenderStep(decoder, TIER_GRIDS[tier]), folder / name)
        tiers[tier] = TierFiles("plan.onnx", name)
    return Graphs(tiers, parity)


def halve_all(graphs: Graphs, folder: Path) -> dict[str, Path]:
    """The graphs with large weights in half precision, in a folder inside `folder`."""
    halves = folder / "halves"
    halves.mkdir()
    for name in graphs.names:
        halve(folder / name, halves / name)
    return {name: halves / name for name in graphs.names}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="moodvox_export to-onnx", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--acoustic", type=Path, required=True, help="a training's checkpoint")
    parser.add_argument("--pupil", type=Path, help="a distillation's checkpoint: the fast tier")
    parser.add_argument("--sharpen", type=float, default=0.0, help="formants, 0 to 1.5")
    parser.add_argument("--half", action="store_true", help="large weights stored as float16")
    parser.add_argument("--out", type=Path, required=True, help="folder of the graphs")
    options = parser.parse_args(arguments)
    acoustic, _ = load_acoustic(options.acoustic, options.sharpen)
    pupil = load_pupil(options.pupil, acoustic.size) if options.pupil else None
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        graphs = write_graphs(acoustic, pupil, folder)
        files = {name: folder / name for name in graphs.names}
        if options.half:
            files = halve_all(graphs, folder)
        options.out.mkdir(parents=True, exist_ok=True)
        for name, path in files.items():
            write_whole(path.read_bytes(), options.out / name)
    print(json.dumps({"folder": str(options.out), "parity": graphs.parity}))
    return 0
