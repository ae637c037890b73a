"""What rendering costs, as measured while it is done: for each model, block and batch."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

WEIGHT = 0.012
"""Of a new measurement against what is known of turns of its size."""

FIRST = 5
"""So many turns of a size count the same."""

PACE_WEIGHT = 0.14
"""Of a new measurement against how fast the machine is just now."""

OUTLIER = 4.0
"""A turn that took so much longer than expected was interrupted, and counts no more than this."""

FIXED_SHARE = 0.4
"""Of a batch's cost, taken to be the same in a smaller or larger one that was not measured."""


@dataclass
class Cell:
    """Turns of about one size: how many lines they had, and how long they take at pace 1."""

    batch: float
    seconds: float
    count: int = 1

    def learn(self, batch: int, seconds: float) -> None:
        self.count += 1
        weight = 1.0 / self.count if self.count <= FIRST else WEIGHT
        self.batch += weight * (batch - self.batch)
        self.seconds += weight * (seconds - self.seconds)


class Costs:
    """Learns how long a turn takes. A model is a voice's tier on its provider.

    Batches are told apart by powers of two; between them cost is taken to be linear.
    Of sizes outside those measured it assumes that they pay: only trying them shows.

    What a turn says of the machine it says of all turns: those that are not tried any more
    would be taken for slow for ever. That is the pace, which follows quickly; how turns of
    different sizes compare is learned slowly, so that one that was interrupted when its
    size was first tried is not believed for long.
    """

    def __init__(self) -> None:
        self._models: dict[Hashable, dict[int, dict[int, Cell]]] = {}
        self._pace = 1.0

    def learn(self, model: Hashable, samples: int, batch: int, seconds: float) -> None:
        """A turn with `batch` lines and blocks of `samples` took so long."""
        expected_s = self.turn_s(model, samples, batch)
        if expected_s:
            seconds = min(seconds, OUTLIER * expected_s)
        cells = self._models.setdefault(model, {}).setdefault(samples, {})
        size = batch.bit_length()
        if size not in cells:
            cells[size] = Cell(batch, seconds / self._pace)
            return
        if expected_s:
            self._pace *= 1.0 + PACE_WEIGHT * (seconds / expected_s - 1.0)
        cells[size].learn(batch, seconds / self._pace)

    def forget(self, model: Hashable) -> None:
        """The model is no longer where it was measured."""
        self._models.pop(model, None)

    def turn_s(self, model: Hashable, samples: int, batch: int) -> float | None:
        """How long such a turn will take; None where nothing is known of the model."""
        blocks = self._models.get(model)
        if not blocks:
            return None
        nearest = min(blocks, key=lambda known: abs(known - samples))
        longer = max(1.0, samples / nearest)
        return (
            self._pace * longer * _between(sorted(blocks[nearest].values(), key=_batch_of), batch)
        )

    def gain(self, model: Hashable, samples: int, batch: int) -> float:
        """How much less a line costs among `batch` than alone; 1 where that was not measured."""
        cells = self._models.get(model, {}).get(samples, {})
        if batch < 2 or len(cells) < 2 or 1 not in cells:
            return 1.0
        together = _between(sorted(cells.values(), key=_batch_of), batch)
        return cells[1].seconds * batch / together if together > 0.0 else 1.0


def _batch_of(cell: Cell) -> float:
    return cell.batch


def _between(cells: list[Cell], batch: int) -> float:
    """The cost of `batch` lines from measured sizes, smallest first."""
    low = cells[0]
    if batch <= low.batch:
        return _scaled(low, batch)
    for high in cells[1:]:
        if batch <= high.batch:
            part = (batch - low.batch) / (high.batch - low.batch)
            return low.seconds + part * (high.seconds - low.seconds)
        low = high
    return _scaled(low, batch)


def _scaled(cell: Cell, batch: int) -> float:
    return cell.seconds * (FIXED_SHARE + (1.0 - FIXED_SHARE) * batch / cell.batch)
