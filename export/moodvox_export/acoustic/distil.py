"""A small decoder that says what a large one says: the render graph of a `fast` tier.

    python -m moodvox_export distil --acoustic F.pt --work DIR [--config F.toml]

The encoder, and with it timing, pitch and mood, stays the teacher's own. Resumes from the
newest checkpoint in the work folder; curves go to `curve.csv`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from moodvox.models.own.bands import BANDS, NOISE_BANDS
from moodvox_export.acoustic import style
from moodvox_export.acoustic.pupils import Lesson, Lessons, PupilConfig, lessons, sequences
from moodvox_export.nets.acoustic import AcousticSize
from moodvox_export.shipping.checkpoints import load_acoustic
from moodvox_export.texts import sentences
from moodvox_export.training.average import Average
from moodvox_export.training.commands import note_command
from moodvox_export.training.config import read_config
from moodvox_export.training.progress import Progress
from moodvox_export.training.schedule import cosine
from moodvox_export.training.states import fit, load_state, same, save_state

CPU = torch.device("cpu")
FLOOR = 0.02
"""Share of the rate that is left at the end."""


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

    def __init__(
        self, config: PupilConfig, teacher: AcousticSize, work: Path, device: torch.device = CPU
    ) -> None:
        torch.manual_seed(config.seed)
        self.config, self.path, self.step, self.device = config, work / "pupil.pt", 0, device
        self.pupil = config.decoder(teacher).to(device)
        self.average = Average(self.pupil, config.average)
        self.optimiser = torch.optim.AdamW(
            self.pupil.parameters(), lr=config.rate, betas=(0.9, 0.98), weight_decay=0.01
        )

    def train_step(self, lesson: Lesson) -> dict[str, Tensor]:
        share = cosine(self.step, self.config.steps, self.config.warmup, FLOOR)
        for group in self.optimiser.param_groups:
            group["lr"] = self.config.rate * share
        with torch.autocast(self.device.type, torch.bfloat16):
            said = self.pupil(lesson.hidden, lesson.place, lesson.pitch, lesson.mask)
        parts = distance(said.float(), lesson)
        total = torch.stack(list(parts.values())).sum()
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.pupil.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.pupil, self.step)
        self.step += 1
        return {name: part.detach() for name, part in parts.items()}

    def save(self) -> None:
        state = {
            "config": asdict(self.config), "step": self.step, "model": self.pupil.state_dict(),
            "average": self.average.weights, "optimiser": self.optimiser.state_dict(),
        }  # fmt: skip
        save_state(state, self.path)

    def resume(self) -> None:
        """Go on from the work folder's checkpoint, if there is one.

        Raises:
            ConfigError: it is of a pupil of another size, or none.
        """
        if not self.path.is_file():
            return
        state = load_state(self.path, self.device)
        same(state.get("config", {}), self.config, ("channels", "blocks", "left"), self.path)
        fit(self.pupil, state.get("model"), self.path)
        self.average.weights = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]


def distil(trainer: PupilTrainer, source: Lessons) -> None:
    config, stream = trainer.config, lessons(source, trainer.config.workers)
    with Progress(trainer.path.parent, "distilling", trainer.step, config.steps) as progress:
        while trainer.step < config.steps:
            if progress.add(trainer.train_step(next(stream).to(trainer.device))):
                progress.row()
            if trainer.step % config.save_every == 0 or trainer.step == config.steps:
                trainer.save()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export distil", description=__doc__)
    parser.add_argument("--acoustic", type=Path, required=True, help="the teacher's checkpoint")
    parser.add_argument("--sharpen", type=float, default=0.0, help="as the voice will be")
    parser.add_argument("--work", type=Path, required=True, help="checkpoints and curves")
    parser.add_argument("--config", type=Path)
    options = parser.parse_args(arguments)
    config = read_config(PupilConfig, options.config)
    torch.set_num_threads(config.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    teacher, _ = load_acoustic(options.acoustic, options.sharpen)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    trainer = PupilTrainer(config, teacher.size, options.work, device)
    trainer.resume()
    note_command(options.work, "distil", sys.argv[2:] if arguments is None else arguments)
    lines = sequences(sentences(config.sentences, config.seed))
    seed = config.seed * 1000 + trainer.step
    distil(trainer, Lessons(teacher, lines, style.presets(), config.batch, seed))
    return 0
