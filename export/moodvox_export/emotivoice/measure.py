"""How fast an imported voice is beside the original's computation, in one run.

    python -m moodvox_export.emotivoice.measure [--rounds 5] [--work DIR]

Makes a checkout in the real shapes with random weights, imports it, and times both in
turn. The original is `reference`; its style encoder is left out of its time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from moodvox.importing.emotivoice.config import read_config
from moodvox.importing.emotivoice.importer import ImportOptions, import_emotivoice
from moodvox.importing.torchfile import read_torch
from moodvox.models.emotivoice.loading import load
from moodvox.models.emotivoice.model import EmotivoiceModel
from moodvox.models.emotivoice.plan import EmotivoicePlan
from moodvox.models.family import PlanRequest
from moodvox.phonemes.frontends import FrontEnd, open_front_end
from moodvox.phonemes.lexicon import Lexicon
from moodvox.script.items import Line
from moodvox.voices.pack import VoicePack
from moodvox_export.emotivoice import fullsize
from moodvox_export.emotivoice.reference import Reference

TEXT = "你好，欢迎来到我们的村庄，谢谢您，勇士。Get out of my tavern now!"
FIRST_HOPS, BLOCK_HOPS = 3, 13
SPEAKER = 65


class Bench:
    """One voice, loaded as its tiers are used, and the reference beside it."""

    def __init__(self, checkout: Path, pack: VoicePack) -> None:
        generator = checkout / fullsize.GENERATOR
        tensors = read_torch(generator)["generator"]
        config = read_config(checkout / "config/joint/config.yaml")
        self.reference = Reference({k: torch.from_numpy(v) for k, v in tensors.items()}, config)
        self.pack = pack
        self.front_end: FrontEnd = open_front_end(pack.text, Lexicon())
        self.quality, self.fast = load(pack, "quality", 1), load(pack, "fast", 1)
        self.two_threads = load(pack, "fast", 2)
        self.fresh = 0

    def request(self) -> PlanRequest:
        """The line, each time with a text whose content vector was never asked for."""
        self.fresh += 1
        sequence, _ = self.front_end.read(Line(TEXT))
        free = np.zeros(len(sequence.ids), np.float32)
        return PlanRequest(
            ids=sequence.ids,
            features=sequence.features,
            speaker=self.pack.speakers.rows[0],
            emotion=np.zeros((len(free), self.pack.presets.size), np.float32),
            rate=free + 1.0,
            pitch_st=free,
            fixed_s=sequence.fixed_s,
            level_db=free,
            text=f"{TEXT}{self.fresh}",
        )

    def planned(self, model: EmotivoiceModel) -> EmotivoicePlan:
        plan = model.plan(self.request())
        plan.mel.sum()
        return plan

    def at_once(self, model: EmotivoiceModel, plan: EmotivoicePlan) -> NDArray[np.float32]:
        return model.render([model.open(plan, 0)], len(plan.mel))[0]

    def in_blocks(self, model: EmotivoiceModel, plan: EmotivoicePlan) -> None:
        stream = model.open(plan, 0)
        model.render([stream], FIRST_HOPS)
        while stream.rendered_hops < stream.total_hops:
            model.render([stream], BLOCK_HOPS)

    def first_audio(self) -> None:
        model = self.two_threads
        model.render([model.open(model.plan(self.request()), 0)], FIRST_HOPS)


def measure(bench: Bench, rounds: int) -> dict[str, float]:
    """Seconds of each step, the least of `rounds`, and the length of the line."""
    plan = bench.planned(bench.quality)
    length_s = len(plan.mel) * bench.quality.hop_samples / bench.quality.sample_rate_hz
    style = torch.zeros(bench.pack.presets.size)
    ids, mel = torch.from_numpy(bench.request().ids), torch.from_numpy(plan.mel.copy())
    steps: dict[str, Callable[[], Any]] = {
        "original, acoustic": lambda: bench.reference.bands(ids, SPEAKER, style, style),
        "original, vocoder": lambda: bench.reference.vocode(mel),
        "ours, content and acoustic": lambda: bench.planned(bench.quality),
        "ours, vocoder": lambda: bench.at_once(bench.quality, plan),
        "ours, vocoder in 8 bits": lambda: bench.at_once(bench.fast, plan),
        "ours, 8 bits in blocks of 208 ms": lambda: bench.in_blocks(bench.fast, plan),
        "ours, first audio, 2 threads": bench.first_audio,
    }
    best = dict.fromkeys(steps, float("inf"))
    with torch.inference_mode():
        for _ in range(rounds):
            for name, step in steps.items():
                begin = time.perf_counter()
                step()
                best[name] = min(best[name], time.perf_counter() - begin)
    return {"length": length_s, **best}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, help="keep the checkout and the voice here")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        checkout, out = work / "checkout", work / "voices" / "full"
        if not checkout.exists():
            fullsize.write_checkout(checkout, np.random.default_rng(1))
        if not out.exists():
            names = (str(SPEAKER), "92")
            import_emotivoice(ImportOptions(source=checkout, out=out, speakers=names))
        found = measure(Bench(checkout, VoicePack.open(out)), options.rounds)
    print(json.dumps(found, indent=1))
    theirs = found["original, acoustic"] + found["original, vocoder"]
    ours = found["ours, content and acoustic"]
    print(f"original: real-time factor {theirs / found['length']:.3f}")
    for name in list(found)[4:7]:
        print(f"{name}: {theirs / (ours + found[name]):.2f} times faster")


if __name__ == "__main__":
    main()
