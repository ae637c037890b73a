"""The encoder as a graph for whole lines: what `plan.onnx` is.

Of a `PhonemeEncoder` nothing changes but the form of the work. Lines of one batch are
equally long, so there is no mask. A mood that stays is given once and not for every
phoneme, and so is all that is made of it. Products of one input are one. Everything is a
picture of one row, (B, 1, P, C), so that no shape has to change for the convolutions (see
`ConvNeXt.mix_row`).

Sums keep their order: a graph made before in INT8 gives the same to the last bit.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from moodvox_export.nets.acoustic import PhonemeEncoder
from moodvox_export.nets.convnext import ConvNeXt


class PlanGraph(nn.Module):
    """ids, features, speaker, emotion -> hidden, prosody."""

    def __init__(self, encoder: PhonemeEncoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.blocks = [block for block in encoder.blocks if isinstance(block, ConvNeXt)]
        layers = [layer for layer in encoder.conditions if isinstance(layer, nn.Linear)]
        self.adapt = _layer([layer.weight for layer in layers], [layer.bias for layer in layers])
        (long, how_long), (high, how_high) = _ends(encoder.duration), _ends(encoder.pitch)
        self.heads = _layer([long.weight, high.weight], [long.bias, high.bias])
        # Durations from the first half of what comes of that, pitch from the second.
        apart = [
            functional.pad(how_long.weight, (0, high.out_features)),
            functional.pad(how_high.weight, (long.out_features, 0)),
        ]
        self.tell = _layer(apart, [how_long.bias, how_high.bias])

    def forward(
        self, ids: Tensor, features: Tensor, speaker: Tensor, emotion: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Whole lines of P phonemes.

        Args:
            ids: (B, 1, P); features: (B, 1, P, F); speaker: (B, S);
            emotion: (B, 1, Q, E), Q is P, or 1 for a mood that stays.

        Returns:
            hidden (B, 1, P, C); log hops and pitch at 4 anchors (B, 1, P, 5), in the
            encoder's units. What the encoder says of energy is for training alone.
        """
        encoder = self.encoder
        voice = encoder.speaker(speaker).reshape(-1, 1, 1, encoder.speaker.out_features)
        condition = voice + encoder.emotion(emotion) + encoder.mood(emotion)
        widths = [encoder.speaker.out_features] * len(self.blocks)
        adapted = self.adapt(condition).split(widths, dim=-1)
        x = encoder.symbol(ids) + encoder.feature(features) + condition
        for block, own in zip(self.blocks, adapted, strict=True):
            x = x + own
            x = x + block.mix_row(x)
        hidden: Tensor = encoder.norm(x)
        return hidden, self.tell(functional.gelu(self.heads(hidden)))


def _ends(head: nn.Sequential) -> tuple[nn.Linear, nn.Linear]:
    """Both layers of a head, without what bends between them."""
    first, last = (layer for layer in head if isinstance(layer, nn.Linear))
    return first, last


def _layer(weights: list[Tensor], biases: list[Tensor]) -> nn.Linear:
    """Several layers that take the same as one that gives all of theirs side by side."""
    weight, bias = torch.cat(weights), torch.cat(biases)
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer
