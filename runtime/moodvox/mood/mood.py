"""A mood: weights over named emotions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from moodvox.errors import MoodError
from moodvox.mood.names import NEUTRAL


@dataclass(frozen=True)
class Mood:
    """Weights over named emotions; each >= 0, together <= 1, the rest is neutral.

    `weights` is sorted by name and holds no zero and no `neutral`, so that equal
    moods compare equal. Build one with `Mood.of`.
    """

    weights: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, weights: Mapping[str, float] | Iterable[tuple[str, float]] = ()) -> Mood:
        """Check and normalise `weights`.

        Raises:
            MoodError: a weight is NaN, negative or above 1, or the sum is above 1.
        """
        pairs = weights.items() if isinstance(weights, Mapping) else weights
        kept: dict[str, float] = {}
        for name, weight in pairs:
            if not math.isfinite(weight) or not 0.0 <= weight <= 1.0:
                raise MoodError(
                    f"weight {weight} of '{name}' is outside 0 to 1",
                    where=name,
                    hint="weights run from 0 (none) to 1 (full)",
                )
            if name != NEUTRAL and weight > 0.0:
                kept[name] = kept.get(name, 0.0) + float(weight)
        total = math.fsum(kept.values())
        if total > 1.0 + 1e-6:
            raise MoodError(
                f"weights add up to {total:.3g}, above 1", hint="lower them; the rest is neutral"
            )
        return cls(tuple(sorted(kept.items())))

    def __getitem__(self, name: str) -> float:
        return dict(self.weights).get(name, 0.0)

    def as_dict(self) -> dict[str, float]:
        return dict(self.weights)


NEUTRAL_MOOD = Mood()
