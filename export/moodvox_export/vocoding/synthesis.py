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


def stft_magnitude(samples: Tensor, size: int, hop: int) -> Tensor:
    """(B, bins, places) magnitudes, a little above zero."""
    window = torch.hann_window(size, device=samples.device)
    spectrum = torch.stft(samples, size, hop, size, window, return_complex=True)
    return (spectrum.real**2 + spectrum.imag**2 + 1e-8).sqrt()


RESOLUTIONS = ((2048, 480), (1024, 240), (512, 120), (240, 60), (128, 32))


def spectral_loss(said: Tensor, true: Tensor) -> Tensor:
    """Multi-resolution STFT loss (Yamamoto et al. 2020, arXiv 1910.11480): shape and log."""
    total = said.new_zeros(())
    for size, hop in RESOLUTIONS:
        a, b = stft_magnitude(said, size, hop), stft_magnitude(true, size, hop)
        convergence = (a - b).norm(dim=(1, 2)) / (b.norm(dim=(1, 2)) + 1e-5)
        log = (torch.log(a + 1e-4) - torch.log(b + 1e-4)).abs().mean(dim=(1, 2))
        total = total + (convergence + log).mean()
    return total / len(RESOLUTIONS)
