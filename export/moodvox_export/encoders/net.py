"""The encoders' net: a mel spectrum of any length to one vector.

Shape letters: B recordings, M mel bands, T columns, C channels, K kinds of speakers.

Two strided convolutions and ConvNeXt blocks over time, then attentive statistics
pooling (Okabe, Koshinaka, Shinoda 2018): the mean and deviation of every channel over
the moments that tell something. Beside them stands a linear map of plain statistics of
the spectrum, which is solved and not trained: it knows most of what there is to know.
Gradient reversal: Ganin & Lempitsky 2015.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from moodvox.enrolment.mel import BANDS
from moodvox_export.nets.convnext import ConvNeXt

STATISTICS = 3 * BANDS
"""Of every band: mean, deviation, mean change from column to column."""

MIDDLE, SPREAD = -5.0, 3.0
"""Of log mel powers, to about unit variance."""


@dataclass(frozen=True)
class EncoderSize:
    """`measured` numbers are learned; the vector has `vector`, the rest are 0."""

    measured: int
    vector: int
    channels: int = 112
    early_blocks: int = 1
    late_blocks: int = 4


class Encoder(nn.Module):
    """(B, M, T) -> (B, vector)."""

    def __init__(self, size: EncoderSize) -> None:
        super().__init__()
        self.size = size
        wide = size.channels
        self.stem = nn.Conv1d(BANDS, wide, 5, stride=2, padding=2)
        self.early = nn.ModuleList(
            ConvNeXt(wide, left=3, right=3) for _ in range(size.early_blocks)
        )
        self.narrow = nn.Conv1d(wide, wide, 3, stride=2, padding=1)
        self.late = _blocks(wide, size.late_blocks)
        self.norm = nn.LayerNorm(wide)
        self.attend = nn.Sequential(nn.Linear(wide, 64), nn.Tanh(), nn.Linear(64, wide))
        self.last = nn.Linear(256, size.measured)
        self.head = nn.Sequential(nn.Linear(2 * wide, 256), nn.GELU(), nn.LayerNorm(256), self.last)
        self.plain = nn.Linear(STATISTICS, size.measured)
        nn.init.zeros_(self.plain.weight)
        nn.init.zeros_(self.plain.bias)

    def measure(self, mel: Tensor) -> Tensor:
        """(B, M, T) -> (B, measured)."""
        measured: Tensor = self.learned(mel) + self.plain(statistics(mel))
        return measured

    def learned(self, mel: Tensor) -> Tensor:
        """(B, M, T) -> (B, measured), the part that is trained."""
        x = functional.gelu(self.stem((mel - MIDDLE) / SPREAD)).transpose(1, 2)
        for block in self.early:
            x = block(x, torch.ones_like(x[..., :1]))
        x = self.narrow(x.transpose(1, 2)).transpose(1, 2)
        for block in self.late:
            x = block(x, torch.ones_like(x[..., :1]))
        x = self.norm(x)
        weight = torch.softmax(self.attend(x), dim=1)
        mean = (weight * x).sum(dim=1)
        variance = (weight * (x - mean[:, None]) ** 2).sum(dim=1)
        pooled = torch.cat([mean, torch.sqrt(variance + 1e-5)], dim=-1)
        found: Tensor = self.head(pooled)
        return found

    def settle(self, mels: Sequence[Tensor], truth: Tensor, known: Tensor, ridge: float) -> None:
        """Solve the plain part, and how far the trained part is to be believed.

        Least squares over examples (M, T) whose `truth` (N, measured) is `known` (N, measured).
        """
        with torch.no_grad():
            learned = torch.cat([self.learned(mel[None]) for mel in mels])
            plain = torch.cat([statistics(mel[None]) for mel in mels])
            middle, spread = plain.mean(dim=0), plain.std(dim=0) + 1e-3
            ones = torch.ones(len(plain), 1)
            own = learned / (learned.std(dim=0) + 1e-3)
            trust = (learned.std(dim=0) > 1e-6).float() / (learned.std(dim=0) + 1e-3)
            last = self.last
            scale, weight = last.weight.clone(), self.plain.weight.clone()
            shift, bias = last.bias.clone(), self.plain.bias.clone()
            for column in range(truth.shape[1]):
                table = torch.cat([own[:, column : column + 1], (plain - middle) / spread, ones], 1)
                rows = known[:, column : column + 1].double()
                square = (table.double() * rows).T @ table.double()
                keep = torch.full((table.shape[1],), ridge, dtype=torch.float64)
                keep[-1] = 0.0
                found = torch.linalg.solve(
                    square + torch.diag(keep * rows.sum() / 1000 + 1e-6),
                    (table.double() * rows).T @ truth[:, column].double(),
                ).float()
                believed = found[0] * trust[column]
                scale[column], shift[column] = (
                    last.weight[column] * believed,
                    last.bias[column] * believed,
                )
                weight[column] = found[1:-1] / spread
                bias[column] = found[-1] - (found[1:-1] * middle / spread).sum()
            for parameter, value in (
                (last.weight, scale), (last.bias, shift),
                (self.plain.weight, weight), (self.plain.bias, bias),
            ):  # fmt: skip
                parameter.copy_(value)

    def forward(self, mel: Tensor) -> Tensor:
        return functional.pad(self.measure(mel), (0, self.size.vector - self.size.measured))


def statistics(mel: Tensor) -> Tensor:
    """(B, M, T) -> (B, 3 M), about -2 to 2."""
    scaled = (mel - MIDDLE) / SPREAD
    mean = scaled.mean(dim=2)
    deviation = torch.sqrt(((scaled - mean[..., None]) ** 2).mean(dim=2) + 1e-5)
    change = (scaled[..., 1:] - scaled[..., :-1]).abs().mean(dim=2)
    return torch.cat([mean, deviation, change], dim=1)


def _blocks(channels: int, count: int) -> nn.ModuleList:
    return nn.ModuleList(ConvNeXt(channels, left=3, right=3) for _ in range(count))


class _Reverse(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, x: Tensor, pull: float) -> Tensor:
        context.pull = pull
        return x.view_as(x)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return -context.pull * gradient, None


class SpeakerClassifier(nn.Module):
    """(B, measured) -> (B, K) scores: who speaks; its gradient comes back reversed."""

    def __init__(self, measured: int, kinds: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(measured, 96), nn.GELU(), nn.Linear(96, 96), nn.GELU(), nn.Linear(96, kinds)
        )

    def forward(self, measured: Tensor, pull: float) -> Tensor:
        scores: Tensor = self.layers(_Reverse.apply(measured, pull))  # type: ignore[no-untyped-call]
        return scores
