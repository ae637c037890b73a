"""Training checkpoints back to models ready for use."""

from __future__ import annotations

from pathlib import Path

import torch

from moodvox.models.own.bands import BANDS
from moodvox_export.acoustic.pupils import PupilConfig
from moodvox_export.acoustic.roster import Roster
from moodvox_export.acoustic.trainer import Config, build_model, roster_in
from moodvox_export.nets.acoustic import AcousticModel, AcousticSize, HopDecoder
from moodvox_export.training.config import ConfigError
from moodvox_export.training.states import fit, load_state

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


def load_acoustic(
    path: Path, contrast: float = 0.0, roster: Roster | None = None
) -> tuple[AcousticModel, Roster]:
    """The averaged weights of a training checkpoint, or of an `l1.pt`, sharpened; and who is in it.

    `roster` is for an `l1.pt`, which does not hold its own; the bundled one otherwise.

    Raises:
        ConfigError: it is no checkpoint, of something else, or of another roster.
    """
    state = load_state(path)
    weights = state.get("average", state)
    members = roster_in(state, path) if roster is None or "roster" in state else roster
    count = len(weights["measured"]) if "measured" in weights else len(members.members)
    if count != len(members.members) or (roster is not None and roster != members):
        raise ConfigError(
            f"a checkpoint of {count} speakers and another roster", where=str(path),
            hint=f"'{(roster or members).name}' has {len((roster or members).members)}",
        )  # fmt: skip
    known = state.get("config", {})
    try:
        config = Config(**known)
    except TypeError as error:
        raise ConfigError("a checkpoint of something else", where=str(path)) from error
    model = build_model(config, count)
    fit(model, weights, path)
    sharpen(model.decoder, contrast)
    return model.eval(), members


def load_pupil(path: Path, teacher: AcousticSize) -> HopDecoder:
    """The averaged weights of a distillation's checkpoint.

    Raises:
        ConfigError: it is no checkpoint, of something else, or of another teacher.
    """
    state = load_state(path)
    try:
        pupil = PupilConfig(**state.get("config", {})).decoder(teacher)
    except TypeError as error:
        raise ConfigError("a checkpoint of something else", where=str(path)) from error
    fit(pupil, state.get("average"), path)
    return pupil.eval()
