"""Training of the acoustic model: L1 first, then adversarially in feature space.

    python -m moodvox_export train --corpus F.npz --work DIR [--config F.toml] [--roster F.toml]

Resumes from the newest checkpoint in the work folder. Curves go to `curve.csv`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from moodvox_export.acoustic import style
from moodvox_export.acoustic.batching import Batch, batches, collate
from moodvox_export.acoustic.drawing import Drawer
from moodvox_export.acoustic.roster import Roster, load_roster
from moodvox_export.acoustic.trainer import Config, Trainer
from moodvox_export.corpus.packed import Example, unpack
from moodvox_export.training.commands import note_command
from moodvox_export.training.config import ConfigError, read_config
from moodvox_export.training.progress import Progress
from moodvox_export.training.states import save_state

HELD_LINES = 32


def train(trainer: Trainer, drawer: Drawer, held: Batch | None = None) -> None:
    """Train to the last step, with checkpoints and a curve on the way.

    `held` are lines that are never trained on; the curve says how well they go.
    """
    config = trainer.config
    total = config.steps + config.adversarial_steps
    source = batches(drawer, config.batch, config.seed * 1000 + trainer.step, config.workers)
    with Progress(trainer.work, "training", trainer.step, total) as progress:
        while trainer.step < total:
            if progress.add(trainer.train_step(next(source).to(trainer.device))):
                due = held is not None and trainer.step % config.check_every == 0
                progress.row(trainer.check(held) if held is not None and due else None)
            if trainer.step % config.save_every == 0 or trainer.step in (config.steps, total):
                trainer.save()
            if trainer.step == config.steps:
                save_state(trainer.average.weights, trainer.work / "l1.pt")
            if config.keep_every and trainer.step % config.keep_every == 0:
                save_state(trainer.average.weights, trainer.work / f"average-{trainer.step}.pt")


def held_out_lines(examples: Sequence[Example], roster: Roster) -> Batch | None:
    """Lines of recordings that are never trained on; None if a corpus has none."""
    try:
        drawer = Drawer(examples, style.presets(), roster=roster, trained=False)
    except ConfigError:
        return None
    rng = np.random.default_rng(0)
    return collate([drawer.draw(rng) for _ in range(HELD_LINES)])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export train", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    parser.add_argument("--work", type=Path, required=True, help="checkpoints and curves")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--start", type=Path, help="weights to start from instead of chance")
    parser.add_argument("--roster", type=Path, help="who the voice can be; the bundled one's else")
    options = parser.parse_args(arguments)
    config, roster = read_config(Config, options.config), load_roster(options.roster)
    torch.set_num_threads(config.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    examples = [example for path in options.corpus for example in unpack(path)]
    roster.check_heard(e.speaker for e in examples)
    drawer = Drawer(examples, style.presets(), roster=roster)
    trainer = Trainer(config, options.work, device, roster)
    if options.start:
        trainer.start_from(options.start)
    trainer.model.measured.copy_(torch.from_numpy(drawer.member_vectors()))
    trainer.resume()
    note_command(options.work, "train", sys.argv[2:] if arguments is None else arguments)
    held = held_out_lines(examples, roster)
    train(trainer, drawer, held.to(device) if held else None)
    return 0
