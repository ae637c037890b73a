"""A small vocoder for an imported voice, taught by the voice's own.

    python -m moodvox_export emotivoice distil VOICE --work DIR --out VOICE2 [--config F.toml]

Needs nothing but the voice: it says lines of games in its speakers and moods, and the
vocoder learns mel bands to samples from that. Resumes from the newest checkpoint in the
work folder; curves go to `curve.csv`. VOICE2 is VOICE with the new vocoder in its tier
`fast`; the tier `quality` stays as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from moodvox.voices.pack import VoicePack
from moodvox_export.emotivoice.lessons import (
    Lesson,
    Spoken,
    Teacher,
    kept,
    lesson,
    spoken,
    texts_for,
)
from moodvox_export.emotivoice.ship import graph_of, with_vocoder
from moodvox_export.emotivoice.vocoder import Vocoder, VocoderSize
from moodvox_export.training.average import Average
from moodvox_export.training.commands import note_command
from moodvox_export.training.config import read_config
from moodvox_export.training.progress import Progress
from moodvox_export.training.schedule import cosine
from moodvox_export.training.states import fit, load_state, same, save_state

FLOOR = 0.02
"""Share of the rate that is left at the end."""
WINDOWS = (256, 512, 1024, 2048)
"""Samples of the spectra that are compared; hops are a quarter."""
QUIET = 1e-4
"""Sizes below this sound alike."""
LINES_FILE, CHECKPOINT_FILE = "lines.npz", "vocoder.pt"


@dataclass(frozen=True)
class VocoderConfig:
    """One distillation; a config file states only what differs.

    Attributes:
        lines, watched: spoken by the teacher to learn from, and to be judged on.
        crop_hops: length of what is learned at a time.
        phase: weight of the complex spectra's difference.
    """

    seed: int = 1
    lines: int = 2000
    watched: int = 8
    crop_hops: int = 64
    batch: int = 16
    steps: int = 200_000
    rate: float = 5e-4
    warmup: int = 200
    average: float = 0.999
    phase: float = 1.0
    channels: int = 384
    blocks: int = 8
    left: int = 6
    ahead: int = 4
    threads: int = 1
    save_every: int = 250

    def size(self, bands: int, hop: int) -> VocoderSize:
        return VocoderSize(bands, hop, self.channels, self.blocks, self.left, self.ahead)


def spectrum(samples: Tensor, window: int) -> Tensor:
    """(B, S) -> (B, bins, columns), complex."""
    return torch.stft(
        samples, window, window // 4, window=torch.hann_window(window, device=samples.device),
        return_complex=True,
    )  # fmt: skip


def distance(said: Tensor, right: Tensor, judged: Tensor, phase: float) -> dict[str, Tensor]:
    """Sizes, their logarithms, and complex spectra, over several windows."""
    said, right = said * judged, right * judged
    zero = said.new_zeros(())
    parts = {"sizes": zero, "logs": zero, "phase": zero}
    for window in WINDOWS:
        found, wanted = spectrum(said, window), spectrum(right, window)
        a, b = found.abs(), wanted.abs()
        parts["sizes"] = parts["sizes"] + (a - b).norm() / b.norm().clamp(min=1e-6)
        near = (torch.log(a + QUIET) - torch.log(b + QUIET)).abs().mean()
        parts["logs"] = parts["logs"] + near
        apart = (torch.view_as_real(found) - torch.view_as_real(wanted)).abs().mean()
        parts["phase"] = parts["phase"] + phase * apart / b.mean().clamp(min=1e-6)
    return {name: part / len(WINDOWS) for name, part in parts.items()}


def distance_db(said: Tensor, right: Tensor) -> float:
    """Root mean square of the difference of log spectra, in decibels; samples (S,)."""
    logs = [20.0 * torch.log10(spectrum(x[None], 1024).abs() + QUIET) for x in (said, right)]
    return float((logs[0] - logs[1]).square().mean().sqrt())


class VocoderTrainer:
    """The state of a distillation and its steps."""

    def __init__(self, config: VocoderConfig, lines: Sequence[Spoken], work: Path) -> None:
        torch.manual_seed(config.seed)
        self.config, self.path, self.step = config, work / CHECKPOINT_FILE, 0
        self.learned, self.watched = lines[: config.lines], lines[config.lines :]
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        mels = np.concatenate([line.mel for line in self.learned])
        hop = len(lines[0].samples) // len(lines[0].mel)
        net = Vocoder(config.size(mels.shape[1], hop))
        net.pieces.mean.copy_(torch.from_numpy(mels.mean(axis=0)))
        net.pieces.deviation.copy_(torch.from_numpy(mels.std(axis=0) + 1e-3))
        level = float(np.sqrt(np.mean([np.square(line.samples).mean() for line in self.learned])))
        nn.init.constant_(net.pieces.head.bias, 0.0)
        with torch.no_grad():
            # Begin about as loud as the teacher.
            net.pieces.head.bias[: hop * 2 + 1] = float(np.log(level * np.sqrt(4.0 * hop) + 1e-6))
        self.net = net.to(self.device)
        self.average = Average(self.net, config.average)
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=config.rate, betas=(0.8, 0.98), weight_decay=0.01
        )

    def draw(self) -> Lesson:
        """The lesson of this step, the same however often the training was broken off."""
        rng = np.random.default_rng([self.config.seed, self.step])
        return lesson(self.learned, self.config.crop_hops, self.config.batch, rng)

    def train_step(self, drawn: Lesson) -> dict[str, Tensor]:
        share = cosine(self.step, self.config.steps, self.config.warmup, FLOOR)
        for group in self.optimiser.param_groups:
            group["lr"] = self.config.rate * share
        said = self.net(drawn.mel.to(self.device), drawn.mask.to(self.device))
        right, judged = drawn.samples.to(self.device), drawn.judged.to(self.device)
        parts = distance(said, right, judged, self.config.phase)
        self.optimiser.zero_grad(set_to_none=True)
        torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.net, self.step)
        self.step += 1
        return {name: part.detach() for name, part in parts.items()}

    def averaged(self) -> Vocoder:
        """The net that is shipped."""
        net = Vocoder(self.net.pieces.size)
        weights = {name: value.cpu() for name, value in self.average.weights.items()}
        net.load_state_dict(weights)
        return net.eval()

    @torch.no_grad()
    def watch(self) -> float:
        """Decibels between spectra of lines that are not learned from."""
        net = self.averaged()
        found = []
        for line in self.watched:
            mel = torch.from_numpy(line.mel)[None]
            said = net(mel, torch.ones(1, len(line.mel), 1))[0]
            found.append(distance_db(said, torch.from_numpy(line.samples)))
        return float(np.mean(found))

    def save(self) -> None:
        state = {
            "config": asdict(self.config), "step": self.step, "model": self.net.state_dict(),
            "average": self.average.weights, "optimiser": self.optimiser.state_dict(),
        }  # fmt: skip
        save_state(state, self.path)

    def resume(self) -> None:
        """Go on from the work folder's checkpoint, if there is one.

        Raises:
            ConfigError: it is of a vocoder of another size, or none.
        """
        if not self.path.is_file():
            return
        state = load_state(self.path, self.device)
        sizes = ("channels", "blocks", "left", "ahead")
        same(state.get("config", {}), self.config, sizes, self.path)
        fit(self.net, state.get("model"), self.path)
        self.average.weights = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]


def distil(trainer: VocoderTrainer) -> None:
    config = trainer.config
    with Progress(trainer.path.parent, "distilling", trainer.step, config.steps) as progress:
        while trainer.step < config.steps:
            if progress.add(trainer.train_step(trainer.draw())):
                progress.row()
            if trainer.step % config.save_every == 0 or trainer.step == config.steps:
                trainer.save()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="moodvox_export emotivoice distil",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("voice", type=Path, metavar="VOICE", help="an imported voice's folder")
    parser.add_argument("--work", type=Path, required=True, help="lines, checkpoints and curves")
    parser.add_argument("--out", type=Path, required=True, metavar="VOICE2")
    parser.add_argument("--config", type=Path, help="what differs from VocoderConfig, in TOML")
    options = parser.parse_args(arguments)
    config = read_config(VocoderConfig, options.config)
    torch.set_num_threads(config.threads)
    pack = VoicePack.open(options.voice)
    teacher = Teacher(pack)
    options.work.mkdir(parents=True, exist_ok=True)
    count = config.lines + config.watched
    said = spoken(teacher, texts_for(count, config.seed), config.seed)
    trainer = VocoderTrainer(config, kept(options.work / LINES_FILE, said, count), options.work)
    trainer.resume()
    note_command(
        options.work, "emotivoice distil", sys.argv[3:] if arguments is None else arguments
    )
    begun = trainer.watch()
    distil(trainer)
    ended = trainer.watch()
    print(
        f"log spectra of {config.watched} lines that were not learned from: "
        f"{begun:.2f} dB off at the beginning of this run, {ended:.2f} dB at step {trainer.step}"
    )
    graph, apart = graph_of(trainer.averaged())
    print(f"streamed in ONNX against whole in torch: {apart:.1e}")
    made = with_vocoder(pack, options.out, graph, f"{ended:.2f} dB, {trainer.step} steps")
    print(f"{made.name} in {made.folder}: its tier 'fast' has the new vocoder")
    return 0
