"""Training of the vocoder's correcting network.

    python -m moodvox_export vocoder --corpus F.npz --acoustic F.pt --work DIR

Resumes from the newest checkpoint in the work folder.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from moodvox_export.acoustic.drawing import Drawer
from moodvox_export.acoustic.style import presets
from moodvox_export.acoustic.train import Average, ConfigError
from moodvox_export.corpus.packed import held_out, unpack
from moodvox_export.nets.vocoder import Vocoder, VocoderSize
from moodvox_export.shipping.checkpoints import load_acoustic
from moodvox_export.vocoding.material import Crops, draw_crops, pieces_of
from moodvox_export.vocoding.synthesis import spectral_loss, synthesise

RECORDED = ("kathleen", "cameron")
COLUMNS = 200
EDGE_SAMPLES = 1200
"""Both ends of a crop are not judged: their neighbours are missing."""


def said_by(vocoder: Vocoder, crops: Crops) -> torch.Tensor:
    mask = torch.ones(*crops.pitch.shape)
    with torch.autocast("cpu", torch.bfloat16):
        x = vocoder.enter(crops.columns, crops.pitch, mask)
        for block in vocoder.blocks:
            x = block(x, mask)
    real, imaginary, breath = vocoder.leave(x.float(), crops.columns)
    return synthesise(crops.pulses * torch.complex(real, imaginary) + crops.noise * breath)


class VocoderTrainer:
    """The state of a vocoder training and its steps."""

    def __init__(self, options: argparse.Namespace) -> None:
        torch.manual_seed(options.seed)
        self.rate, self.steps, self.step = options.rate, options.steps, 0
        self.vocoder = Vocoder(VocoderSize())
        self.average = Average(self.vocoder, 0.998)
        self.optimiser = torch.optim.AdamW(
            self.vocoder.parameters(), lr=options.rate, betas=(0.9, 0.98)
        )
        self.checkpoint: Path = options.work / "vocoder.pt"
        if self.checkpoint.is_file():
            state = torch.load(self.checkpoint, weights_only=True)
            self.vocoder.load_state_dict(state["model"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.average.weights, self.step = state["average"], state["step"]

    def train_step(self, crops: Crops) -> float:
        warm = min(1.0, (self.step + 1) / 50)
        fall = 0.5 * (1 + math.cos(math.pi * self.step / self.steps))
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate * warm * (0.03 + 0.97 * fall)
        inside = slice(EDGE_SAMPLES, -EDGE_SAMPLES)
        said = said_by(self.vocoder, crops)
        loss = spectral_loss(said[:, inside], crops.samples[:, inside])
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.vocoder.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.vocoder, self.step)
        self.step += 1
        return float(loss.detach())

    def save(self) -> None:
        state = {
            "model": self.vocoder.state_dict(), "average": self.average.weights,
            "step": self.step, "optimiser": self.optimiser.state_dict(),
        }  # fmt: skip
        part = self.checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.checkpoint)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export vocoder", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    parser.add_argument("--acoustic", type=Path, required=True)
    parser.add_argument("--sharpen", type=float, default=0.0, help="as the voice will be")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=600, help="recordings to learn from")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    corpus = [e for path in options.corpus for e in unpack(path)]
    usable = [e for e in corpus if e.speaker in RECORDED and not held_out(e.name)]
    if not usable:
        raise ConfigError(f"no recordings of {RECORDED} in the corpus")
    rng = np.random.default_rng(options.seed)
    chosen = [usable[i] for i in rng.permutation(len(usable))[: options.lines]]
    drawer = Drawer(corpus, presets())
    pieces = pieces_of(
        load_acoustic(options.acoustic, options.sharpen), drawer, chosen, options.seed
    )
    trainer = VocoderTrainer(options)
    began, total = time.monotonic(), 0.0
    while trainer.step < options.steps:
        total += trainer.train_step(draw_crops(pieces, rng, options.batch, COLUMNS))
        if trainer.step % 50 == 0:
            pace = 50 / (time.monotonic() - began)
            print(f"{trainer.step}/{options.steps} {pace:.2f} steps/s loss {total / 50:.4f}",
                  flush=True)  # fmt: skip
            began, total = time.monotonic(), 0.0
        if trainer.step % 200 == 0 or trainer.step == options.steps:
            trainer.save()
    return 0
