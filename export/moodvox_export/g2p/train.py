"""Train the letter net on the bundled dictionary.

    python -m moodvox_export.g2p.train --work work/g2p [--steps 4400] [--threads 2]

Resumable: run it again and it goes on from `checkpoint.pt` in the work folder. The
same seed, steps and threads give the same batches in the same order. Then export with
`python -m moodvox_export.g2p.export`.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from moodvox.phonemes.dictionary import Dictionary
from moodvox.phonemes.g2p import BLANK, SLOTS, TARGETS, collapse, encode
from moodvox_export.g2p.net import LetterNet
from moodvox_export.g2p.score import Score, score
from moodvox_export.g2p.split import clean_words, part_of

_TARGET_ID = {symbol: index for index, symbol in enumerate(TARGETS)}
EMA_DECAY = 0.998
MID_WEIGHT = 0.25
WARM_STEPS = 300


class Corpus:
    """The words of one part with their default pronunciations."""

    def __init__(self, dictionary: Dictionary, part: str) -> None:
        self.words = [word for word in clean_words(dictionary) if part_of(word) == part]
        self.wanted = [dictionary.variants(word) for word in self.words]

    def epoch(self, seed: int, batch: int) -> list[list[int]]:
        """Batches of words of like length, in an order that only `seed` decides."""
        dice = random.Random(seed)
        order = sorted(range(len(self.words)), key=lambda i: (len(self.words[i]), dice.random()))
        batches = [order[start : start + batch] for start in range(0, len(order), batch)]
        dice.shuffle(batches)
        return batches

    def tensors(self, indices: list[int]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Letters (B, L), their slots (B,), targets (sum), target lengths (B,)."""
        words = [self.words[index] for index in indices]
        said = [self.wanted[index][0] for index in indices]
        flat = [_TARGET_ID[symbol] for phonemes in said for symbol in phonemes]
        return (
            torch.from_numpy(encode(words)),
            torch.tensor([SLOTS * (len(word) + 2) for word in words]),
            torch.tensor(flat),
            torch.tensor([len(phonemes) for phonemes in said]),
        )


def loss_of(scores: Tensor, slots: Tensor, targets: Tensor, lengths: Tensor) -> Tensor:
    """CTC loss per phoneme of scores (B, L * SLOTS, V)."""
    log_probs = scores.float().log_softmax(-1).transpose(0, 1)
    total = F.ctc_loss(
        log_probs, targets, slots, lengths, BLANK, reduction="sum", zero_infinity=True
    )
    return total / lengths.sum()


def judge(net: LetterNet, corpus: Corpus) -> Score:
    """Greedy answers for all words of the corpus, scored."""
    net.eval()
    answers: list[tuple[str, ...]] = []
    with torch.no_grad():
        for start in range(0, len(corpus.words), 512):
            letters = torch.from_numpy(encode(corpus.words[start : start + 512]))
            answers += [collapse(row) for row in net(letters).argmax(-1).tolist()]
    net.train()
    return score(answers, corpus.wanted)


class Trainer:
    """A net, its running mean and where training stands."""

    def __init__(self, work: Path, *, steps: int, batch: int, rate: float, seed: int) -> None:
        torch.manual_seed(seed)
        self.checkpoint = work / "checkpoint.pt"
        self.steps, self.batch, self.rate, self.seed = steps, batch, rate, seed
        dictionary = Dictionary.bundled()
        self.corpus, self.watched = Corpus(dictionary, "trained"), Corpus(dictionary, "watched")
        self.net, self.mean = LetterNet(), LetterNet()
        self.mean.load_state_dict(self.net.state_dict())
        decayed = [p for p in self.net.parameters() if p.dim() > 1]
        other = [p for p in self.net.parameters() if p.dim() <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": other, "weight_decay": 0.0}],
            lr=rate, betas=(0.9, 0.98), fused=True,
        )  # fmt: skip
        self.step = self.epoch = self.used = 0
        if self.checkpoint.exists():
            self._load()

    def _load(self) -> None:
        state = torch.load(self.checkpoint, weights_only=True)
        self.net.load_state_dict(state["net"])
        self.mean.load_state_dict(state["mean"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.epoch, self.used = state["step"], state["epoch"], state["used"]
        print(f"going on from step {self.step}")

    def save(self) -> None:
        """Write the checkpoint; a kill while writing leaves the old one whole."""
        state = {
            "net": self.net.state_dict(), "mean": self.mean.state_dict(),
            "optimizer": self.optimizer.state_dict(), "step": self.step, "epoch": self.epoch,
            "used": self.used, "seed": self.seed,
            "command": "python -m moodvox_export.g2p.train --work work/g2p"
            f" --steps {self.steps} --batch {self.batch} --rate {self.rate} --seed {self.seed}",
        }  # fmt: skip
        part = self.checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.checkpoint)

    def learn(self, indices: list[int]) -> float:
        """One step on these words; the loss of the final answers."""
        letters, slots, targets, lengths = self.corpus.tensors(indices)
        warm = min(1.0, (self.step + 1) / WARM_STEPS)
        cosine = 0.5 + 0.5 * math.cos(math.pi * min(1.0, self.step / self.steps))
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * warm * (0.01 + 0.99 * cosine)
        with torch.autocast("cpu", torch.bfloat16):
            answers = self.net.answers(letters)
        losses = [loss_of(answer, slots, targets, lengths) for answer in answers]
        loss = losses[-1] + MID_WEIGHT * torch.stack(losses[:-1]).sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        decay = min(EMA_DECAY, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            for average, weight in zip(self.mean.parameters(), self.net.parameters(), strict=True):
                average.lerp_(weight, 1.0 - decay)
        self.step, self.used = self.step + 1, self.used + 1
        return losses[-1].item()

    def run(self, say_every: int) -> None:
        """Train to the last step; report and save every `say_every` steps."""
        begun, losses = time.monotonic(), []
        while self.step < self.steps:
            batches = self.corpus.epoch(self.seed * 10007 + self.epoch, self.batch)
            for indices in batches[self.used :]:
                losses.append(self.learn(indices))
                if self.step % say_every == 0 or self.step == self.steps:
                    pace_ms = 1000.0 * (time.monotonic() - begun) / len(losses)
                    print(
                        f"step {self.step} epoch {self.epoch} "
                        f"loss {sum(losses) / len(losses):.4f} {pace_ms:.0f} ms/step "
                        f"watched {asdict(judge(self.mean, self.watched))}",
                        flush=True,
                    )
                    self.save()
                    begun, losses = time.monotonic(), []
                if self.step >= self.steps:
                    return
            self.epoch, self.used = self.epoch + 1, 0


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True, help="folder for the checkpoint")
    parser.add_argument("--steps", type=int, default=4400)
    parser.add_argument("--batch", type=int, default=256, help="words a step")
    parser.add_argument("--rate", type=float, default=2e-3, help="peak learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--say-every", type=int, default=250, help="steps between reports")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(
        options.work, steps=options.steps, batch=options.batch, rate=options.rate,
        seed=options.seed,
    )  # fmt: skip
    size = sum(p.numel() for p in trainer.net.parameters())
    print(f"{len(trainer.corpus.words)} words, {size} parameters")
    trainer.run(options.say_every)


if __name__ == "__main__":
    main()
