"""The state of the acoustic model's training and its steps.

By L1 first, then against a discriminator of its columns.
"""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from moodvox.phonemes.inventory import SYMBOLS
from moodvox.phonemes.sequence import FEATURES
from moodvox_export.acoustic.batching import Batch
from moodvox_export.acoustic.discriminator import (
    BandDiscriminator,
    discriminator_loss,
    fooling_loss,
)
from moodvox_export.acoustic.losses import Spoken, losses, report, speak
from moodvox_export.acoustic.roster import Roster, bundled, roster_of
from moodvox_export.nets.acoustic import AcousticModel, AcousticSize
from moodvox_export.training.average import Average
from moodvox_export.training.config import ConfigError
from moodvox_export.training.schedule import cosine
from moodvox_export.training.states import fit, load_state, same, save_state

JUDGED_COLUMNS = 320
FLOOR = 0.04
"""Share of the rate that is left before the discriminator comes."""

LOOK_EVERY = 50
"""Steps between looks whether the loss is finite; each look waits for the GPU."""

OF_MEMBERS = ("learned.weight", "measured")
"""Weights that belong to one roster."""


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
    judge_width: int = 32
    threads: int = 2
    workers: int = 1
    """Processes that draw lines; the lines drawn depend on it."""
    save_every: int = 200
    check_every: int = 500
    keep_every: int = 0
    """How often the averaged weights are kept as `average-STEP.pt`, to choose from; 0: never."""


def build_model(config: Config, members: int) -> AcousticModel:
    """An untrained model for so many speakers."""
    size = AcousticSize(
        len(SYMBOLS), len(FEATURES), channels=config.channels, decoder_blocks=config.decoder_blocks
    )
    return AcousticModel(size, members)


def rate_at(step: int, config: Config) -> float:
    """Of the model's optimiser: a cosine, then against the discriminator a slower fall."""
    if step < config.steps:
        return config.rate * cosine(step, config.steps, config.warmup, FLOOR)
    done = (step - config.steps) / max(1, config.adversarial_steps)
    return config.adversarial_rate * (1.0 - 0.8 * done)


class Trainer:
    """The state of a training and its steps."""

    def __init__(
        self, config: Config, work: Path, device: torch.device, roster: Roster | None = None
    ) -> None:
        torch.manual_seed(config.seed)
        self.config, self.work, self.device = config, work, device
        self.roster = roster or bundled()
        self.model = build_model(config, len(self.roster.members)).to(device)
        self.judge = BandDiscriminator(config.judge_width).to(device)
        self.average = Average(self.model, config.average)
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(), lr=config.rate, betas=(0.9, 0.98),
            weight_decay=config.weight_decay, fused=device.type == "cuda",
        )  # fmt: skip
        self.judge_optimiser = torch.optim.AdamW(self.judge.parameters(), lr=5e-4, betas=(0.5, 0.9))
        self.step = 0
        self.judged: dict[str, Tensor] = {}

    @property
    def adversarial(self) -> bool:
        return self.step >= self.config.steps

    def train_step(self, batch: Batch) -> dict[str, Tensor]:
        """Learn from one batch; the figures are those of before it.

        Raises:
            ConfigError: the loss is not finite any more.
        """
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(self.step, self.config)
        with torch.autocast(self.device.type, torch.bfloat16):
            said = speak(self.model, batch)
        parts = losses(said, batch)
        total = torch.stack(list(parts.values())).sum()
        if self.adversarial:
            total = total + self._adversarial(said, batch, parts["bands"] + parts["bands_step"])
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        if self.step % LOOK_EVERY == 0 and not torch.isfinite(norm):
            raise ConfigError(f"loss is not finite at step {self.step}", hint="lower the rate")
        self.optimiser.step()
        self.average.update(self.model, self.step)
        self.step += 1
        figures = {name: part.detach() for name, part in parts.items()}
        return figures | report(said, batch) | self.judged

    @torch.no_grad()
    def check(self, batch: Batch) -> dict[str, float]:
        """The averaged weights on lines that are never trained on, for the curve."""
        checked = copy.deepcopy(self.model)
        checked.load_state_dict(self.average.weights)
        said = speak(checked, batch)
        figures = losses(said, batch) | report(said, batch)
        return {f"held_{name}": float(value) for name, value in figures.items()}

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
            "judge": loss.detach(),
            "fooling": fooling.detach(),
            "matching": matching.detach(),
        }
        towards: Tensor = (said.bands[:, here] * pull).sum()
        return towards

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "config": asdict(self.config), "roster": self.roster.record(), "step": self.step,
            "model": self.model.state_dict(), "average": self.average.weights,
            "optimiser": self.optimiser.state_dict(), "judge": self.judge.state_dict(),
            "judge_optimiser": self.judge_optimiser.state_dict(),
        }  # fmt: skip
        save_state(state, self.work / "checkpoint.pt")

    def start_from(self, path: Path) -> None:
        """Take over the weights of an earlier training; the schedule begins anew.

        What was learned of the speakers is taken over only where there are as many.

        Raises:
            ConfigError: it is no checkpoint, or of another size.
        """
        state = load_state(path, self.device)
        weights = dict(state.get("average", state))
        for name in OF_MEMBERS:
            own = self.model.state_dict()[name]
            if name not in weights or weights[name].shape != own.shape:
                weights[name] = own
        fit(self.model, weights, path)
        self.average = Average(self.model, self.config.average)

    def resume(self) -> None:
        """Go on from the work folder's checkpoint, if there is one.

        Raises:
            ConfigError: it is of another size or roster, or none.
        """
        path = self.work / "checkpoint.pt"
        if not path.is_file():
            return
        state = load_state(path, self.device)
        sizes = ("channels", "decoder_blocks", "judge_width")
        same(state.get("config", {}), self.config, sizes, path)
        was = roster_in(state, path)
        if [m.name for m in was.members] != [m.name for m in self.roster.members]:
            raise ConfigError(
                f"checkpoint is of the roster '{was.name}' with {[m.name for m in was.members]}",
                where=str(path), hint="give its --roster, or begin in another --work with --start",
            )  # fmt: skip
        fit(self.model, state.get("model"), path)
        fit(self.judge, state.get("judge"), path)
        self.average.weights = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.judge_optimiser.load_state_dict(state["judge_optimiser"])
        self.step = state["step"]


def roster_in(state: dict[str, Any], path: Path) -> Roster:
    """Of a checkpoint; the first ones hold none and are of the bundled voice.

    Raises:
        ConfigError: what it holds is no roster.
    """
    return roster_of(state["roster"], str(path)) if "roster" in state else bundled()
