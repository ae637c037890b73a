"""The vocoder: columns of features to one filter a column, and what goes into it.

Nothing is learned: the envelope with its minimum phase filters a source that pulses and
noise are mixed to, by gains in five bands. Samples come by an inverse STFT of the filtered
source, as in Vocos (arXiv 2306.00814); harmonic-plus-noise source: WORLD.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from moodvox.models.own.bands import (
    BANDS,
    NOISE_BANDS,
    filter_tables,
    noise_interpolation,
)
from moodvox.models.own.layout import BINS

Filters = tuple[Tensor, Tensor, Tensor, Tensor]


class PlainVocoder(nn.Module):
    """(..., 86) columns -> real, imaginary, pulse, breath (..., 257).

    Both tables of the bands are one, and both gains: a graph has half as many nodes so.
    """

    filters: Tensor
    gains: Tensor

    def __init__(self) -> None:
        super().__init__()
        filters = np.zeros((BANDS + NOISE_BANDS + 1, 2 * BINS))
        filters[:BANDS] = np.concatenate(filter_tables(), axis=1)
        gains = np.kron(np.eye(2), noise_interpolation())
        for name, values in {"filters": filters, "gains": gains}.items():
            table = torch.tensor(values, dtype=torch.float32)
            self.register_buffer(name, table, persistent=False)

    def forward(self, columns: Tensor) -> Filters:
        noise = torch.clamp(columns[..., BANDS : BANDS + NOISE_BANDS], max=0.0)
        voiced = torch.sigmoid(2.0 * columns[..., -1:])
        share = torch.exp(2.0 * noise)
        pulse = torch.sqrt(torch.clamp(1.0 - share, min=1e-4)) * voiced
        breath = torch.sqrt(share * voiced + (1.0 - voiced) + 1e-6)
        gains = torch.cat([pulse, breath], dim=-1) @ self.gains
        amplitude, angle = torch.split(columns @ self.filters, BINS, dim=-1)
        pulse, breath = torch.split(gains, BINS, dim=-1)
        size = torch.exp(amplitude)
        return size * torch.cos(angle), size * torch.sin(angle), pulse, breath
