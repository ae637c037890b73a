"""Checkpoints: written whole or not at all, and read with a clear word if they do not fit."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import nn

from moodvox.errors import InputError
from moodvox_export.training.config import ConfigError

HINT = "use another --work, or the config that it was made with"


class NotWrittenError(InputError):
    """A file could not be written, say because the disk is full; the old one stays."""

    code = "not_written"


def write_whole(content: bytes, path: Path) -> None:
    """Write a file beside its place and move it there when it is whole.

    Raises:
        NotWrittenError: the system refused; nothing half written is left.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise NotWrittenError(f"cannot be written: {error}", where=str(path)) from error


def save_state(state: Mapping[str, Any], path: Path) -> None:
    """Write a checkpoint, by way of memory: torch's own writer hides why a disk refused.

    Raises:
        NotWrittenError: as `write_whole`.
    """
    content = io.BytesIO()
    torch.save(state, content)
    write_whole(content.getvalue(), path)


def load_state(path: Path, device: torch.device | str = "cpu") -> dict[str, Any]:
    """Read what `save_state` wrote.

    Raises:
        ConfigError: there is no such file, or it is no checkpoint.
    """
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, UnpicklingError) as error:
        reason = "no such checkpoint" if not path.is_file() else "not a checkpoint"
        raise ConfigError(reason, where=str(path)) from error
    if not isinstance(state, dict):
        raise ConfigError("not a checkpoint", where=str(path))
    return state


def fit(module: nn.Module, weights: Mapping[str, Any] | None, path: Path) -> None:
    """Load weights into a module.

    Raises:
        ConfigError: there are none, or they are of another module or size.
    """
    if weights is None:
        raise ConfigError("a checkpoint of something else", where=str(path), hint=HINT)
    try:
        module.load_state_dict(weights)
    except (RuntimeError, TypeError, AttributeError) as error:
        lines = str(error).splitlines()
        reason = lines[1 if len(lines) > 1 else 0].strip()
        raise ConfigError(f"weights do not fit: {reason}", where=str(path), hint=HINT) from error


def same(found: Mapping[str, Any], own: object, keys: tuple[str, ...], path: Path) -> None:
    """Compare the sizes of a checkpoint's config with those of `own`.

    Raises:
        ConfigError: one differs.
    """
    for key in keys:
        if found.get(key) != getattr(own, key):
            raise ConfigError(
                f"checkpoint has another {key}: {found.get(key)}, not {getattr(own, key)}",
                where=str(path), hint=HINT,
            )  # fmt: skip
