"""Decoder and vocoder as one graph that runs in steps: what `render.onnx` is.

Every block's look-ahead delays its output, so a call gives the filters of earlier hops
than those it was fed: `delay_hops` earlier. All state travels through one packed tensor,
so a run time needs no knowledge of the layers.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from moodvox.models.own.layout import GRIDS, HOP_COLUMNS, Grid
from moodvox_export.nets.acoustic import HopDecoder
from moodvox_export.nets.convnext import ConvNeXt
from moodvox_export.nets.vocoder import PlainVocoder

TIER_GRIDS = {"quality": GRIDS[120], "fast": GRIDS[240]}
"""The fast tier filters once a hop: with short ramps that is as good (decision 0141)."""


class RenderStep(nn.Module):
    """hidden, place, pitch, mask, state -> real, imaginary, pulse, breath, next state.

    Args:
        grid: how often there is a filter. Where that is once a hop, it is made of the mean
            of the hop's columns: in the log domain, so the decoder's last layer does it.
    """

    def __init__(self, decoder: HopDecoder, grid: Grid) -> None:
        super().__init__()
        self.decoder = decoder
        self.vocoder = PlainVocoder()
        self.grid = grid
        self.head = _thinned(decoder.head, HOP_COLUMNS // grid.hop_columns)
        blocks = _blocks(decoder)
        self.delay_hops = sum(block.right for block in blocks)
        self._widths = [block.scale.shape[0] for block in blocks]
        self._kept = max([block.left + block.right for block in blocks] + [self.delay_hops])

    @property
    def state_shape(self) -> tuple[int, int]:
        """Of one line: the last inputs of every block and their mask, side by side."""
        return self._kept, sum(self._widths) + 1

    def forward(
        self, hidden: Tensor, place: Tensor, pitch: Tensor, mask: Tensor, state: Tensor
    ) -> tuple[Tensor, ...]:
        """One step of N hops; shapes as in the run time's `models/own/model.py`."""
        *pasts, past_mask = torch.split(state, [*self._widths, 1], dim=-1)
        x = self.decoder.enter(hidden, place, pitch, mask)
        masks = torch.cat([past_mask, mask], dim=1)
        kept = []
        delay = 0
        for block, past in zip(_blocks(self.decoder), pasts, strict=True):
            delay += block.right
            inside = masks[:, self._kept - delay : -delay or None]
            x, after = self._step(block, x, inside, past)
            kept.append(after)
        next_state = torch.cat([*kept, masks[:, -self._kept :]], dim=-1)
        return (*self.vocoder(self._columns(x)), next_state)

    def _step(
        self, block: ConvNeXt, x: Tensor, inside: Tensor, past: Tensor
    ) -> tuple[Tensor, Tensor]:
        """One block; those that look less far than others carry more than they need."""
        spare = self._kept - block.left - block.right
        out, after = block.step(x, inside, past[:, spare:])
        return out, after if not spare else torch.cat([past, x], dim=1)[:, -self._kept :]

    def _columns(self, x: Tensor) -> Tensor:
        """(B, N, C) -> (B M, 86) on the grid; a reshape that needs no other shape."""
        columns: Tensor = self.head(self.decoder.norm(x))
        return columns.reshape(-1, self.decoder.columns)


def _thinned(head: nn.Linear, each: int) -> nn.Linear:
    """A layer that gives the mean of every so many columns instead of each."""
    if each == 1:
        return head
    columns = head.out_features // HOP_COLUMNS
    thin = nn.Linear(head.in_features, head.out_features // each)
    with torch.no_grad():
        for given, own in ((head.weight, thin.weight), (head.bias, thin.bias)):
            own.copy_(given.reshape(-1, each, columns, *given.shape[1:]).mean(1).flatten(0, 1))
    return thin


def _blocks(part: HopDecoder) -> list[ConvNeXt]:
    return [block for block in part.blocks if isinstance(block, ConvNeXt)]
