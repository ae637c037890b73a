"""Training checkpoints back to models ready for use."""

from __future__ import annotations

from pathlib import Path

import torch

from moodvox_export.acoustic.train import Config, build_model
from moodvox_export.nets.acoustic import AcousticModel
from moodvox_export.nets.vocoder import Vocoder, VocoderSize


def load_acoustic(path: Path) -> AcousticModel:
    """The averaged weights of a training checkpoint, or of an `l1.pt`."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    known = state.get("config", {})
    model = build_model(Config(**known) if known else Config())
    model.load_state_dict(state.get("average", state))
    return model.eval()


def load_vocoder(path: Path | None) -> Vocoder:
    """The vocoder of a checkpoint; without one the plain vocoder, which needs no training."""
    vocoder = Vocoder(VocoderSize())
    if path is not None:
        vocoder.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["average"])
    return vocoder.eval()
