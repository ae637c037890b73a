"""How fast a training learns, by its step."""

from __future__ import annotations

import math


def cosine(step: int, steps: int, warmup: int, floor: float) -> float:
    """Share of the full rate: up over `warmup` steps, then down a half cosine to `floor`."""
    warm = min(1.0, (step + 1) / warmup)
    fall = 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
    return warm * (floor + (1 - floor) * fall)
