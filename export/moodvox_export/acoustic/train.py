"""Training of the acoustic model: L1 first, then adversarially in feature space.

    python -m moodvox_export train --corpus F.npz --work DIR [--config F.toml]

Resumes from the newest checkpoint in the work folder. Curves go to `curve.csv`.
"""

from __future__ import annotations

import argparse
import csv
import math
import time
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from moodvox.errors import InputError
from moodvox.phonemes.inventory import SYMBOLS
from moodvox.phonemes.sequence import FEATURES
from moodvox_export.acoustic import style
from moodvox_export.acoustic.batching import Batch, batches
from moodvox_export.acoustic.discriminator import (
    BandDiscriminator,
    discriminator_loss,
    fooling_loss,
)
from moodvox_export.acoustic.drawing import Drawer
from moodvox_export.acoustic.losses import Spoken, losses, report, speak
from moodvox_export.acoustic.roster import ROSTER
from moodvox_export.corpus.packed import unpack
from moodvox_export.nets.acoustic import AcousticModel, AcousticSize

JUDGED_COLUMNS = 320


class ConfigError(InputError):
    """An experiment's config or checkpoint does not fit."""

    code = "bad_config"


@dataclass(frozen=True)
class Config:
    """One experiment; a config file states only what differs."""

    seed: int = 1
    batch: int = 16
    steps: int = 3200
    adversarial_steps: int = 700
    rate: float = 1.6e-3
    adversarial_rate: float = 2.5e-4
    warmup: int = 100
    weight_decay: float = 0.01
    average: float = 0.998
    channels: int = 192
    decoder_blocks: int = 6
    adversarial_pull: float = 0.8
    matching_weight: float = 2.0
    threads: int = 2
    save_every: int = 200

    @classmethod
    def load(cls, path: Path | None) -> Config:
        if path is None:
            return cls()
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(str(error), where=str(path)) from error
        known = {f.name for f in fields(cls)}
        if unknown := sorted(set(values) - known):
            raise ConfigError(f"unknown keys {unknown}", where=str(path), hint=f"known: {known}")
        return replace(cls(), **values)


def build_model(config: Config) -> AcousticModel:
    size = AcousticSize(
        len(SYMBOLS), len(FEATURES), channels=config.channels, decoder_blocks=config.decoder_blocks
    )
    return AcousticModel(size, len(ROSTER))


class Average:
    """Exponential moving average of a model's weights: what is exported."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone() for k, v in model.state_dict().items()}

    def update(self, model: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            self.weights[name].lerp_(value.detach(), 1 - decay)


def cosine_rate(step: int, config: Config) -> float:
    if step < config.steps:
        warm = min(1.0, (step + 1) / config.warmup)
        return (
            config.rate * warm * (0.04 + 0.96 * 0.5 * (1 + math.cos(math.pi * step / config.steps)))
        )
    done = (step - config.steps) / max(1, config.adversarial_steps)
    return config.adversarial_rate * (1.0 - 0.8 * done)


class Trainer:
    """The state of a training and its steps."""

    def __init__(self, config: Config, work: Path, device: torch.device) -> None:
        torch.manual_seed(config.seed)
        self.config, self.work, self.device = config, work, device
        self.model = build_model(config).to(device)
        self.judge = BandDiscriminator().to(device)
        self.average = Average(self.model, config.average)
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(), lr=config.rate, betas=(0.9, 0.98),
            weight_decay=config.weight_decay,
        )  # fmt: skip
        self.judge_optimiser = torch.optim.AdamW(self.judge.parameters(), lr=5e-4, betas=(0.5, 0.9))
        self.step = 0
        self.judged: dict[str, float] = {}

    @property
    def adversarial(self) -> bool:
        return self.step >= self.config.steps

    def train_step(self, batch: Batch) -> dict[str, float]:
        for group in self.optimiser.param_groups:
            group["lr"] = cosine_rate(self.step, self.config)
        with torch.autocast(self.device.type, torch.bfloat16):
            said = speak(self.model, batch)
        parts = losses(said, batch)
        total = torch.stack(list(parts.values())).sum()
        if self.adversarial:
            total = total + self._adversarial(said, batch, parts["bands"] + parts["bands_step"])
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        if not torch.isfinite(norm):
            raise ConfigError(f"loss is not finite at step {self.step}", hint="lower the rate")
        self.optimiser.step()
        self.average.update(self.model, self.step)
        self.step += 1
        figures = {name: float(part.detach()) for name, part in parts.items()}
        return figures | report(said, batch) | self.judged

    def _adversarial(self, said: Spoken, batch: Batch, reconstruction: Tensor) -> Tensor:
        """One step of the discriminator; then a term that pulls the bands its way.

        The pull is scaled to `adversarial_pull` times the size of the reconstruction's
        own gradient (as in Esser et al. 2021, arXiv 2012.09841), so that neither drowns
        the other. Judged is one stretch of the lines: a patch sees no more anyway.
        """
        length = min(JUDGED_COLUMNS, batch.bands.shape[1])
        spare = batch.bands.shape[1] - length
        first = int(torch.randint(spare + 1, (1,))) if spare else 0
        here = slice(first, first + length)
        mask = batch.column_mask[:, here] * batch.band_mask[:, None, :]
        leaf = (said.bands[:, here].detach() * mask).requires_grad_()
        real = batch.bands[:, here] * mask
        with torch.autocast(self.device.type, torch.bfloat16):
            true, false = self.judge(real), self.judge(leaf.detach())
        loss = discriminator_loss(true, false)
        self.judge_optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.judge_optimiser.step()
        with torch.autocast(self.device.type, torch.bfloat16):
            with torch.no_grad():
                true = self.judge(real)
            false = self.judge(leaf)
        fooling, matching = fooling_loss(true, false)
        wish = fooling + self.config.matching_weight * matching
        (pull,) = torch.autograd.grad(wish, leaf)
        (own,) = torch.autograd.grad(reconstruction, said.columns, retain_graph=True)
        ramp = min(1.0, (self.step - self.config.steps + 1) / 60)
        size = ramp * self.config.adversarial_pull
        pull = pull * mask * (size * own[:, here].norm() / (pull.norm() + 1e-8))
        self.judged = {
            "judge": float(loss.detach()),
            "fooling": float(fooling.detach()),
            "matching": float(matching.detach()),
        }
        towards: Tensor = (said.bands[:, here] * pull).sum()
        return towards

    def save(self) -> None:
        state = {
            "config": asdict(self.config), "step": self.step, "model": self.model.state_dict(),
            "average": self.average.weights, "optimiser": self.optimiser.state_dict(),
            "judge": self.judge.state_dict(), "judge_optimiser": self.judge_optimiser.state_dict(),
        }  # fmt: skip
        part = self.work / "checkpoint.part"
        torch.save(state, part)
        part.replace(self.work / "checkpoint.pt")

    def start_from(self, path: Path) -> None:
        """Take over the weights of an earlier training; the schedule begins anew."""
        self.model.load_state_dict(torch.load(path, map_location=self.device, weights_only=True))
        self.average = Average(self.model, self.config.average)

    def resume(self) -> None:
        path = self.work / "checkpoint.pt"
        if not path.is_file():
            return
        state = torch.load(path, map_location=self.device, weights_only=True)
        for key in ("channels", "decoder_blocks"):
            if state["config"][key] != getattr(self.config, key):
                raise ConfigError(f"checkpoint has another {key}", where=str(path))
        self.model.load_state_dict(state["model"])
        self.average.weights = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.judge.load_state_dict(state["judge"])
        self.judge_optimiser.load_state_dict(state["judge_optimiser"])
        self.step = state["step"]


def train(trainer: Trainer, drawer: Drawer) -> None:
    config = trainer.config
    total = config.steps + config.adversarial_steps
    source = batches(drawer, config.batch, config.seed * 1000 + trainer.step)
    curve = (trainer.work / "curve.csv").open("a", newline="")
    sums: dict[str, float] = {}
    began = time.monotonic()
    while trainer.step < total:
        figures = trainer.train_step(next(source).to(trainer.device))
        for name, value in figures.items():
            sums[name] = sums.get(name, 0.0) + value / 50
        if trainer.step % 50 == 0:
            rate = 50 / (time.monotonic() - began)
            text = " ".join(f"{k} {v:.3f}" for k, v in sums.items())
            print(f"{trainer.step}/{total} {rate:.2f} steps/s {text}", flush=True)
            csv.writer(curve).writerow([trainer.step, *(f"{k}={v:.5f}" for k, v in sums.items())])
            curve.flush()
            sums, began = {}, time.monotonic()
        if trainer.step % config.save_every == 0 or trainer.step in (config.steps, total):
            trainer.save()
            if trainer.step == config.steps:
                torch.save(trainer.average.weights, trainer.work / "l1.pt")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export train", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    parser.add_argument("--work", type=Path, required=True, help="checkpoints and curves")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--start", type=Path, help="weights to start from instead of chance")
    options = parser.parse_args(arguments)
    config = Config.load(options.config)
    torch.set_num_threads(config.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    examples = [example for path in options.corpus for example in unpack(path)]
    drawer = Drawer(examples, style.presets())
    trainer = Trainer(config, options.work, device)
    if options.start:
        trainer.start_from(options.start)
    trainer.model.measured.copy_(torch.from_numpy(drawer.member_vectors()))
    trainer.resume()
    train(trainer, drawer)
    return 0
