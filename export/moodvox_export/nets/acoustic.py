"""The acoustic model: phonemes, speaker and mood to columns of features.

    ids, features, speaker, emotion -> PhonemeEncoder -> hidden (B, P, C)
                                          |-> durations, pitch at 4 anchors, energy
    hidden by hop + place + pitch     -> HopDecoder   -> columns (B, 2H, 86)

The encoder sees about 30 phonemes each way; the decoder looks far back but only a few
hops ahead, because every hop of look-ahead is delay between a mood event and the sound.
FastPitch (Lancucki 2021, arXiv 2006.06873) is the nearest relative.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from moodvox.models.own.layout import ANCHORS
from moodvox_export.acoustic.identity import LEARNED, MEASURES
from moodvox_export.nets.convnext import ConvNeXt

PLACE_FEATURES = 4


@dataclass(frozen=True)
class AcousticSize:
    """Sizes of the acoustic model; `columns` is what the decoder gives per column.

    `decoder_channels` other than `channels` makes a `cheap` decoder, for a fast tier.
    """

    symbols: int
    features: int
    speaker: int = 256
    emotion: int = 64
    channels: int = 192
    encoder_dilations: tuple[int, ...] = (1, 2, 4, 1, 2, 4)
    decoder_channels: int = 0
    decoder_blocks: int = 6
    decoder_left: int = 5
    decoder_right: int = 1
    columns: int = 86


class PhonemeEncoder(nn.Module):
    """Phonemes with their speaker and mood -> hidden features and prosody."""

    def __init__(self, size: AcousticSize) -> None:
        super().__init__()
        wide = size.channels
        self.symbol = nn.Embedding(size.symbols, wide)
        self.feature = nn.Linear(size.features, wide)
        self.speaker = nn.Linear(size.speaker, wide)
        self.emotion = nn.Linear(size.emotion, wide)
        self.mood = nn.Sequential(nn.Linear(size.emotion, wide), nn.Tanh(), nn.Linear(wide, wide))
        self.blocks = nn.ModuleList(
            ConvNeXt(wide, left=2, right=2, dilation=d) for d in size.encoder_dilations
        )
        self.conditions = nn.ModuleList(nn.Linear(wide, wide) for _ in size.encoder_dilations)
        self.norm = nn.LayerNorm(wide)
        self.duration = nn.Sequential(nn.Linear(wide, wide), nn.GELU(), nn.Linear(wide, 1))
        self.pitch = nn.Sequential(nn.Linear(wide, wide), nn.GELU(), nn.Linear(wide, ANCHORS))
        self.energy = nn.Linear(wide, 1)

    def forward(
        self, ids: Tensor, features: Tensor, speaker: Tensor, emotion: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Whole lines.

        Args:
            ids: (B, P); features: (B, P, F); speaker: (B, S); emotion: (B, P, E);
            mask: (B, P, 1), 1 inside the line.

        Returns:
            hidden (B, P, C), log hops (B, P), pitch (B, P, 4) in units of 12 semitones
            above 100 Hz, energy (B, P) in nepers.
        """
        condition = self.speaker(speaker)[:, None] + self.emotion(emotion) + self.mood(emotion)
        x = (self.symbol(ids) + self.feature(features) + condition) * mask
        for block, adapt in zip(self.blocks, self.conditions, strict=True):
            x = block((x + adapt(condition)) * mask, mask)
        hidden = self.norm(x) * mask
        return (
            hidden,
            self.duration(hidden)[..., 0],
            self.pitch(hidden),
            self.energy(hidden)[..., 0],
        )


class HopDecoder(nn.Module):
    """Hidden features by hop, place in the phoneme and pitch -> two columns a hop."""

    def __init__(self, size: AcousticSize) -> None:
        super().__init__()
        wide = size.decoder_channels or size.channels
        cheap = wide != size.channels
        self.hidden_channels = size.channels
        self.columns = size.columns
        self.hidden = nn.Linear(size.channels, wide) if cheap else nn.Identity()
        self.place = nn.Linear(PLACE_FEATURES, wide)
        self.pitch = nn.Linear(2, wide)
        self.blocks = nn.ModuleList(
            ConvNeXt(wide, left=size.decoder_left, right=size.decoder_right, cheap=cheap)
            for _ in range(size.decoder_blocks)
        )
        self.norm = nn.LayerNorm(wide)
        self.head = nn.Linear(wide, 2 * size.columns)

    def enter(self, hidden: Tensor, place: Tensor, pitch: Tensor, mask: Tensor) -> Tensor:
        """(B, H, C) input of the first block; `pitch` (B, H, 2) as the encoder gives it."""
        layers = [self.place, self.pitch]
        given = [place, pitch]
        if isinstance(self.hidden, nn.Linear):
            layers, given = [*layers, self.hidden], [*given, hidden]
        # One product of all: a graph has six nodes fewer.
        weight = torch.cat([layer.weight for layer in layers], dim=1)
        bias = torch.stack([layer.bias for layer in layers]).sum(dim=0)
        entered = functional.linear(torch.cat(given, dim=-1), weight, bias)
        return (entered if len(given) == 3 else entered + hidden) * mask

    def leave(self, x: Tensor) -> Tensor:
        """(B, H, C) -> (B, 2H, columns)."""
        columns: Tensor = self.head(self.norm(x))
        return columns.reshape(x.shape[0], x.shape[1] * 2, self.columns)

    def forward(self, hidden: Tensor, place: Tensor, pitch: Tensor, mask: Tensor) -> Tensor:
        x = self.enter(hidden, place, pitch, mask)
        for block in self.blocks:
            x = block(x, mask)
        return self.leave(x)


class AcousticModel(nn.Module):
    """Encoder and decoder, with what is learned of the members beyond their measures."""

    measured: Tensor

    def __init__(self, size: AcousticSize, members: int) -> None:
        super().__init__()
        self.size = size
        self.encoder = PhonemeEncoder(size)
        self.decoder = HopDecoder(size)
        self.learned = nn.Embedding(members + 1, LEARNED, padding_idx=members)
        self.register_buffer("measured", torch.zeros(members, size.speaker))

    def speaker(self, measured: Tensor, member: Tensor) -> Tensor:
        """(B, S) from measured vectors (B, S) and rows (B,); the last row is nobody's."""
        learned = self.learned(member)
        after = measured.shape[1] - MEASURES - LEARNED
        return measured + functional.pad(learned, (MEASURES, after))

    def members(self) -> Tensor:
        """(N, S) the vectors of all members."""
        return self.speaker(self.measured, torch.arange(len(self.measured)))


def by_hop(hidden: Tensor, owner: Tensor) -> Tensor:
    """(B, P, C) and the phoneme of every hop (B, H) -> (B, H, C)."""
    index = owner[..., None].expand(-1, -1, hidden.shape[-1])
    return torch.gather(hidden, 1, index)
