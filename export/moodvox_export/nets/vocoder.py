"""The vocoder: columns of features to one filter a column for pulses and for noise.

Nothing is learned: the envelope's minimum phase for pulses, shares of periodic and
aperiodic amplitude from the noise bands. Samples come by an inverse STFT of the filtered
source, as in Vocos (arXiv 2306.00814); harmonic-plus-noise source: WORLD.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from moodvox.models.own.bands import (
    BANDS,
    NOISE_BANDS,
    band_interpolation,
    minimum_phase,
    noise_interpolation,
)

Filters = tuple[Tensor, Tensor, Tensor]


class PlainVocoder(nn.Module):
    """(B, C, 86) columns -> real, imaginary, breath (B, C, 513)."""

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

    def forward(self, columns: Tensor) -> Filters:
        bands = columns[..., :BANDS]
        noise = torch.clamp(columns[..., BANDS : BANDS + NOISE_BANDS], max=0.0)
        voiced = torch.sigmoid(2.0 * columns[..., -1:])
        amplitude = bands @ self.envelope
        share = torch.exp(2.0 * (noise @ self.share))
        periodic = torch.sqrt(torch.clamp(1.0 - share, min=1e-4)) * voiced
        aperiodic = torch.sqrt(share * voiced + (1.0 - voiced) + 1e-6)
        pulse = torch.exp(amplitude) * periodic
        angle = bands @ self.phase
        hiss = torch.exp(amplitude) * aperiodic
        return pulse * torch.cos(angle), pulse * torch.sin(angle), hiss
