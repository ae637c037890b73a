"""A vocoder by inverse STFT that learns from an imported voice's own.

    mel (B, H, M) -> ConvNeXt blocks -> size and phase of each column -> samples (B, 256 H)

A column's piece spans four hops, from the one before it, so a sample waits for one
column behind its own and for what the blocks look ahead. Run in steps, blocks and the
overlap-add carry their state in one packed tensor.

Vocos: Siuzdak 2023 (arXiv 2306.00814).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from moodvox_export.nets.carried import Carried
from moodvox_export.nets.convnext import ConvNeXt

SPAN = 4
"""Hops that a column's piece spans."""
BEFORE = 1
"""Of these before the column's own."""
LOUDEST = 6.0
"""Logarithm of the largest size of a coefficient, against overflow."""


@dataclass(frozen=True)
class VocoderSize:
    """Sizes of the vocoder; the first `ahead` blocks look one hop ahead."""

    bands: int
    hop: int
    channels: int = 384
    blocks: int = 8
    left: int = 6
    ahead: int = 4


class Pieces(nn.Module):
    """(B, H, M) mel bands -> (B, H, 4 hop) windowed pieces of sound."""

    mean: Tensor
    deviation: Tensor
    basis: Tensor

    def __init__(self, size: VocoderSize) -> None:
        super().__init__()
        self.size = size
        wide, span = size.channels, SPAN * size.hop
        self.enter = nn.Linear(size.bands, wide)
        self.blocks = nn.ModuleList(
            ConvNeXt(wide, left=size.left, right=int(i < size.ahead)) for i in range(size.blocks)
        )
        self.norm = nn.LayerNorm(wide)
        self.head = nn.Linear(wide, span + 2)
        self.register_buffer("mean", torch.zeros(size.bands))
        self.register_buffer("deviation", torch.ones(size.bands))
        self.register_buffer("basis", _inverse(span), persistent=False)

    def begin(self, mel: Tensor, mask: Tensor) -> Tensor:
        """(B, H, C), 0 outside of the line."""
        entered: Tensor = self.enter((mel - self.mean) / self.deviation) * mask
        return entered

    def end(self, x: Tensor, mask: Tensor) -> Tensor:
        """(B, H, 4 hop), 0 outside of the line."""
        loud, angle = self.head(self.norm(x)).chunk(2, dim=-1)
        strength = torch.exp(torch.clamp(loud, max=LOUDEST))
        both = torch.cat([strength * torch.cos(angle), strength * torch.sin(angle)], dim=-1)
        pieces: Tensor = (both @ self.basis) * mask
        return pieces

    def convnexts(self) -> list[ConvNeXt]:
        return [block for block in self.blocks if isinstance(block, ConvNeXt)]


class Vocoder(nn.Module):
    """Whole lines, to train with."""

    def __init__(self, size: VocoderSize) -> None:
        super().__init__()
        self.pieces = Pieces(size)

    def forward(self, mel: Tensor, mask: Tensor) -> Tensor:
        """mel (B, H, M), mask (B, H, 1) -> samples (B, hop H)."""
        x = self.pieces.begin(mel, mask)
        for block in self.pieces.convnexts():
            x = block(x, mask)
        pieces = self.pieces.end(x, mask)
        sides = functional.pad(pieces, (0, 0, SPAN - 1, BEFORE))
        summed = overlapped(sides, self.pieces.size.hop)
        return summed[:, BEFORE * self.pieces.size.hop :]


class VocoderStep(nn.Module):
    """The next N hops of each line: mel, mask, state -> samples, next state.

    Samples come `delay_hops` late.
    """

    def __init__(self, vocoder: Vocoder) -> None:
        super().__init__()
        self.pieces = vocoder.pieces

    @property
    def delay_hops(self) -> int:
        return self._ahead + BEFORE

    @property
    def _ahead(self) -> int:
        return sum(block.right for block in self.pieces.convnexts())

    @property
    def state_size(self) -> int:
        """Length of the packed state of one line."""
        size = self.pieces.size
        places = sum(block.left + block.right for block in self.pieces.convnexts())
        return places * size.channels + self._ahead + (SPAN - 1) * SPAN * size.hop

    def forward(self, mel: Tensor, mask: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """mel (B, N, M), mask (B, N, 1), state (B, Z) -> samples (B, hop N), state (B, Z)."""
        carried, size = Carried(state), self.pieces.size
        masks = torch.cat([carried.read(self._ahead, 1), mask], dim=1)
        carried.write(masks[:, mask.shape[1] :])
        x, first = self.pieces.begin(mel, mask), self._ahead
        for block in self.pieces.convnexts():
            first -= block.right
            mask = masks[:, first : first + mel.shape[1]]
            past = carried.read(block.left + block.right, size.channels)
            x, past = block.step(x, mask, past)
            carried.write(past)
        before = carried.read(SPAN - 1, SPAN * size.hop)
        pieces = torch.cat([before, self.pieces.end(x, mask)], dim=1)
        carried.write(pieces[:, -(SPAN - 1) :])
        return torch.clamp(overlapped(pieces, size.hop), -1.0, 1.0), carried.packed()


def overlapped(pieces: Tensor, hop: int) -> Tensor:
    """(B, 3 + N, 4 hop) -> (B, hop N): each hop is the sum of the four pieces over it."""
    count = pieces.shape[1] - (SPAN - 1)
    parts = [
        pieces[:, SPAN - 1 - k : SPAN - 1 - k + count, k * hop : (k + 1) * hop] for k in range(SPAN)
    ]
    return torch.stack(parts).sum(dim=0).flatten(1)


def _inverse(span: int) -> Tensor:
    """(span + 2, span): real and imaginary parts to windowed samples."""
    bins = span // 2 + 1
    unit = torch.eye(bins, dtype=torch.complex64)
    window = torch.hann_window(span) / (SPAN / 2)
    rows = torch.cat([torch.fft.irfft(unit, span), torch.fft.irfft(1j * unit, span)])
    return rows * window
