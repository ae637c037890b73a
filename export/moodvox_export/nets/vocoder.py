"""The vocoder: columns of features to one filter a column for pulses and for noise.

The plain part needs no training: the envelope's minimum phase for pulses, shares of
periodic and aperiodic amplitude from the noise bands. On top, a ConvNeXt corrects gains
and phase; its head starts at zero, so training starts from a vocoder that works.

Network with
an inverse-STFT head: Vocos (arXiv 2306.00814); harmonic-plus-noise source: WORLD.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from moodvox.models.own.bands import (
    BANDS,
    NOISE_BANDS,
    band_interpolation,
    minimum_phase,
    noise_interpolation,
)
from moodvox.models.own.layout import BINS
from moodvox_export.nets.convnext import ConvNeXt

MAX_GAIN = 2.5
MAX_PHASE = 3.2


@dataclass(frozen=True)
class VocoderSize:
    """Sizes of the correcting network."""

    channels: int = 160
    blocks: int = 6
    left: int = 5
    right: int = 1


Filters = tuple[Tensor, Tensor, Tensor]


class PlainVocoder(nn.Module):
    """(B, C, 86) columns -> real, imaginary, breath (B, C, 513); nothing is learned."""

    envelope: Tensor
    phase: Tensor
    share: Tensor

    def __init__(self) -> None:
        super().__init__()
        envelope = band_interpolation()
        buffers = {
            "envelope": envelope,
            "phase": envelope @ minimum_phase(),
            "share": noise_interpolation(),
        }
        for name, values in buffers.items():
            self.register_buffer(name, torch.tensor(values, dtype=torch.float32), persistent=False)
        self.blocks = nn.ModuleList()

    def enter(self, columns: Tensor, pitch: Tensor, mask: Tensor) -> Tensor:
        """What the first block takes; here there are no blocks."""
        return columns

    def leave(self, x: Tensor, columns: Tensor) -> Filters:
        """The filters of `columns`, which `x` may correct."""
        zero = columns.new_zeros(())
        return self.filters(columns, zero, zero, zero)

    def filters(self, columns: Tensor, gain: Tensor, phase: Tensor, breath: Tensor) -> Filters:
        """Corrections: log gains of pulses and noise, and radians, (B, C, 513) or one for all."""
        bands = columns[..., :BANDS]
        noise = torch.clamp(columns[..., BANDS : BANDS + NOISE_BANDS], max=0.0)
        voiced = torch.sigmoid(2.0 * columns[..., -1:])
        amplitude = bands @ self.envelope
        share = torch.exp(2.0 * (noise @ self.share))
        periodic = torch.sqrt(torch.clamp(1.0 - share, min=1e-4)) * voiced
        aperiodic = torch.sqrt(share * voiced + (1.0 - voiced) + 1e-6)
        pulse = torch.exp(amplitude + gain) * periodic
        angle = bands @ self.phase + phase
        hiss = torch.exp(amplitude + breath) * aperiodic
        return pulse * torch.cos(angle), pulse * torch.sin(angle), hiss

    def forward(self, columns: Tensor, pitch: Tensor, mask: Tensor) -> Filters:
        x = self.enter(columns, pitch, mask)
        for block in self.blocks:
            x = block(x, mask)
        return self.leave(x, columns)


class Vocoder(PlainVocoder):
    """The plain vocoder, corrected by a network; untrained, it corrects nothing."""

    def __init__(self, size: VocoderSize) -> None:
        super().__init__()
        wide = size.channels
        self.entry = nn.Linear(BANDS + NOISE_BANDS + 2, wide)
        self.blocks.extend(
            ConvNeXt(wide, left=size.left, right=size.right) for _ in range(size.blocks)
        )
        self.norm = nn.LayerNorm(wide)
        self.head = nn.Linear(wide, 3 * BINS)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def enter(self, columns: Tensor, pitch: Tensor, mask: Tensor) -> Tensor:
        bands = (columns[..., :BANDS] + 5.5) / 2.5
        scaled = torch.cat([bands, columns[..., BANDS:], pitch], dim=-1)
        entered: Tensor = self.entry(scaled) * mask
        return entered

    def leave(self, x: Tensor, columns: Tensor) -> Filters:
        gain, phase, breath = torch.split(self.head(self.norm(x)), BINS, dim=-1)
        return self.filters(
            columns,
            MAX_GAIN * torch.tanh(gain / MAX_GAIN),
            MAX_PHASE * torch.tanh(phase / MAX_PHASE),
            MAX_GAIN * torch.tanh(breath / MAX_GAIN),
        )
