"""Where one line stands in the vocoder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import EngineError
from moodvox.models.emotivoice.plan import EmotivoicePlan
from moodvox.models.family import Plan
from moodvox.models.hops import HopStream

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Window:
    """A stretch of a line for the vocoder.

    Attributes:
        mel: (W, M).
        inside: whether there is context at its left and right, 1 or 0.
        skip: rendered samples to leave out at the start.
        samples: those that count.
    """

    mel: Floats
    inside: tuple[int, int]
    skip: int
    samples: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Windows alike in this go into one run."""
        return (len(self.mel), *self.inside)


class EmotivoiceStream(HopStream):
    """One line being rendered; only the model's vocoder moves it.

    `state` is what a vocoder carries from block to block, None before the first.
    """

    def __init__(self, plan: EmotivoicePlan, hop_samples: int, context: int) -> None:
        super().__init__(hop_samples, context)
        self.plan = plan
        self.state: object = None
        self._mel = plan.mel

    @property
    def total_hops(self) -> int:
        return len(self._mel)

    def replace_plan(self, plan: Plan) -> None:
        """Go on with `plan`.

        Raises:
            EngineError: `plan` differs in hops that the vocoder has heard.
        """
        if not isinstance(plan, EmotivoicePlan):
            raise TypeError("the plan must come from this family")
        mel, fixed = plan.mel, self.fixed_hops
        if len(mel) < fixed or not np.array_equal(mel[:fixed], self._mel[:fixed]):
            raise EngineError(f"the new plan differs within the {fixed} hops already rendered")
        self.plan, self._mel = plan, mel

    def window(self, hops: int) -> Window | None:
        """What the next `hops` hops need; None at the end of the line."""
        start, total, context = self.rendered_hops, self.total_hops, self._lookahead_hops
        end = min(start + hops, total)
        if end == start:
            return None
        left, right = start >= context, end + context <= total
        first, last = max(0, start - context), min(total, end + context)
        return Window(
            mel=self._mel[first:last],
            inside=(int(left), int(right)),
            skip=0 if left else (start - first) * self.hop_samples,
            samples=(end - start) * self.hop_samples,
        )

    def columns(self, first: int, count: int) -> tuple[Floats, Floats]:
        """Mel (count, M) from `first` on, and 1 where the line has them (count, 1)."""
        mel = np.zeros((count, self._mel.shape[1]), np.float32)
        mask = np.zeros((count, 1), np.float32)
        here = self._mel[first : first + count]
        mel[: len(here)], mask[: len(here)] = here, 1.0
        return mel, mask

    def advance(self, samples: int) -> None:
        """`samples` more were rendered."""
        self.rendered_hops += samples // self.hop_samples
