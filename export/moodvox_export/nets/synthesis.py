"""Filters and excitation to samples, differentiably: the run time's overlap-add in torch."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from moodvox.models.own.layout import COLUMN_SAMPLES, FFT_SIZE
from moodvox.models.own.overlap import BEFORE, SCALE


def synthesise(spectra: Tensor) -> Tensor:
    """(B, C, 513) complex columns -> (B, 120 C) samples; column c is centred on 120 c."""
    pieces = torch.fft.irfft(spectra, FFT_SIZE, dim=-1) * SCALE
    batch, columns, _ = pieces.shape
    length = (columns - 1) * COLUMN_SAMPLES + FFT_SIZE
    summed = functional.fold(
        pieces.transpose(1, 2), (1, length), (1, FFT_SIZE), stride=(1, COLUMN_SAMPLES)
    )
    return summed.reshape(batch, length)[:, BEFORE : BEFORE + columns * COLUMN_SAMPLES]
