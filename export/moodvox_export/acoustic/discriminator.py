"""A small patch discriminator over log bands, for the adversarial stage.

Least-squares GAN (Mao et al. 2017, arXiv 1611.04076) with feature matching.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class BandDiscriminator(nn.Module):
    """(B, C, 80) log bands -> a score for every patch, and the features on the way."""

    def __init__(self, wide: int = 32) -> None:
        super().__init__()
        sizes = [
            (1, wide, 2),
            (wide, wide * 2, 2),
            (wide * 2, wide * 2, 2),
            (wide * 2, wide * 2, 1),
        ]
        self.layers = nn.ModuleList(
            nn.utils.parametrizations.weight_norm(
                nn.Conv2d(inner, outer, (5, 5) if index else (3, 5), stride=(stride, stride),
                          padding=(2, 2) if index else (1, 2))
            )
            for index, (inner, outer, stride) in enumerate(sizes)
        )  # fmt: skip
        self.head = nn.Conv2d(wide * 2, 1, 3, padding=1)

    def forward(self, bands: Tensor) -> tuple[Tensor, list[Tensor]]:
        x = (bands[:, None] + 5.5) / 2.5
        features = []
        for layer in self.layers:
            x = functional.leaky_relu(layer(x), 0.1)
            features.append(x)
        return self.head(x), features


Judged = tuple[Tensor, list[Tensor]]


def discriminator_loss(true: Judged, false: Judged) -> Tensor:
    return ((true[0].float() - 1) ** 2).mean() + (false[0].float() ** 2).mean()


def fooling_loss(true: Judged, false: Judged) -> tuple[Tensor, Tensor]:
    """(score loss, feature matching) for the generator."""
    fooling = ((false[0].float() - 1) ** 2).mean()
    matching = torch.stack(
        [
            (t.float().detach() - f.float()).abs().mean()
            for t, f in zip(true[1], false[1], strict=True)
        ]
    ).mean()
    return fooling, matching
