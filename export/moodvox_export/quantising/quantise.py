"""A voice pack with its large matrix products in INT8, held to what it was in fp32.

    python -m moodvox_export quantise VOICE --out VOICE2 [--keep-fp32]

Ranges come from lines spoken through the run time; both precisions are then measured in
one run. Nothing is written where INT8 is further from fp32 than its bounds allow. A tier
on which INT8 is not faster keeps fp32, and this is said.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import onnx
from tqdm import tqdm

from moodvox.devices import open_session
from moodvox.errors import InputError
from moodvox.voices.manifest import GraphFiles, Precision, TierFiles
from moodvox.voices.pack import VoicePack
from moodvox.voices.presets import Preset
from moodvox.voices.write import write_pack
from moodvox_export.judging.pages import put
from moodvox_export.judging.sentences import ARCTIC, GAME_LINES
from moodvox_export.quantising.compare import (
    BATCHES,
    BLOCKS_MS,
    Bounds,
    compare,
    gathered,
    real_time_factors,
)
from moodvox_export.quantising.graph import widened
from moodvox_export.quantising.heard import hear
from moodvox_export.quantising.listen import Bench, request
from moodvox_export.quantising.report import HeardBounds, Report, Sizes, table
from moodvox_export.quantising.tier import Quantised, calibration_lines, quantise_tier
from moodvox_export.shipping.graphs import ParityError

MARK = "quantise"


def measure(
    pack: VoicePack,
    tier: str,
    made: tuple[Quantised, Quantised],
    *,
    count: int,
    rounds: int,
    listen: bool,
) -> Report:
    """Both precisions of a tier in one run, taking turns; `count` texts of each kind."""
    folder, graphs = pack.folder, pack.tier_files(tier).graphs("fp32")
    plan, render = open_session(folder / graphs.plan), open_session(folder / graphs.render)
    small_plan, small_render = (open_session(part.path) for part in made)
    exact, small = Bench(folder, plan, render), Bench(folder, small_plan, small_render)
    mixed = Bench(folder, plan, small_render)
    speakers, moods = list(pack.manifest.speakers), ["", *pack.presets.names]
    lines = [
        request(text, speakers[i % len(speakers)], moods[i % len(moods)])
        for i, text in enumerate(GAME_LINES[:count])
    ]
    rows = compare(exact, small, mixed, lines)
    nearness = gathered(list(tqdm(rows, desc="nearness", total=len(lines), unit="line")))
    plain = [request(text, pack.manifest.default_speaker) for text in GAME_LINES[:8]]
    benches = {"fp32": exact, "int8": small}
    runs = rounds * len(BLOCKS_MS) * len(BATCHES) * len(benches)
    times: dict[str, dict[str, float]] = {}
    for name, block_ms, batch, factor in tqdm(
        real_time_factors(benches, plain, rounds), desc="speed", total=runs, unit="run"
    ):
        best = times.setdefault(f"{block_ms} ms x {batch}", {})
        best[name] = min(factor, best.get(name, np.inf))
    texts = [*list(ARCTIC.values())[:count], *GAME_LINES[:count]]
    heard = (hear(exact, texts, "fp32"), hear(small, texts, "int8")) if listen else None
    files = [folder / graphs.plan, folder / graphs.render]
    sizes = Sizes(
        sum(widened(onnx.load(path)).ByteSize() for path in files),
        sum(path.stat().st_size for path in files),
        sum(part.path.stat().st_size for part in made),
    )
    factors = {key: (best["fp32"], best["int8"]) for key, best in times.items()}
    left = {**made[0].left, **made[1].left}
    return Report(tier, sizes, nearness, factors, heard, left)


class Repacking:
    """The files and tiers of the pack to be."""

    def __init__(self, pack: VoicePack) -> None:
        manifest = pack.manifest
        self.pack = pack
        self.tiers = dict(manifest.tiers)
        graphs = {
            name
            for tier in manifest.tiers.values()
            for pair in (tier.graphs(), *tier.variants.values())
            for name in (pair.plan, pair.render)
        }
        made_anew = {manifest.speakers_file, manifest.presets_file, *graphs}
        self.files: dict[str, bytes | Path] = {
            name: pack.path(name) for name in manifest.files if name not in made_anew
        }

    def keep(self, tier: str) -> None:
        """Leave a tier as it is."""
        files = self.pack.tier_files(tier)
        for pair in (files.graphs(), *files.variants.values()):
            for name in (pair.plan, pair.render):
                self.files[name] = self.pack.path(name)

    def shrink(self, tier: str, made: tuple[Quantised, Quantised], *, keep_fp32: bool) -> None:
        """Put INT8 graphs in a tier's place; fp32 stays beside them if `keep_fp32`."""
        old = self.pack.tier_files(tier).graphs("fp32")
        plan, render = (
            str(Path(name).with_suffix(".int8.onnx")) for name in (old.plan, old.render)
        )
        self.files[plan], self.files[render] = made[0].path, made[1].path
        if keep_fp32:
            for name in (old.plan, old.render):
                self.files[name] = self.pack.path(name)
        variants: dict[Precision, GraphFiles] = {"fp32": old} if keep_fp32 else {}
        self.tiers[tier] = TierFiles(plan, render, "int8", variants)

    def write(self, out: Path, version: str) -> VoicePack:
        manifest, folder = self.pack.manifest, self.pack.folder
        presets = msgspec.json.decode(
            (folder / manifest.presets_file).read_bytes(), type=dict[str, Preset]
        )
        return write_pack(
            out,
            msgspec.structs.replace(
                manifest, tiers=self.tiers, files={}, version=version or manifest.version
            ),
            speakers=np.load(folder / manifest.speakers_file),
            presets=presets,
            files=self.files,
        )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export quantise", description=__doc__)
    parser.add_argument("voice", type=Path, help="folder of a voice pack in fp32")
    parser.add_argument("--out", type=Path, required=True, help="folder of the new pack")
    parser.add_argument("--tier", action="append", help="only this one (may be repeated)")
    parser.add_argument("--keep-fp32", action="store_true", help="for providers beside the CPU")
    parser.add_argument("--version", default="", help="of the new pack; the old one's otherwise")
    parser.add_argument("--calibrate", type=int, default=64, help="lines that give the ranges")
    parser.add_argument("--lines", type=int, default=30, help="texts of each kind to compare with")
    parser.add_argument("--rounds", type=int, default=7, help="of the clock")
    parser.add_argument("--deaf", action="store_true", help="leave P808 and words out")
    parser.add_argument("--words-bound", type=float, default=HeardBounds.words, metavar="POINTS")
    parser.add_argument("--json", type=Path, help="write all figures here")
    parser.add_argument("--page", type=Path, help="write the table here, between its markers")
    options = parser.parse_args(arguments)
    pack = VoicePack.open(options.voice)
    if options.out.resolve() == options.voice.resolve():
        raise InputError("--out is the voice itself", hint="write beside it, compare, then move")
    repacking, reports = Repacking(pack), []
    with tempfile.TemporaryDirectory() as scratch:
        for tier in pack.manifest.tiers:
            if options.tier and tier not in options.tier:
                repacking.keep(tier)
                continue
            graphs = pack.tier_files(tier).graphs("fp32")
            folder = Path(scratch) / tier
            folder.mkdir()
            lines = calibration_lines(pack, options.calibrate)
            made = quantise_tier(pack.folder, graphs, lines, folder)
            report = measure(
                pack, tier, made, count=options.lines, rounds=options.rounds,
                listen=not options.deaf,
            )  # fmt: skip
            reports.append(report)
            if report.speed <= 1.0:
                print(f"{tier}: INT8 is not faster ({report.speed:.2f} times); fp32 stays")
                repacking.keep(tier)
            else:
                repacking.shrink(tier, made, keep_fp32=options.keep_fp32)
        if not reports:
            raise InputError(f"the voice has none of {options.tier}", where=str(options.voice))
        print(table(reports))
        if options.json:
            options.json.write_text(json.dumps([r.record() for r in reports], indent=1) + "\n")
        bounds, heard = Bounds(), HeardBounds(words=options.words_bound)
        faults = [f"{r.tier}: {fault}" for r in reports for fault in r.broken(bounds, heard)]
        if faults:
            raise ParityError("; ".join(faults), where=str(options.voice))
        repacking.write(options.out, options.version)
    if options.page:
        put(options.page, MARK, table(reports))
    return 0
