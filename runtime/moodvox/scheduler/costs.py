"""What rendering costs, as measured while it is done: for each model, block and batch."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

SLOWER_WEIGHT = 0.002
"""Of a turn that took longer than others of its size: most often something interrupted it."""

FASTER_WEIGHT = 0.1
"""Of one that took less: so fast it can be."""

FIRST = 5
"""So many turns of a size are tried before anything is held against it; the fastest counts."""

STALE_TURNS = 100
"""What was not tried for so long may be otherwise by now."""

PACE_S = 4.0
"""Over so much time in turns the machine's pace is averaged: lines that begin together
disturb each other for a moment, and that is no reason to hold others back."""

OUTLIER = 4.0
"""A turn that took so much longer than expected was interrupted, and counts no more than this."""

FIXED_SHARE = 0.4
"""Of a batch's cost, taken to be the same in a smaller or larger one that was not measured."""


@dataclass
class Cell:
    """Turns of about one size: how many lines they had, and how long they take undisturbed.

    `seen` is which of its model's turns the latest was.
    """

    batch: float
    seconds: float
    count: int = 1
    seen: int = 0

    def learn(self, batch: int, seconds: float, pace: float) -> None:
        """A turn took `seconds` while turns took `pace` times what they do undisturbed."""
        self.count += 1
        if seconds * self.batch < self.seconds * batch:
            weight = 1.0 if self.count <= FIRST else FASTER_WEIGHT
        elif self.count > FIRST and seconds / pace * self.batch > self.seconds * batch:
            weight, seconds = SLOWER_WEIGHT, seconds / pace
        else:
            return
        self.batch += weight * (batch - self.batch)
        self.seconds += weight * (seconds - self.seconds)


class Costs:
    """Learns how long a turn takes. A model is a voice's tier on its provider.

    Batches are told apart by powers of two; between them cost is taken to be linear.
    Of sizes outside those measured it assumes that they pay: only trying them shows.

    How turns of different sizes compare is learned from those that were disturbed least,
    and what was not tried for long is not held against a size: one that was first tried in a
    bad moment would otherwise never be tried again. How much longer turns take just now than
    undisturbed ones is the machine's pace; it is common to all sizes and follows within seconds.
    """

    def __init__(self) -> None:
        self._models: dict[Hashable, dict[int, dict[int, Cell]]] = {}
        self._turns: Counter[Hashable] = Counter()
        self._pace = 1.0

    @property
    def pace(self) -> float:
        """How much longer turns take just now than undisturbed ones."""
        return self._pace

    def learn(self, model: Hashable, samples: int, batch: int, seconds: float) -> None:
        """A turn with `batch` lines and blocks of `samples` took so long."""
        expected_s = self.turn_s(model, samples, batch)
        if expected_s:
            seconds = min(seconds, OUTLIER * expected_s)
        self._turns[model] += 1
        cells = self._models.setdefault(model, {}).setdefault(samples, {})
        size = batch.bit_length()
        if size in cells:
            cells[size].learn(batch, seconds, max(1.0, self._pace))
            usual_s = _between(cells.values(), batch)
            if usual_s > 0.0:
                weight = min(1.0, max(seconds, self._pace * usual_s) / PACE_S)
                self._pace += weight * (seconds / usual_s - self._pace)
        else:
            cells[size] = Cell(batch, seconds / self._pace)
        cells[size].seen = self._turns[model]

    def turn_s(self, model: Hashable, samples: int, batch: int) -> float | None:
        """How long such a turn will take; None where nothing is known of the model."""
        work_s = self.work_s(model, samples, batch)
        return None if work_s is None else self._pace * work_s

    def work_s(self, model: Hashable, samples: int, batch: int) -> float | None:
        """How long it would take if nothing disturbed it."""
        blocks = self._models.get(model)
        if not blocks:
            return None
        nearest = min(blocks, key=lambda known: abs(known - samples))
        longer = max(1.0, samples / nearest)
        return longer * _between(blocks[nearest].values(), batch)

    def gain(self, model: Hashable, samples: int, batch: int) -> float:
        """How much less a line costs among `batch` than alone; 1 where that was not measured,
        or too seldom or too long ago to be believed."""
        cells = self._models.get(model, {}).get(samples, {})
        if batch < 2 or len(cells) < 2 or 1 not in cells:
            return 1.0
        nearest = cells[max(size for size in cells if size <= batch.bit_length())]
        if nearest.count < FIRST or self._turns[model] - nearest.seen > STALE_TURNS:
            return 1.0
        together = _between(cells.values(), batch)
        return cells[1].seconds * batch / together if together > 0.0 else 1.0


def _known(cells: Iterable[Cell]) -> list[tuple[float, float]]:
    """Lines and seconds of the sizes that were measured, smallest first.

    A size that was seldom tried is not believed to cost more for each line than those
    that are known better.
    """
    cells = sorted(cells, key=lambda cell: cell.batch)
    each_s = min((c.seconds / c.batch for c in cells if c.count >= FIRST), default=math.inf)
    return [
        (c.batch, c.seconds if c.count >= FIRST else min(c.seconds, each_s * c.batch))
        for c in cells
    ]


def _between(cells: Iterable[Cell], batch: int) -> float:
    """The cost of `batch` lines from measured sizes."""
    known = _known(cells)
    low = known[0]
    for high in known:
        if batch <= high[0]:
            if low is high:
                return _scaled(high, batch)
            part = (batch - low[0]) / (high[0] - low[0])
            return low[1] + part * (high[1] - low[1])
        low = high
    return _scaled(low, batch)


def _scaled(known: tuple[float, float], batch: int) -> float:
    lines, seconds = known
    return seconds * (FIXED_SHARE + (1.0 - FIXED_SHARE) * batch / lines)
