"""The encoders' net: a mel spectrum of any length to one vector.

Shape letters: B recordings, M mel bands, T columns, C channels, K kinds of speakers.

Two strided convolutions and ConvNeXt blocks over time, then attentive statistics
pooling (Okabe, Koshinaka, Shinoda 2018): the mean and deviation of every channel over
the moments that tell something. Gradient reversal: Ganin & Lempitsky 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from moodvox.enrolment.mel import BANDS
from moodvox_export.nets.convnext import ConvNeXt

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
        self.head = nn.Sequential(
            nn.Linear(2 * wide, 256), nn.GELU(), nn.LayerNorm(256), nn.Linear(256, size.measured)
        )

    def measure(self, mel: Tensor) -> Tensor:
        """(B, M, T) -> (B, measured)."""
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
        measured: Tensor = self.head(pooled)
        return measured

    def forward(self, mel: Tensor) -> Tensor:
        return functional.pad(self.measure(mel), (0, self.size.vector - self.size.measured))


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
