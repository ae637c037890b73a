"""What a training shows: one line with the time left, and a curve in a file."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from torch import Tensor
from tqdm import tqdm

from moodvox_export.training.states import NotWrittenError

TERMINAL_S, FILE_S = 0.5, 30.0
"""How often the line is renewed: for eyes, and in a log file."""


class Progress:
    """Means of every step's figures, on the line and as rows of `curve.csv`."""

    def __init__(self, work: Path, what: str, first: int, total: int, every: int = 50) -> None:
        self._path = work / "curve.csv"
        self._every = every
        self._step = first
        self._sums: dict[str, Tensor | float] = {}
        self._count = 0
        self._bar = tqdm(
            desc=what, initial=first, total=total, unit="step", dynamic_ncols=True,
            mininterval=TERMINAL_S if sys.stderr.isatty() else FILE_S,
        )  # fmt: skip

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def add(self, figures: Mapping[str, Tensor | float]) -> bool:
        """Count one step; whether a row is due, and `row` is to be called.

        Figures may begin and end on the way; a mean is over the steps since the last row.
        """
        self._step += 1
        self._count += 1
        for name, value in figures.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        self._bar.update()
        return self._step % self._every == 0

    def row(self, more: Mapping[str, float] | None = None) -> None:
        """Write the means, and `more` that is measured only now.

        Raises:
            NotWrittenError: the curve cannot be written.
        """
        means = {name: float(total) / self._count for name, total in self._sums.items()}
        means |= dict(more or {})
        self._bar.set_postfix_str(" ".join(f"{k} {v:.3f}" for k, v in means.items()), refresh=False)
        try:
            with self._path.open("a", newline="", encoding="utf-8") as file:
                csv.writer(file).writerow([self._step, *(f"{k}={v:.5f}" for k, v in means.items())])
        except OSError as error:
            raise NotWrittenError(f"cannot be written: {error}", where=str(self._path)) from error
        self._sums, self._count = {}, 0
