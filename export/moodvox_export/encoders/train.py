"""Training of the speaker and the emotion encoder.

    python -m moodvox_export encoder speaker --material DIR --work DIR --out F.onnx
    python -m moodvox_export encoder emotion --material DIR --work DIR --out F.onnx

Resumes from the newest checkpoint in the work folder; curves go to `curve.csv`.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from moodvox.enrolment.mel import log_mel
from moodvox_export.acoustic.identity import MEASURES, SPEAKER_SIZE
from moodvox_export.acoustic.style import EMOTION_SIZE, D
from moodvox_export.encoders.clips import Clip
from moodvox_export.encoders.config import EncoderConfig
from moodvox_export.encoders.material import load_material
from moodvox_export.encoders.net import Encoder, EncoderSize, SpeakerClassifier
from moodvox_export.encoders.rooms import heard_somewhere
from moodvox_export.encoders.ship import ship
from moodvox_export.training.average import Average
from moodvox_export.training.config import ConfigError, read_config
from moodvox_export.training.progress import Progress
from moodvox_export.training.schedule import cosine
from moodvox_export.training.states import HINT, fit, load_state, save_state

SIZES = {
    "speaker": EncoderSize(MEASURES, SPEAKER_SIZE),
    "emotion": EncoderSize(D, EMOTION_SIZE),
}
SHORT, LONG = (200, 450), (450, 700)
"""Columns of a crop: 2 to 4.5 s to train with, as long as references are to settle with."""

ROOMS = {"speaker": 0.85, "emotion": 0.4}
"""Share of the crops that are heard in another room: a mood is a small change of what a
room and a microphone change more."""

SPREADS = {"speaker": 1.0, "emotion": 0.3}
"""About how far the numbers of a vector are spread over the material: what a loss of 1 means."""

WATCHED_SHARE = 0.06
REPORT_EVERY = 100
FLOOR = 0.02
"""Share of the rate that is left at the end."""


@dataclass
class Crops:
    """B crops: mel (B, 80, T), truth (B, measured), known (B, measured), who (B,)."""

    mel: Tensor
    truth: Tensor
    known: Tensor
    who: Tensor


def crops(
    clips: Sequence[Clip], kind: str, size: int, seed: int, lengths: tuple[int, int] = SHORT
) -> Iterator[Crops]:
    """Endless batches of crops, each in another room; `lengths` in columns."""
    rng = np.random.default_rng(seed)
    usable = [clip for clip in clips if kind == "speaker" or clip.emotion_known]
    while True:
        length = int(rng.integers(*lengths))
        chosen = [usable[index] for index in rng.integers(len(usable), size=size)]
        mels = [
            heard_somewhere(_crop(clip, length, rng), rng)
            if rng.random() < ROOMS[kind]
            else log_mel(np.exp(_crop(clip, length, rng)))
            for clip in chosen
        ]
        yield collate(mels, chosen, kind)


def collate(mels: Sequence[np.ndarray], clips: Sequence[Clip], kind: str) -> Crops:
    """Mels (80, T) of equal length with the truth about their clips."""
    if kind == "speaker":
        truth = np.stack([clip.speaker for clip in clips])
        calm = [1.0 / (1.0 + float(np.square(clip.emotion).sum())) for clip in clips]
        known = np.stack([clip.speaker_known for clip in clips]) * np.array(calm)[:, None]
    else:
        truth = np.stack([clip.emotion for clip in clips])
        known = np.ones_like(truth)
    return Crops(
        torch.from_numpy(np.stack(mels)),
        torch.from_numpy(truth.astype(np.float32)),
        torch.from_numpy(known.astype(np.float32)),
        torch.tensor([clip.who for clip in clips]),
    )


def _crop(clip: Clip, length: int, rng: np.random.Generator) -> np.ndarray:
    have = clip.log_power.shape[1]
    if have < length:
        return np.tile(clip.log_power, (1, -(-length // have)))[:, :length]
    start = int(rng.integers(have - length + 1))
    return clip.log_power[:, start : start + length]


class EncoderTrainer:
    """A training that can be broken off and taken up again."""

    def __init__(self, kind: str, config: EncoderConfig, work: Path, classes: int) -> None:
        torch.manual_seed(config.seed)
        self.kind, self.config, self.work = kind, config, work
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = Encoder(SIZES[kind]).to(self.device)
        self.classifier = SpeakerClassifier(SIZES[kind].measured, classes).to(self.device)
        parameters = [*self.net.parameters(), *self.classifier.parameters()]
        self.optimiser = torch.optim.AdamW(
            parameters, config.rate, weight_decay=config.weight_decay
        )
        self.average = Average(self.net, config.average)
        self.step = 0

    def train_step(self, batch: Crops) -> dict[str, float]:
        """One step; what it lost."""
        config = self.config
        self.net.train()
        share = cosine(self.step, config.steps, config.warmup, FLOOR)
        for group in self.optimiser.param_groups:
            group["lr"] = config.rate * share
        with torch.autocast(self.device.type, torch.bfloat16):
            measured = self.net.measure(batch.mel.to(self.device)).float()
        truth, known = batch.truth.to(self.device), batch.known.to(self.device)
        spread = SPREADS[self.kind]
        apart = functional.smooth_l1_loss(
            measured / spread, truth / spread, reduction="none", beta=0.5
        )
        loss = (apart * known).sum() / known.sum()
        figures = {"loss": float(loss.detach())}
        if self.kind == "emotion":
            pull = config.pull * min(1.0, max(0.0, self.step / (0.3 * config.steps) - 1.0))
            who = batch.who.to(self.device)
            scores = self.classifier(measured, pull)
            guess = functional.cross_entropy(scores, who)
            figures["who"] = float((scores.argmax(dim=1) == who).float().mean())
            loss = loss + 0.1 * guess
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.net, self.step)
        self.step += 1
        return figures

    def settle(self, examples: Sequence[Crops], net: Encoder) -> None:
        """Solve the plain part of `net` over `examples` (`Encoder.settle`)."""
        mels = [mel for batch in examples for mel in batch.mel]
        truth = torch.cat([batch.truth for batch in examples])
        known = torch.cat([batch.known for batch in examples])
        net.settle(mels, truth, known, self.config.ridge)

    def watch(self, batches: Sequence[Crops], net: Encoder | None = None) -> float:
        """Share of the truth's variance that is explained on clips that are not learned from."""
        net = net or self.averaged()
        with torch.no_grad():
            said = torch.cat([net.measure(batch.mel) for batch in batches])
        truth = torch.cat([batch.truth for batch in batches])
        known = torch.cat([batch.known for batch in batches])
        middle = (truth * known).sum(dim=0) / known.sum(dim=0).clamp(min=1e-6)
        wrong = ((said - truth) ** 2 * known).sum()
        return float(1 - wrong / ((truth - middle) ** 2 * known).sum())

    def averaged(self) -> Encoder:
        """The net that is shipped."""
        net = Encoder(SIZES[self.kind])
        net.load_state_dict({k: v.cpu() for k, v in self.average.weights.items()})
        return net.eval()

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "kind": self.kind, "config": asdict(self.config), "step": self.step,
            "net": self.net.state_dict(), "classifier": self.classifier.state_dict(),
            "optimiser": self.optimiser.state_dict(), "average": self.average.weights,
        }  # fmt: skip
        save_state(state, self.work / "checkpoint.pt")

    def resume(self) -> None:
        """Take up the training in the work folder, if there is one.

        Raises:
            ConfigError: it is of another encoder or cannot be read.
        """
        path = self.work / "checkpoint.pt"
        if not path.is_file():
            return
        state = load_state(path, self.device)
        if state.get("kind") != self.kind:
            what = state.get("kind", "an unknown")
            raise ConfigError(f"checkpoint of the {what} encoder", where=str(path), hint=HINT)
        fit(self.net, state.get("net"), path)
        fit(self.classifier, state.get("classifier"), path)
        self.optimiser.load_state_dict(state["optimiser"])
        self.average.weights = state["average"]
        self.step = state["step"]


def train(trainer: EncoderTrainer, clips: Sequence[Clip]) -> Encoder:
    """Train to the last step, reporting now and then; the net that is shipped."""
    config = trainer.config
    order = np.random.default_rng(0).permutation(len(clips))
    count = max(1, int(len(clips) * WATCHED_SHARE))
    seen = [clips[index] for index in order[count:]]
    unseen = [clips[index] for index in order[:count]]
    watched = crops(unseen, trainer.kind, config.batch, 5, LONG)
    watching = [next(watched) for _ in range(6)]
    seed = config.seed * 1000 + trainer.step
    source = crops(seen, trainer.kind, config.batch, seed)
    settling = crops(seen, trainer.kind, config.batch, seed, LONG)
    if trainer.step == 0:
        trainer.settle(list(itertools.islice(settling, config.examples)), trainer.net)
        trainer.average = Average(trainer.net, config.average)
        print(f"solved: explained {trainer.watch(watching):.4f}", flush=True)
    what = f"{trainer.kind} encoder"
    with Progress(trainer.work, what, trainer.step, config.steps, REPORT_EVERY) as progress:
        while trainer.step < config.steps:
            if progress.add(trainer.train_step(next(source))):
                progress.row({"explained": trainer.watch(watching)})
            if trainer.step % config.save_every == 0 or trainer.step == config.steps:
                trainer.save()
    net = trainer.averaged()
    trainer.settle(list(itertools.islice(settling, config.examples)), net)
    print(f"settled: explained {trainer.watch(watching, net):.4f}", flush=True)
    return net


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export encoder", description=__doc__)
    parser.add_argument("kind", choices=sorted(SIZES))
    parser.add_argument("--material", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="checkpoints and curves")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the graph")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    config = read_config(EncoderConfig, options.config)
    clips, classes = load_material(options.material)
    options.work.mkdir(parents=True, exist_ok=True)
    trainer = EncoderTrainer(options.kind, config, options.work, classes)
    trainer.resume()
    figures = ship(train(trainer, clips), options.kind, options.out)
    print(", ".join(f"{name} {value:.3g}" for name, value in figures.items()))
    return 0
