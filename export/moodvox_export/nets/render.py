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

    def __init__(self, decoder: HopDecoder, vocoder: PlainVocoder) -> None:
        super().__init__()
        self.decoder = decoder
        self.vocoder = vocoder
        self.decoder_delay = sum(block.right for block in _blocks(decoder))
        self.vocoder_delay = sum(block.right for block in _blocks(vocoder))

    @property
    def delay_columns(self) -> int:
        return 2 * self.decoder_delay + self.vocoder_delay

    @property
    def state_size(self) -> int:
        """Length of the packed state of one line."""
        size = 0
        for part in (self.decoder, self.vocoder):
            for block in _blocks(part):
                size += (block.left + block.right) * (_channels(block) + 1)
        size += self.decoder_delay * 2
        size += self.vocoder_delay * (self.decoder.columns)
        return size

    def forward(
        self, hidden: Tensor, place: Tensor, pitch: Tensor, mask: Tensor, state: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """One step of N hops; shapes as in the run time's `models/own/model.py`."""
        carried = Carried(state)
        x = self.decoder.enter(hidden, place, pitch, mask)
        x, inside = _through(_blocks(self.decoder), x, mask, carried)
        columns = self.decoder.leave(x)
        late_pitch = _delayed(pitch, self.decoder_delay, carried)
        batch, hops = pitch.shape[0], pitch.shape[1]
        by_column = late_pitch.reshape(batch, 2 * hops, 1)
        column_mask = inside.expand(-1, -1, 2).reshape(batch, 2 * hops, 1)
        entered = self.vocoder.enter(columns, by_column, column_mask)
        y, _ = _through(_blocks(self.vocoder), entered, column_mask, carried)
        late_columns = _delayed(columns, self.vocoder_delay, carried)
        real, imaginary, breath = self.vocoder.leave(y, late_columns)
        return real, imaginary, breath, carried.packed()


def _blocks(part: HopDecoder | PlainVocoder) -> list[ConvNeXt]:
    return [block for block in part.blocks if isinstance(block, ConvNeXt)]


def _channels(block: ConvNeXt) -> int:
    return block.scale.shape[0]


def _through(
    blocks: list[ConvNeXt], x: Tensor, mask: Tensor, carried: Carried
) -> tuple[Tensor, Tensor]:
    for block in blocks:
        past = carried.read(block.left + block.right, _channels(block))
        past_mask = carried.read(block.left + block.right, 1)
        x, mask, past, past_mask = block.step(x, mask, past, past_mask)
        carried.write(past)
        carried.write(past_mask)
    return x, mask


def _delayed(values: Tensor, places: int, carried: Carried) -> Tensor:
    """The same track, `places` later."""
    if not places:
        return values
    window = torch.cat([carried.read(places, values.shape[2]), values], dim=1)
    count = values.shape[1]
    carried.write(window[:, count:])
    return window[:, :count]
