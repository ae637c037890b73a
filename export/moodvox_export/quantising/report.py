"""What quantising did to a tier, as figures and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from moodvox_export.quantising.compare import Bounds, Nearness
from moodvox_export.quantising.heard import Heard


@dataclass(frozen=True)
class Sizes:
    """Bytes of both graphs: in float32, as they were stored, and in INT8."""

    fp32: int
    stored: int
    int8: int

    @property
    def times_smaller(self) -> float:
        return self.fp32 / self.int8


@dataclass(frozen=True)
class HeardBounds:
    """What the listeners may find: a fall of P808, and more words wrong, in points."""

    p808: float = 0.05
    words: float = 1.0


@dataclass(frozen=True)
class Report:
    """Of one tier.

    Attributes:
        factors: block and batch -> real-time factors in fp32 and INT8, one thread.
        heard: by the listeners, in fp32 and INT8; None where nobody listened.
        left: products that stayed in fp32 -> their share of an output's error.
    """

    tier: str
    sizes: Sizes
    nearness: Nearness
    factors: dict[str, tuple[float, float]]
    heard: tuple[Heard, Heard] | None
    left: dict[str, float]

    @property
    def speed(self) -> float:
        """How many times faster INT8 is, over all blocks and batches."""
        return float(np.exp(np.mean([np.log(a / b) for a, b in self.factors.values()])))

    def broken(self, bounds: Bounds, heard: HeardBounds) -> list[str]:
        """Which bounds are not kept."""
        faults = bounds.broken(self.nearness)
        if self.heard:
            before, after = self.heard
            if after.p808 < before.p808 - heard.p808:
                faults.append(f"P808 fell from {before.p808:.3f} to {after.p808:.3f}")
            if after.words_wrong > before.words_wrong + heard.words:
                faults.append(
                    f"words wrong rose from {before.words_wrong:.1f} to {after.words_wrong:.1f} %"
                )
        return faults

    def record(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "times_smaller": self.sizes.times_smaller, "speed": self.speed}


def table(reports: Sequence[Report]) -> str:
    """Two rows a tier, a column a figure (Markdown)."""
    keys = list(reports[0].factors)
    head = ["", "MB", *(f"RTF, {key}" for key in keys), "P808", "words wrong %"]
    rows = [head, ["---"] * len(head)]
    for report in reports:
        sizes = report.sizes
        megabytes = (
            f"{sizes.fp32 / 1e6:.2f} (stored {sizes.stored / 1e6:.2f})",
            f"{sizes.int8 / 1e6:.2f}",
        )
        for index, name in enumerate(("fp32", "INT8")):
            factors = [f"{report.factors[key][index]:.4f}" for key in keys]
            ear = report.heard[index] if report.heard else None
            heard = [f"{ear.p808:.3f}", f"{ear.words_wrong:.1f}"] if ear else ["", ""]
            rows.append([f"{report.tier}, {name}", megabytes[index], *factors, *heard])
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines, "", *(sentence(report) for report in reports)])


def sentence(report: Report) -> str:
    """The rest of the figures in words."""
    near = report.nearness
    left = ", ".join(f"`{n}` ({s:.0%})" for n, s in report.left.items()) or "none"
    return (
        f"`{report.tier}`: INT8 is {report.sizes.times_smaller:.2f} times smaller and "
        f"{report.speed:.2f} times as fast. Spectra of one plan differ by "
        f"{near.spectrum_db:.2f} dB (worst line {near.worst_db:.2f}), planned pitch by "
        f"{near.pitch_st:.3f} st, phonemes' ends by {near.timing_ms:.1f} ms, "
        f"and no line is more than {near.length:.1%} longer or shorter. Streamed against "
        f"one-shot: {near.stream:.1e} of full scale. Products left in fp32, with their share "
        f"of the error: {left}."
    )
