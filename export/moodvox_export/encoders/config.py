"""One training of an encoder: what may be chosen."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path

from moodvox_export.acoustic.train import ConfigError


@dataclass(frozen=True)
class EncoderConfig:
    """One experiment; a config file states only what differs."""

    seed: int = 1
    batch: int = 16
    steps: int = 1800
    rate: float = 1.5e-3
    warmup: int = 60
    weight_decay: float = 0.02
    average: float = 0.99
    pull: float = 0.3
    """How hard the emotion encoder is drawn away from telling who speaks."""
    examples: int = 80
    """Batches that the plain part is solved over, before the training and after it."""
    ridge: float = 120.0
    save_every: int = 100

    @classmethod
    def load(cls, path: Path | None) -> EncoderConfig:
        """Read a TOML file.

        Raises:
            ConfigError: it cannot be read, or holds an unknown key.
        """
        if path is None:
            return cls()
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(str(error), where=str(path)) from error
        known = sorted(f.name for f in fields(cls))
        if unknown := sorted(set(values) - set(known)):
            raise ConfigError(f"unknown keys {unknown}", where=str(path), hint=f"known: {known}")
        return replace(cls(), **values)
