"""One line on its way through the render graph: all state between two calls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import EngineError
from moodvox.models.own.excitation import Excitation
from moodvox.models.own.layout import (
    COLUMN_SAMPLES,
    HOP_COLUMNS,
    HOP_SAMPLES,
    WINDOW_SAMPLES,
)
from moodvox.models.own.overlap import OverlapAdd
from moodvox.models.own.plan import OwnPlan

Floats = NDArray[np.float32]

CEILING = 0.98
KNEE = 0.8

WINDOW_COLUMNS = WINDOW_SAMPLES // COLUMN_SAMPLES
"""Columns that one window of the excitation spans: so far is pitch needed past the last."""


class OwnStream:
    """State of one line: hops fed, the graph's state, excitation and unfinished samples."""

    def __init__(self, plan: OwnPlan, seed: int, state_size: int, delay_columns: int) -> None:
        self.plan = plan
        self.state = np.zeros(state_size, np.float32)
        self._delay_columns = delay_columns
        self._fed = 0
        self._excitation = Excitation(seed)
        self._sums = OverlapAdd()
        self._taken = 0

    @property
    def rendered_samples(self) -> int:
        return self._taken

    @property
    def fixed_hops(self) -> int:
        return min(self._fed, self.plan.hops)

    @property
    def total_samples(self) -> int:
        return self.plan.hops * HOP_SAMPLES

    def replace_plan(self, plan: OwnPlan) -> None:
        """Go on with `plan` from the next hop fed.

        Raises:
            EngineError: `plan` differs in hops that were fed already.
        """
        fixed = self.fixed_hops
        if fixed and (
            plan.hops < fixed or not np.array_equal(plan.owner[:fixed], self.plan.owner[:fixed])
        ):
            raise EngineError(f"the new plan differs within the {fixed} hops already rendered")
        self.plan = plan

    def inputs(self, hops: int) -> tuple[Floats, Floats, Floats, Floats]:
        """hidden (N, C), place (N, 4), pitch (N, 2) and mask (N, 1) of the next N hops."""
        plan, first = self.plan, self._fed
        count = max(0, min(hops, plan.hops - first))
        here = slice(first, first + count)
        hidden = np.zeros((hops, plan.hidden.shape[1]), np.float32)
        place = np.zeros((hops, plan.place.shape[1]), np.float32)
        pitch = np.zeros((hops, HOP_COLUMNS), np.float32)
        mask = np.zeros((hops, 1), np.float32)
        hidden[:count] = plan.hidden[plan.owner[here]]
        place[:count] = plan.place[here]
        pitch[:count] = plan.pitch[here]
        mask[:count] = 1.0
        return hidden, place, pitch, mask

    def advance(self, hops: int, filters: tuple[Floats, Floats, Floats], state: Floats) -> None:
        """Take what the graph gave for the N hops fed: filters of 2N columns (2N, 513)."""
        plan, before = self.plan, self._fed
        fed = plan.column_pitch_hz[before * HOP_COLUMNS : (before + hops) * HOP_COLUMNS]
        self._excitation.extend(fed)
        self._fed += hops
        self.state = state
        first = before * HOP_COLUMNS - self._delay_columns
        skip = max(0, -first)
        end = plan.hops * HOP_COLUMNS
        last = min(first + hops * HOP_COLUMNS, end)
        count = last - first - skip
        if count <= 0:
            return
        if self._fed >= plan.hops:
            behind = last + WINDOW_COLUMNS - self._excitation.columns
            if behind > 0:
                self._excitation.extend(np.full(behind, plan.column_pitch_hz[-1]))
        pulses, noise = self._excitation.spectra(first + skip, count)
        real, imaginary, breath = (part[skip : skip + count] for part in filters)
        self._sums.add(pulses * (real + 1j * imaginary) + noise * breath)
        if last == end:
            self._sums.finish()

    def ready(self) -> int:
        """Samples that `take` could give now."""
        return min(self._sums.complete, self.total_samples) - self._taken

    def take(self, samples: int) -> Floats:
        """The next samples, at most `samples`; peaks are rounded below full scale."""
        count = max(0, min(samples, self.ready()))
        self._taken += count
        return soft_limit(self._sums.take(count))


def soft_limit(samples: Floats) -> Floats:
    """Above `KNEE` bend towards `CEILING`: a function of each sample alone, so no state."""
    size = np.abs(samples)
    if size.size == 0 or float(size.max()) <= KNEE:
        return samples
    room = CEILING - KNEE
    bent = KNEE + room * np.tanh((size - KNEE) / room)
    return np.where(size > KNEE, np.sign(samples) * bent, samples).astype(np.float32)
