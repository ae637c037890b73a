"""Where one line stands."""

from __future__ import annotations

import numpy as np

from moodvox.models.family import Floats, Plan
from moodvox.models.foreign.plan import ForeignPlan


class ForeignStream:
    """A line being spoken piece by piece (a `family.RenderStream`)."""

    def __init__(self, plan: ForeignPlan, seed: int, hop_samples: int) -> None:
        self.plan = plan
        self.seed = seed
        self._hop_samples = hop_samples
        self._position = 0

    @property
    def rendered_samples(self) -> int:
        return self._position

    @property
    def spoken_hops(self) -> int:
        """Length of the pieces that were spoken."""
        return int(sum(piece.hops.sum() for piece in self.plan.pieces[: self.plan.spoken]))

    @property
    def fixed_hops(self) -> int:
        return self.spoken_hops if self._position else 0

    @property
    def total_samples(self) -> int:
        """Exact once the last piece was spoken."""
        return int(self.plan.durations.sum()) * self._hop_samples

    def replace_plan(self, plan: Plan) -> None:
        if not isinstance(plan, ForeignPlan):
            raise TypeError("the plan must come from this family")
        self.plan = plan

    def take(self, samples: int) -> Floats:
        """The next samples of the pieces that were spoken; fewer at their end."""
        parts: list[Floats] = []
        start, end = self._position, self._position + samples
        offset = 0
        for piece in self.plan.pieces[: self.plan.spoken]:
            pcm = piece.pcm if piece.pcm is not None else np.zeros(0, np.float32)
            parts.append(pcm[max(0, start - offset) : max(0, end - offset)])
            offset += len(pcm)
        taken = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        self._position += len(taken)
        return taken
