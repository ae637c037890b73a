"""How fast an imported voice is beside the original's computation, in one run.

    python -m moodvox_export emotivoice measure [--quick] [--rounds 5] [--work DIR] [--json F]

Makes a checkout in the real shapes with random weights, imports it, and times both in
turn: medians over the rounds, in processor time of one thread (first audio: by the
clock, two threads). `learned` is the tier `fast` with a vocoder as `distil` makes it,
untrained, which is as fast. The original is `reference`; its style encoder is left out
of its time. Every figure is printed when it is there.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from moodvox.importing.emotivoice.config import MEL_BANDS, read_config
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
from moodvox_export.emotivoice.distil import VocoderConfig
from moodvox_export.emotivoice.reference import Reference
from moodvox_export.emotivoice.ship import graph_of, with_vocoder
from moodvox_export.emotivoice.vocoder import Vocoder

TEXT = "你好，欢迎来到我们的村庄，谢谢您，勇士。Get out of my tavern now!"
QUICK_TEXT = "Get out!"
FIRST_HOPS, BLOCK_HOPS = 3, 13
SPEAKER = 65
ROUNDS, QUICK_ROUNDS = 5, 3

ORIGINAL_BANDS, ORIGINAL_VOCODER = "original, plan", "original, at once"
FIRST_AUDIO = "first audio, 2 threads"
LEARNED = "learned"

Step = Callable[[], Any]
Clock = Callable[[], float]


class Bench:
    """One voice, loaded as its tiers are used, and the reference beside it."""

    def __init__(self, checkout: Path, pack: VoicePack, learned: VoicePack, text: str) -> None:
        generator = checkout / fullsize.GENERATOR
        tensors = read_torch(generator)["generator"]
        config = read_config(checkout / "config/joint/config.yaml")
        self.reference = Reference({k: torch.from_numpy(v) for k, v in tensors.items()}, config)
        self.pack = pack
        self.text = text
        self.front_end: FrontEnd = open_front_end(pack.text, Lexicon())
        self.tiers = {
            "quality": load(pack, "quality", 1),
            "fast": load(pack, "fast", 1),
            LEARNED: load(learned, "fast", 1),
        }
        self.first = {"fast": load(pack, "fast", 2), LEARNED: load(learned, "fast", 2)}
        self.fresh = 0

    def request(self) -> PlanRequest:
        """The line, each time with a text whose content vector was never asked for."""
        self.fresh += 1
        sequence, _ = self.front_end.read(Line(self.text))
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
            text=f"{self.text}{self.fresh}",
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
        while stream.rendered_samples < stream.total_samples:
            model.render([stream], BLOCK_HOPS)

    def first_audio(self, model: EmotivoiceModel) -> None:
        model.render([model.open(model.plan(self.request()), 0)], FIRST_HOPS)

    def steps(self) -> dict[str, Step]:
        """What is timed, in turn."""
        plan = self.planned(self.tiers["quality"])
        style = torch.zeros(self.pack.presets.size)
        ids, mel = torch.from_numpy(self.request().ids), torch.from_numpy(plan.mel.copy())
        steps: dict[str, Step] = {
            ORIGINAL_BANDS: lambda: self.reference.bands(ids, SPEAKER, style, style),
            ORIGINAL_VOCODER: lambda: self.reference.vocode(mel),
        }
        for tier, model in self.tiers.items():
            steps |= {
                f"{tier}, plan": partial(self.planned, model),
                f"{tier}, at once": partial(self.at_once, model, plan),
                f"{tier}, in blocks": partial(self.in_blocks, model, plan),
            }
        return steps | {
            f"{tier}, {FIRST_AUDIO}": partial(self.first_audio, model)
            for tier, model in self.first.items()
        }


@dataclass(frozen=True)
class Found:
    """Medians in seconds by step, for a line of `line_s`."""

    line_s: float
    medians: dict[str, float]
    load: float

    @property
    def original(self) -> float:
        """Real-time factor of the original."""
        return (self.medians[ORIGINAL_BANDS] + self.medians[ORIGINAL_VOCODER]) / self.line_s

    def factor(self, tier: str, manner: str) -> float:
        """Real-time factor of a tier, plan and content vector included."""
        return (self.medians[f"{tier}, plan"] + self.medians[f"{tier}, {manner}"]) / self.line_s

    def table(self, tiers: Sequence[str]) -> str:
        rows = [f"| original | at once | {self.original:.3f} | 1.00 |"]
        for tier in tiers:
            for manner in ("at once", "in blocks"):
                factor = self.factor(tier, manner)
                rows.append(
                    f"| `{tier}` | {manner} | {factor:.3f} | {self.original / factor:.2f} |"
                )
        head = "| | | real-time factor | times faster |\n|---|---|---|---|\n"
        firsts = ", ".join(
            f"{name.removesuffix(FIRST_AUDIO)}{1e3 * seconds:.0f} ms"
            for name, seconds in self.medians.items()
            if name.endswith(FIRST_AUDIO)
        )
        return (
            f"{head}" + "\n".join(rows) + f"\n\n{FIRST_AUDIO}: {firsts}; "
            f"the line is {self.line_s:.1f} s long, the machine's load {self.load:.1f}"
        )


def measure(bench: Bench, rounds: int) -> Found:
    """Time all steps in turn, `rounds` times."""
    seconds: dict[str, list[float]] = {}
    with torch.inference_mode():
        steps = bench.steps()
        for turn in range(rounds):
            for name, step in steps.items():
                by_clock = name.endswith(FIRST_AUDIO)
                clock: Clock = time.perf_counter if by_clock else time.process_time
                begin = clock()
                step()
                seconds.setdefault(name, []).append(clock() - begin)
                print(f"{turn + 1}/{rounds} {name}: {1e3 * seconds[name][-1]:.0f} ms", flush=True)
    model = bench.tiers["quality"]
    hops = len(bench.planned(model).mel)
    medians = {name: statistics.median(found) for name, found in seconds.items()}
    return Found(hops * model.hop_samples / model.sample_rate_hz, medians, os.getloadavg()[0])


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="moodvox_export emotivoice measure",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="a short line, three rounds")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--work", type=Path, help="keep the checkout and the voice here")
    parser.add_argument("--json", type=Path, help="write the medians here")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        pack, learned = made(work)
        text = QUICK_TEXT if options.quick else TEXT
        bench = Bench(work / "checkout", pack, learned, text)
        found = measure(bench, rounds)
    print(found.table(list(bench.tiers)))
    if options.json is not None:
        values = {"line_s": found.line_s, "load": found.load, "seconds": found.medians}
        options.json.write_text(json.dumps(values, indent=1), "utf-8")
    return 0


def made(work: Path) -> tuple[VoicePack, VoicePack]:
    """The full-size voice in `work`, and it with a vocoder of `distil`'s default size.

    Both are made where they are not there yet.
    """
    checkout, out = work / "checkout", work / "voices" / "full"
    quick = out.with_name("full-learned")
    begin = time.perf_counter()

    def tell(what: str) -> None:
        print(f"{time.perf_counter() - begin:5.1f} s: {what}", flush=True)

    if not checkout.exists():
        tell("drawing weights")
        fullsize.write_checkout(checkout, np.random.default_rng(1))
    if not out.exists():
        names = (str(SPEAKER), "92")
        wanted = ImportOptions(source=checkout, out=out, speakers=names)
        import_emotivoice(wanted, tell, lambda found: tell(str(found)))
    pack = VoicePack.open(out)
    if not quick.exists():
        tell("drawing a vocoder of the size that is learned")
        torch.manual_seed(1)
        size = VocoderConfig().size(MEL_BANDS, pack.manifest.hop_samples)
        with_vocoder(pack, quick, graph_of(Vocoder(size))[0], "untrained")
    return pack, VoicePack.open(quick)
