"""Repeated measurements as the few numbers that are quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Figures:
    """Of `count` measurements, in the unit of their name."""

    count: int
    mean: float
    p50: float
    p90: float
    p95: float
    p99: float
    largest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Figures:
        """Summarise at least one value. Between two of them, percentiles take the upper one.

        Raises:
            ValueError: there is no value.
        """
        if not values:
            raise ValueError("nothing was measured")
        wanted = np.percentile(values, [50, 90, 95, 99], method="higher")
        p50, p90, p95, p99 = (float(p) for p in wanted)
        return cls(len(values), float(np.mean(values)), p50, p90, p95, p99, float(max(values)))
