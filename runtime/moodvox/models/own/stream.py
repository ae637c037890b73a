"""One line on its way through the render graph: all state between two calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import EngineError
from moodvox.models.own.excitation import Excitation
from moodvox.models.own.filtering import Due
from moodvox.models.own.layout import COLUMN_SAMPLES, HOP_COLUMNS, HOP_SAMPLES, Grid
from moodvox.models.own.overlap import OverlapAdd
from moodvox.models.own.plan import OwnPlan
from moodvox.models.own.pulses import REACH

Floats = NDArray[np.float32]

AHEAD_COLUMNS = 128
"""So far pulses are made at once, beyond what is needed: 0.64 s."""

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
        self._excitation.pulses.rewind(fixed * HOP_COLUMNS)

    def inputs(self, hops: int, feeds: Mapping[str, Floats], row: int) -> None:
        """Write the next N hops into a row of zeros: hidden (B, N, C), place (B, N, 4), pitch
        (B, N, 2), mask (B, N, 1), state. Behind the line's end they stay zero.
        """
        plan, first = self.plan, self._fed
        feeds["state"][row] = self.state
        last = min(first + hops, plan.hops)
        if last > first:
            count = last - first
            feeds["hidden"][row, :count] = plan.hidden[plan.owner[first:last]]
            feeds["place"][row, :count] = plan.place[first:last]
            feeds["pitch"][row, :count] = plan.pitch[first:last]
            feeds["mask"][row, :count] = 1.0

    def fed(self, hops: int, state: Floats, row: int) -> Due:
        """The graph took the next N hops; from `row` on it gave the filters of as many, earlier
        by its delay. What of these the line has is due; then it goes into `add`.
        """
        plan, each = self.plan, self._grid.hop_columns
        first = (self._fed - self._delay_hops) * each
        self._fed += hops
        self.state = state
        skip, end = max(0, -first), plan.hops * each
        last = min(first + hops * each, end)
        count = max(0, last - first - skip)
        if count:
            self._make_pulses(self._columns_under(last))
        self._last = last == end
        rows = slice(row + skip, row + skip + count)
        put_in = plan.put_in(first + skip, count) if plan.inserts else ()
        return Due(self._excitation, first + skip, rows, put_in)

    def _make_pulses(self, columns: int) -> None:
        """Those of the first analysed columns, and of some more; behind the end pitch stays."""
        pulses, pitch_hz = self._excitation.pulses, self.plan.column_pitch_hz
        known = pulses.columns
        if known < columns:
            pulses.extend(pitch_hz[known : columns + AHEAD_COLUMNS])
            pulses.extend(np.full(max(0, columns - max(known, len(pitch_hz))), pitch_hz[-1]))

    def _columns_under(self, columns: int) -> int:
        """Analysed columns whose pitch the windows of so many columns of the grid need."""
        grid = self._grid
        end = (columns - 1) * grid.column_samples - grid.before + grid.window_samples
        return -(-(end + REACH) // COLUMN_SAMPLES) + 1

    @staticmethod
    def add(streams: Sequence[OwnStream], pieces: Floats) -> None:
        """Take what the columns that were due became: samples (L, n, 512) of L streams."""
        OverlapAdd.add([stream._sums for stream in streams], pieces)
        for stream in streams:
            if stream._last:
                stream._sums.finish()

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
