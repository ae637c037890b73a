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


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export vocoder", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    parser.add_argument("--acoustic", type=Path, required=True)
    parser.add_argument("--prosody", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=700, help="recordings to learn from")
    parser.add_argument("--steps", type=int, default=1800)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    corpus = [e for path in options.corpus for e in unpack(path)]
    usable = [e for e in corpus if e.speaker in RECORDED and not held_out(e.name)]
    if not usable:
        raise ConfigError(f"no recordings of {RECORDED} in the corpus")
    rng = np.random.default_rng(options.seed)
    chosen = [usable[i] for i in rng.permutation(len(usable))[: options.lines]]
    drawer = Drawer(corpus, presets(options.prosody))
    pieces = pieces_of(load_acoustic(options.acoustic), drawer, chosen, options.seed)
    vocoder = Vocoder(VocoderSize())
    average = Average(vocoder, 0.998)
    optimiser = torch.optim.AdamW(vocoder.parameters(), lr=options.rate, betas=(0.9, 0.98))
    checkpoint, step = options.work / "vocoder.pt", 0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        vocoder.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average.weights, step = state["average"], state["step"]
    began, sums = time.monotonic(), 0.0
    while step < options.steps:
        share = step / options.steps
        for group in optimiser.param_groups:
            warm = min(1.0, (step + 1) / 50)
            group["lr"] = options.rate * warm * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * share)))
        crops = draw_crops(pieces, rng, options.batch, COLUMNS)
        inside = slice(EDGE_SAMPLES, -EDGE_SAMPLES)
        loss = spectral_loss(said_by(vocoder, crops)[:, inside], crops.samples[:, inside])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(vocoder.parameters(), 1.0)
        optimiser.step()
        average.update(vocoder, step)
        step += 1
        sums += float(loss)
        if step % 50 == 0:
            pace = 50 / (time.monotonic() - began)
            print(f"{step}/{options.steps} {pace:.2f} steps/s loss {sums / 50:.4f}", flush=True)
            began, sums = time.monotonic(), 0.0
        if step % 200 == 0 or step == options.steps:
            part = checkpoint.with_suffix(".part")
            torch.save(
                {"model": vocoder.state_dict(), "average": average.weights, "step": step,
                 "optimiser": optimiser.state_dict()}, part,
            )  # fmt: skip
            part.replace(checkpoint)
    return 0
