"""What rendering costs, as measured while it is done: for each model, block and batch."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

WEIGHT = 0.15
"""Of a new measurement against what is known."""

OUTLIER = 4.0
"""A turn that took so much longer than known was interrupted, and counts no more than this."""

FIXED_SHARE = 0.4
"""Of a batch's cost, taken to be the same in a smaller or larger one that was not measured."""


@dataclass
class Cell:
    """Turns of about one size: how many lines they had, and how long they took."""

    batch: float
    seconds: float
    count: int = 1

    def learn(self, batch: int, seconds: float) -> None:
        self.count += 1
        weight = max(WEIGHT, 1.0 / self.count)
        self.batch += weight * (batch - self.batch)
        self.seconds += weight * (min(seconds, OUTLIER * self.seconds) - self.seconds)


class Costs:
    """Learns how long a turn takes. A model is a voice's tier on its provider.

    Batches are told apart by powers of two; between them cost is taken to be linear.
    Of sizes outside those measured it assumes that they pay: only trying them shows.
    """

    def __init__(self) -> None:
        self._models: dict[Hashable, dict[int, dict[int, Cell]]] = {}

    def learn(self, model: Hashable, samples: int, batch: int, seconds: float) -> None:
        """A turn with `batch` lines and blocks of `samples` took so long.

        What it says of the machine it says of the model's other turns too: those that
        are not tried any more would be taken for slow for ever.
        """
        blocks = self._models.setdefault(model, {})
        cells = blocks.setdefault(samples, {})
        size = batch.bit_length()
        if size not in cells:
            cells[size] = Cell(batch, seconds)
            return
        cell = cells[size]
        before_s = cell.seconds
        cell.learn(batch, seconds)
        if before_s > 0.0 and cell.seconds > 0.0:
            for other in (c for each in blocks.values() for c in each.values() if c is not cell):
                other.seconds *= cell.seconds / before_s

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
        return longer * _between(sorted(blocks[nearest].values(), key=_batch_of), batch)

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
