"""One training of an encoder: what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass


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
