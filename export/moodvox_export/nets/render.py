"""Decoder and vocoder as one graph that runs in steps: what `render.onnx` is.

Every block's look-ahead delays its output, so a call gives the filters of earlier
columns than the hops it was fed: `delay_columns` earlier. All state travels through one
packed tensor, so a run time needs no knowledge of the layers.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from moodvox_export.nets.acoustic import HopDecoder
from moodvox_export.nets.convnext import ConvNeXt
from moodvox_export.nets.vocoder import PlainVocoder


class Carried:
    """Reads the packed state piece by piece and collects the next one."""

    def __init__(self, state: Tensor) -> None:
        self._state = state
        self._at = 0
        self._next: list[Tensor] = []

    def read(self, places: int, channels: int) -> Tensor:
        piece = self._state[:, self._at : self._at + places * channels]
        self._at += places * channels
        return piece.reshape(-1, places, channels)

    def write(self, values: Tensor) -> None:
        self._next.append(values.flatten(1))

    def packed(self) -> Tensor:
        return torch.cat(self._next, dim=1)


class RenderStep(nn.Module):
    """hidden, place, pitch, mask, state -> real, imaginary, breath, next state."""

    def __init__(self, decoder: HopDecoder) -> None:
        super().__init__()
        self.decoder = decoder
        self.vocoder = PlainVocoder()
        self.delay_hops = sum(block.right for block in _blocks(decoder))

    @property
    def delay_columns(self) -> int:
        return 2 * self.delay_hops

    @property
    def state_size(self) -> int:
        """Length of the packed state of one line."""
        return sum(
            (block.left + block.right) * (_channels(block) + 1) for block in _blocks(self.decoder)
        )

    def forward(
        self, hidden: Tensor, place: Tensor, pitch: Tensor, mask: Tensor, state: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """One step of N hops; shapes as in the run time's `models/own/model.py`."""
        carried = Carried(state)
        x = self.decoder.enter(hidden, place, pitch, mask)
        x = _through(_blocks(self.decoder), x, mask, carried)
        real, imaginary, breath = self.vocoder(self.decoder.leave(x))
        return real, imaginary, breath, carried.packed()


def _blocks(part: HopDecoder) -> list[ConvNeXt]:
    return [block for block in part.blocks if isinstance(block, ConvNeXt)]


def _channels(block: ConvNeXt) -> int:
    return block.scale.shape[0]


def _through(blocks: list[ConvNeXt], x: Tensor, mask: Tensor, carried: Carried) -> Tensor:
    for block in blocks:
        past = carried.read(block.left + block.right, _channels(block))
        past_mask = carried.read(block.left + block.right, 1)
        x, mask, past, past_mask = block.step(x, mask, past, past_mask)
        carried.write(past)
        carried.write(past_mask)
    return x
