"""Training checkpoints back to models ready for use."""

from __future__ import annotations

from pathlib import Path

import torch

from moodvox.models.own.bands import BANDS
from moodvox_export.acoustic.pupils import PupilConfig
from moodvox_export.acoustic.train import Config, build_model
from moodvox_export.nets.acoustic import AcousticModel, AcousticSize, HopDecoder
from moodvox_export.nets.vocoder import PlainVocoder, Vocoder, VocoderSize

SHARPEN_BANDS = 5.0
"""Width, in bands, of the blur against which formants are sharpened."""


def sharpen(decoder: HopDecoder, amount: float) -> None:
    """Give back some of the contrast between neighbouring bands that averaging took.

    Bands move away from their blurred selves by `amount`. The bands are a linear function
    of the decoder's last features, so this only changes the weights of its head.
    """
    places = torch.arange(float(BANDS))
    blur = torch.exp(-0.5 * ((places[:, None] - places) / SHARPEN_BANDS) ** 2)
    blur = blur / blur.sum(dim=1, keepdim=True)
    change = torch.eye(decoder.columns)
    change[:BANDS, :BANDS] += amount * (torch.eye(BANDS) - blur)
    both = torch.kron(torch.eye(2), change)
    with torch.no_grad():
        decoder.head.weight.copy_(both @ decoder.head.weight)
        decoder.head.bias.copy_(both @ decoder.head.bias)


def load_acoustic(path: Path, contrast: float = 0.0) -> AcousticModel:
    """The averaged weights of a training checkpoint, or of an `l1.pt`, sharpened."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    known = state.get("config", {})
    model = build_model(Config(**known) if known else Config())
    model.load_state_dict(state.get("average", state))
    sharpen(model.decoder, contrast)
    return model.eval()


def load_vocoder(path: Path | None) -> PlainVocoder:
    """The vocoder of a checkpoint; without one the plain vocoder, which needs no training."""
    if path is None:
        return PlainVocoder().eval()
    vocoder = Vocoder(VocoderSize())
    vocoder.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["average"])
    return vocoder.eval()


def load_pupil(path: Path, teacher: AcousticSize) -> HopDecoder:
    """The averaged weights of a distillation's checkpoint."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    pupil = PupilConfig(**state["config"]).decoder(teacher)
    pupil.load_state_dict(state["average"])
    return pupil.eval()
