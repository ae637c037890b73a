"""What the acoustic model is trained on, one number for each part.

L1 on log bands makes speech that is right but flat; the adversarial stage
(`discriminator.py`) gives back the fine structure that averaging takes.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from moodvox.models.own.bands import BANDS, NOISE_BANDS
from moodvox.models.own.layout import PITCH_SCALE_ST
from moodvox_export.acoustic.batching import Batch
from moodvox_export.nets.acoustic import AcousticModel, by_hop

TEXTURE_WIDTHS = (1.5, 4.0, 9.0)
"""Standard deviations, in bands."""

TEXTURE_STEPS = (1, 4)
"""Distances, in columns."""


@dataclass
class Spoken:
    """What the model says of a batch; `columns` (B, 2H, 86) given the true pitch and timing."""

    hidden: Tensor
    log_hops: Tensor
    pitch: Tensor
    energy: Tensor
    columns: Tensor

    @property
    def bands(self) -> Tensor:
        return self.columns[..., :BANDS]


def speak(model: AcousticModel, batch: Batch) -> Spoken:
    speaker = model.speaker(batch.speaker, batch.member)
    hidden, log_hops, pitch, energy = model.encoder(
        batch.ids, batch.features, speaker, batch.emotion, batch.phoneme_mask
    )
    by_hops = by_hop(hidden, batch.owner)
    columns = model.decoder(by_hops, batch.place, batch.pitch, batch.hop_mask)
    return Spoken(hidden, log_hops.float(), pitch.float(), energy.float(), columns.float())


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.expand_as(values).sum().clamp(min=1.0)


def losses(said: Spoken, batch: Batch) -> dict[str, Tensor]:
    """Weighted parts; their sum is the loss."""
    inside = batch.column_mask
    weight = inside * batch.band_mask[:, None, :]
    bands = said.bands
    audible = weight * (0.35 + torch.sigmoid((batch.bands + 7.5) * 1.5))
    steps = weight[:, 1:] * inside[:, :-1]
    noise = said.columns[..., BANDS : BANDS + NOISE_BANDS]
    voicing = said.columns[..., -1]
    periodic = inside * batch.voiced[..., None]
    phones = batch.phoneme_mask[..., 0]
    heard = phones * (0.05 + batch.voiced_share)
    true_energy = _phoneme_mean(batch)
    return {
        "bands": 2.0 * _mean((bands - batch.bands).abs(), audible),
        "bands_step": _mean(((bands - batch.bands).diff(dim=1)).abs(), steps),
        "texture": 0.5 * texture(bands, batch.bands, audible),
        "noise": 0.4 * _mean((noise - batch.noise).abs(), periodic),
        "voicing": 0.2
        * _mean(
            functional.binary_cross_entropy_with_logits(voicing, batch.voiced, reduction="none"),
            inside[..., 0],
        ),
        "duration": _mean((said.log_hops - batch.log_hops).abs(), phones),
        "pitch": 3.0 * _mean((said.pitch - batch.anchors).abs(), heard[..., None]),
        "pitch_spread": 0.5 * _spread(said.pitch, batch.anchors, heard),
        "energy": 0.1 * _mean((said.energy - true_energy).abs(), phones),
    }


def texture(said: Tensor, true: Tensor, weight: Tensor) -> Tensor:
    """How far the sizes of the bands' movements are from the true ones, in nepers.

    L1 asks where each band is, and is best served by a blur. This asks how much a band
    stands out from its neighbours (at three widths), changes from column to column (at
    two distances) and varies over the line, for each line and band.
    """
    total = said.new_zeros(())
    for width in TEXTURE_WIDTHS:
        blur = _blur(width, said.device)
        total = total + _log_gap(said - said @ blur, true - true @ blur, weight)
    for step in TEXTURE_STEPS:
        both = torch.minimum(weight[:, step:], weight[:, :-step])
        total = total + _log_gap(
            said[:, step:] - said[:, :-step], true[:, step:] - true[:, :-step], both
        )
    total = total + _log_gap(_centred(said, weight), _centred(true, weight), weight)
    return total / (len(TEXTURE_WIDTHS) + len(TEXTURE_STEPS) + 1)


@functools.cache
def _blur(width: float, device: torch.device) -> Tensor:
    """(80, 80) Gaussian blur over bands; kept on the device, for copies wait for it."""
    places = torch.arange(float(BANDS), device=device)
    blur = torch.exp(-0.5 * ((places[:, None] - places) / width) ** 2)
    return (blur / blur.sum(dim=1, keepdim=True)).T


def _centred(bands: Tensor, weight: Tensor) -> Tensor:
    mean = (bands * weight).sum(dim=1, keepdim=True) / weight.sum(dim=1, keepdim=True).clamp(min=1)
    return bands - mean


def _log_gap(said: Tensor, true: Tensor, weight: Tensor) -> Tensor:
    """Mean over lines and bands of the gap between log root mean squares."""
    count = weight.sum(dim=1)
    size = [((x**2 * weight).sum(dim=1) / count.clamp(min=1.0) + 1e-4).log() / 2
            for x in (said, true)]  # fmt: skip
    return _mean((size[0] - size[1]).abs(), (count > 20).float())


def _phoneme_mean(batch: Batch) -> Tensor:
    """(B, P) mean log band of each phoneme."""
    by_column = batch.bands.mean(dim=2)
    by_hops = by_column.reshape(by_column.shape[0], -1, 2).mean(dim=2) * batch.hop_mask[..., 0]
    sums = torch.zeros_like(batch.log_hops).scatter_add(1, batch.owner, by_hops)
    counts = torch.zeros_like(sums).scatter_add(1, batch.owner, batch.hop_mask[..., 0])
    return sums / counts.clamp(min=1.0)


def _spread(pitch: Tensor, anchors: Tensor, heard: Tensor) -> Tensor:
    """L1 flattens pitch: ask for each line's own deviation as well."""

    def deviation(values: Tensor) -> Tensor:
        weight = heard[..., None].expand_as(values)
        total = weight.sum(dim=(1, 2)).clamp(min=1.0)
        mean = (values * weight).sum(dim=(1, 2)) / total
        square = ((values - mean[:, None, None]) ** 2 * weight).sum(dim=(1, 2)) / total
        return (square + 1e-5).sqrt()

    return (deviation(pitch) - deviation(anchors)).abs().mean()


@torch.no_grad()
def report(said: Spoken, batch: Batch) -> dict[str, Tensor]:
    """Figures in plain units for the log: band error in dB, pitch in semitones.

    They stay tensors: reading a number makes a GPU's queue run empty.
    """
    inside = batch.column_mask * batch.band_mask[:, None, :]
    phones = batch.phoneme_mask[..., 0]
    heard = (phones * (batch.voiced_share > 0.5))[..., None]
    return {
        "bands_db": _mean((said.bands - batch.bands).abs(), inside) * 8.686,
        "log_hops": _mean((said.log_hops - batch.log_hops).abs(), phones),
        "pitch_st": _mean((said.pitch - batch.anchors).abs(), heard) * PITCH_SCALE_ST,
        "contrast": fine_contrast(said.bands, batch) / fine_contrast(batch.bands, batch),
    }


def fine_contrast(bands: Tensor, batch: Batch) -> Tensor:
    """Mean size of what a band differs from its neighbours' mean: formants against blur."""
    fine = bands[..., 1:-1] - (bands[..., :-2] + bands[..., 2:]) / 2
    return _mean(fine.abs(), batch.column_mask * batch.band_mask[:, None, 1:-1])
