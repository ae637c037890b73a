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
    """(..., 86) columns -> real, imaginary, pulse, breath (..., 257)."""

    envelope: Tensor
    phase: Tensor
    gains: Tensor

    def __init__(self) -> None:
        super().__init__()
        # Rows of zeros for the other features: a product with them is less than a slice.
        others = np.zeros((NOISE_BANDS + 1, BINS))
        envelope, phase = (np.concatenate([table, others]) for table in filter_tables())
        tables = {"envelope": envelope, "phase": phase, "gains": noise_interpolation()}
        for name, values in tables.items():
            table = torch.tensor(values, dtype=torch.float32)
            self.register_buffer(name, table, persistent=False)

    def forward(self, columns: Tensor) -> Filters:
        noise = torch.clamp(columns[..., BANDS : BANDS + NOISE_BANDS], max=0.0)
        voiced = torch.sigmoid(2.0 * columns[..., -1:])
        share = torch.exp(2.0 * noise)
        pulse = torch.sqrt(torch.clamp(1.0 - share, min=1e-4)) * voiced
        breath = torch.sqrt(share * voiced + (1.0 - voiced) + 1e-6)
        size, angle = torch.exp(columns @ self.envelope), columns @ self.phase
        real, imaginary = size * torch.cos(angle), size * torch.sin(angle)
        return real, imaginary, pulse @ self.gains, breath @ self.gains
