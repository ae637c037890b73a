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


def train(
    work: Path, *, steps: int, batch: int, rate: float, seed: int, threads: int, say_every: int
) -> None:
    """Train or go on training; leaves `checkpoint.pt` in `work`."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    dictionary = Dictionary.bundled()
    corpus, watched = Corpus(dictionary, "trained"), Corpus(dictionary, "watched")
    net, mean = LetterNet(), LetterNet()
    mean.load_state_dict(net.state_dict())
    print(f"{len(corpus.words)} words, {sum(p.numel() for p in net.parameters())} parameters")
    decayed = [p for p in net.parameters() if p.dim() > 1]
    other = [p for p in net.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": other, "weight_decay": 0.0}],
        lr=rate, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    step, epoch, used = 0, 0, 0
    checkpoint = work / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        net.load_state_dict(state["net"])
        mean.load_state_dict(state["mean"])
        optimizer.load_state_dict(state["optimizer"])
        step, epoch, used = state["step"], state["epoch"], state["used"]
        print(f"going on from step {step}")
    work.mkdir(parents=True, exist_ok=True)
    begun, loss_sum, since = time.monotonic(), 0.0, 0
    while step < steps:
        batches = corpus.epoch(seed * 10007 + epoch, batch)
        for indices in batches[used:]:
            letters, slots, targets, lengths = corpus.tensors(indices)
            warm = min(1.0, (step + 1) / 300)
            cosine = 0.5 + 0.5 * math.cos(math.pi * min(1.0, step / steps))
            for group in optimizer.param_groups:
                group["lr"] = rate * warm * (0.01 + 0.99 * cosine)
            with torch.autocast("cpu", torch.bfloat16):
                answers = net.answers(letters)
            losses = [loss_of(answer, slots, targets, lengths) for answer in answers]
            loss = losses[-1] + MID_WEIGHT * torch.stack(losses[:-1]).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            with torch.no_grad():
                decay = min(EMA_DECAY, (step + 1) / (step + 10))
                for average, parameter in zip(mean.parameters(), net.parameters(), strict=True):
                    average.lerp_(parameter, 1.0 - decay)
            step, used, since = step + 1, used + 1, since + 1
            loss_sum += losses[-1].item()
            if step % say_every == 0 or step == steps:
                pace = (time.monotonic() - begun) / since
                print(
                    f"step {step} epoch {epoch} loss {loss_sum / since:.4f} {1000 * pace:.0f} ms/step "
                    f"watched {asdict(judge(mean, watched))}",
                    flush=True,
                )
                begun, loss_sum, since = time.monotonic(), 0.0, 0
                state = {
                    "net": net.state_dict(), "mean": mean.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step, "epoch": epoch, "used": used,
                }  # fmt: skip
                torch.save(state, checkpoint.with_suffix(".part"))
                checkpoint.with_suffix(".part").replace(checkpoint)
            if step >= steps:
                break
        else:
            epoch, used = epoch + 1, 0


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
    train(
        options.work, steps=options.steps, batch=options.batch, rate=options.rate,
        seed=options.seed, threads=options.threads, say_every=options.say_every,
    )  # fmt: skip


if __name__ == "__main__":
    main()
