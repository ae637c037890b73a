"""A small decoder that says what a large one says: the render graph of a `fast` tier.

    python -m moodvox_export distil --acoustic F.pt --work DIR [--config F.toml]

The encoder, and with it timing, pitch and mood, stays the teacher's own. Resumes from the
newest checkpoint in the work folder; curves go to `curve.csv`.
"""

from __future__ import annotations

import argparse
import csv
import math
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from moodvox.models.own.bands import BANDS, NOISE_BANDS
from moodvox_export.acoustic import style
from moodvox_export.acoustic.pupils import Lesson, Lessons, PupilConfig, lessons, sequences
from moodvox_export.acoustic.train import Average, ConfigError
from moodvox_export.nets.acoustic import AcousticSize
from moodvox_export.shipping.checkpoints import load_acoustic
from moodvox_export.texts import sentences


def distance(said: Tensor, lesson: Lesson) -> dict[str, Tensor]:
    """Weighted L1 to the teacher's columns, and to their change from column to column."""
    inside = lesson.mask.repeat_interleave(2, dim=1)
    gap = (said - lesson.columns).abs() * inside
    count = inside.sum().clamp(min=1.0)
    bands = gap[..., :BANDS].sum() / count / BANDS
    steps = (said - lesson.columns)[..., :BANDS].diff(dim=1).abs() * inside[:, 1:]
    voicing = torch.tanh(said[..., -1:]) - torch.tanh(lesson.columns[..., -1:])
    return {
        "bands": 2.0 * bands,
        "steps": steps.sum() / count / BANDS,
        "noise": 0.4 * gap[..., BANDS : BANDS + NOISE_BANDS].sum() / count / NOISE_BANDS,
        "voicing": 0.3 * (voicing.abs() * inside).sum() / count,
    }


class PupilTrainer:
    """The state of a distillation and its steps."""

    def __init__(self, config: PupilConfig, teacher: AcousticSize, work: Path) -> None:
        torch.manual_seed(config.seed)
        self.config, self.path, self.step = config, work / "pupil.pt", 0
        self.pupil = config.decoder(teacher)
        self.average = Average(self.pupil, config.average)
        self.optimiser = torch.optim.AdamW(
            self.pupil.parameters(), lr=config.rate, betas=(0.9, 0.98), weight_decay=0.01
        )

    def train_step(self, lesson: Lesson) -> dict[str, float]:
        fall = 0.5 * (1 + math.cos(math.pi * min(1.0, self.step / self.config.steps)))
        warm = min(1.0, (self.step + 1) / self.config.warmup)
        for group in self.optimiser.param_groups:
            group["lr"] = self.config.rate * warm * (0.02 + 0.98 * fall)
        with torch.autocast("cpu", torch.bfloat16):
            said = self.pupil(lesson.hidden, lesson.place, lesson.pitch, lesson.mask)
        parts = distance(said.float(), lesson)
        total = torch.stack(list(parts.values())).sum()
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.pupil.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.pupil, self.step)
        self.step += 1
        return {name: float(part.detach()) for name, part in parts.items()}

    def save(self) -> None:
        state = {
            "config": asdict(self.config), "step": self.step, "model": self.pupil.state_dict(),
            "average": self.average.weights, "optimiser": self.optimiser.state_dict(),
        }  # fmt: skip
        part = self.path.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.path)

    def resume(self) -> None:
        """Go on from the work folder's checkpoint, if there is one.

        Raises:
            ConfigError: it is of a pupil of another size.
        """
        if not self.path.is_file():
            return
        state = torch.load(self.path, weights_only=True)
        for key in ("channels", "blocks", "left"):
            if state["config"][key] != getattr(self.config, key):
                raise ConfigError(f"checkpoint has another {key}", where=str(self.path))
        self.pupil.load_state_dict(state["model"])
        self.average.weights = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]


def distil(trainer: PupilTrainer, source: Lessons) -> None:
    config, stream = trainer.config, lessons(source)
    sums: dict[str, float] = {}
    began = time.monotonic()
    with (trainer.path.parent / "curve.csv").open("a", newline="") as curve:
        while trainer.step < config.steps:
            for name, value in trainer.train_step(next(stream)).items():
                sums[name] = sums.get(name, 0.0) + value / 50
            if trainer.step % 50 == 0:
                pace = 50 / (time.monotonic() - began)
                text = " ".join(f"{k} {v:.4f}" for k, v in sums.items())
                print(f"{trainer.step}/{config.steps} {pace:.2f} steps/s {text}", flush=True)
                row = [trainer.step, *(f"{k}={v:.5f}" for k, v in sums.items())]
                csv.writer(curve).writerow(row)
                curve.flush()
                sums, began = {}, time.monotonic()
            if trainer.step % config.save_every == 0 or trainer.step == config.steps:
                trainer.save()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export distil", description=__doc__)
    parser.add_argument("--acoustic", type=Path, required=True, help="the teacher's checkpoint")
    parser.add_argument("--sharpen", type=float, default=0.0, help="as the voice will be")
    parser.add_argument("--work", type=Path, required=True, help="checkpoints and curves")
    parser.add_argument("--config", type=Path)
    options = parser.parse_args(arguments)
    config = PupilConfig.load(options.config)
    torch.set_num_threads(config.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    teacher = load_acoustic(options.acoustic, options.sharpen)
    trainer = PupilTrainer(config, teacher.size, options.work)
    trainer.resume()
    lines = sequences(sentences(config.sentences, config.seed))
    seed = config.seed * 1000 + trainer.step
    distil(trainer, Lessons(teacher, lines, style.presets(), config.batch, seed))
    return 0
