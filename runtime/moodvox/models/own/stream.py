"""One line on its way through the render graph: all state between two calls."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import EngineError
from moodvox.models.own.excitation import REACH, Excitation
from moodvox.models.own.filtering import Due, Filters
from moodvox.models.own.layout import COLUMN_SAMPLES, HOP_COLUMNS, HOP_SAMPLES, Grid
from moodvox.models.own.overlap import OverlapAdd
from moodvox.models.own.plan import OwnPlan

Floats = NDArray[np.float32]

CEILING = 0.98
KNEE = 0.8


class OwnStream:
    """State of one line: hops fed, the graph's state, excitation and unfinished samples."""

    def __init__(
        self, plan: OwnPlan, seed: int, state: Floats, delay_hops: int, grid: Grid
    ) -> None:
        self.plan = plan
        self.state = state
        self._delay_hops = delay_hops
        self._grid = grid
        self._fed = 0
        self._excitation = Excitation(seed)
        self._sums = OverlapAdd(grid)
        self._taken = 0
        self._last = False

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

    def inputs(self, hops: int, row: Mapping[str, Floats]) -> None:
        """Write the next N hops into zeros: hidden (N, C), place (N, 4), pitch (N, 2), mask
        (N, 1), state. Behind the line's end they stay zero.
        """
        plan, first = self.plan, self._fed
        row["state"][...] = self.state
        count = max(0, min(hops, plan.hops - first))
        here = slice(first, first + count)
        row["hidden"][:count] = plan.hidden[plan.owner[here]]
        row["place"][:count] = plan.place[here]
        row["pitch"][:count] = plan.pitch[here]
        row["mask"][:count] = 1.0

    def fed(self, hops: int, filters: Filters, state: Floats) -> Due:
        """The graph took the next N hops and gave the filters of as many, earlier by its delay.

        What is returned goes through `filtered` and then into `add`.
        """
        plan, before, each = self.plan, self._fed, self._grid.hop_columns
        pitch_hz = plan.column_pitch_hz[before * HOP_COLUMNS : (before + hops) * HOP_COLUMNS]
        self._fed += hops
        self.state = state
        first = (before - self._delay_hops) * each
        skip = max(0, -first)
        end = plan.hops * each
        last = min(first + hops * each, end)
        count = max(0, last - first - skip)
        if count and self._fed >= plan.hops:
            known = self._excitation.columns + len(pitch_hz)
            behind = max(0, self._columns_under(last) - known)
            pitch_hz = np.concatenate([pitch_hz, np.full(behind, plan.column_pitch_hz[-1])])
        self._excitation.extend(pitch_hz)
        self._last = last == end
        put_in = plan.with_inserts(first + skip, filters.cut(skip, skip + count))
        return Due(self._excitation, first + skip, count, put_in)

    def _columns_under(self, columns: int) -> int:
        """Analysed columns whose pitch the windows of so many columns of the grid need."""
        grid = self._grid
        end = (columns - 1) * grid.column_samples - grid.before + grid.window_samples
        return -(-(end + REACH) // COLUMN_SAMPLES) + 1

    def add(self, pieces: Floats) -> None:
        """Take what the columns that were due became: samples (n, 512)."""
        if len(pieces):
            self._sums.add(pieces)
            if self._last:
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
