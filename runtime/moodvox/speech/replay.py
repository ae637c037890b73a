"""A line that was kept, in the place of one that is rendered; it can be turned live."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.cache.kept import KeptLine
from moodvox.errors import EngineError
from moodvox.models.family import Floats, Plan, RenderStream, VoiceModel

CATCH_UP_HOPS = 100
"""Rendered at once, unheard, by a line that is turned live."""


@dataclass(frozen=True, eq=False)
class KeptPlan:
    """What is kept of a plan: enough for marks and moods, and nothing to render from."""

    durations: NDArray[np.int64]
    pitch_hz: Floats

    def spliced(self, other: Plan, phoneme: int) -> Plan:
        """A line is turned live before it is planned again: this is never called."""
        raise TypeError("a kept plan cannot be changed")


class Replay:
    """The samples of a kept line, as a `family.RenderStream`."""

    def __init__(self, kept: KeptLine, model: VoiceModel, seed: int) -> None:
        self._kept = kept
        self._model = model
        self._seed = seed
        self._taken = 0

    @property
    def rendered_samples(self) -> int:
        return self._taken

    @property
    def fixed_hops(self) -> int:
        """As a live stream has them, so that marks come as early."""
        if self._taken == 0:
            return 0
        hops = -(-self._taken // self._model.hop_samples) + self._model.lookahead_hops
        return min(hops, len(self._kept.pitch_hz))

    @property
    def total_samples(self) -> int:
        return len(self._kept.pcm)

    def replace_plan(self, plan: Plan) -> None:
        """See `KeptPlan.spliced`."""
        raise TypeError("a kept plan cannot be changed")

    def take(self, hops: int) -> Floats:
        """The next samples; fewer at the end."""
        pcm = self._kept.pcm[self._taken : self._taken + hops * self._model.hop_samples]
        self._taken += len(pcm)
        return pcm

    def live(self, plan: Plan) -> RenderStream:
        """A stream of the model's own that stands where this one does.

        Args:
            plan: the line's, made anew.

        Raises:
            EngineError: the plan is another one now, or a device failed.
        """
        stream = self._model.open(plan, self._seed)
        while stream.rendered_samples < self._taken:
            missing = self._taken - stream.rendered_samples
            hops = min(CATCH_UP_HOPS, -(-missing // self._model.hop_samples))
            self._model.render([stream], hops)
        # Some families know their lengths only once they spoke: compared is what is fixed.
        ends = np.cumsum(self._kept.durations)
        fixed = int(np.searchsorted(ends, stream.fixed_hops, side="right"))
        if not np.array_equal(plan.durations[:fixed], self._kept.durations[:fixed]):
            raise EngineError("the line is planned otherwise than when it was kept")
        return stream
