"""Means over the lines of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moodvox_export.judging.items import Item

Judged = tuple[Item, dict[str, Any]]


@dataclass(frozen=True)
class Score:
    """Means over some lines; None where it was not measured.

    `words_wrong` is in percent, `similarity` to the mean of the recordings, `spread` the
    standard error of `words_wrong` in points.
    """

    what: str
    lines: int
    words_wrong: float | None = None
    spread: float | None = None
    p808: float | None = None
    ovrl: float | None = None
    similarity: float | None = None
    lively: tuple[float, float, float] | None = None


def scores_of(judged: Sequence[Judged]) -> dict[str, Score]:
    """Group -> score, in the order of the items; scales have none."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for item, figures in judged:
        if item.measures != ("prosody",):
            groups.setdefault(item.group, []).append(figures)
    prints = _prints(groups.get("recordings", []))
    return {what: _score(what, rows, prints) for what, rows in groups.items()}


def _prints(rows: Sequence[dict[str, Any]]) -> NDArray[np.float64] | None:
    found = [row["print"] for row in rows if "print" in row]
    return np.array(found) if found else None


def _score(
    what: str, rows: Sequence[dict[str, Any]], reference: NDArray[np.float64] | None
) -> Score:
    wrong = np.array([row["words"]["wrong"] for row in rows if "words" in row], float)
    said = np.array([row["words"]["said"] for row in rows if "words" in row], float)
    rate = float(wrong.sum() / said.sum()) if len(said) else None
    spread = None
    if rate is not None and len(said) > 1:
        left = wrong - rate * said
        spread = 100 * float(
            np.sqrt(np.square(left).sum() * len(said) / (len(said) - 1)) / said.sum()
        )
    lively = [tuple(row["lively"].values()) for row in rows if "lively" in row]
    return Score(
        what, len(rows), None if rate is None else 100 * rate, spread,
        _mean([row["p808"] for row in rows if "p808" in row]),
        _mean([row["ovrl"] for row in rows if "ovrl" in row]),
        _similarity(_prints(rows), reference, itself=what == "recordings"),
        tuple(np.mean(lively, axis=0).tolist()) if lively else None,
    )  # fmt: skip


def _similarity(
    own: NDArray[np.float64] | None, reference: NDArray[np.float64] | None, *, itself: bool
) -> float | None:
    """Mean cosine to the mean of the recordings; each of these to the mean of the others."""
    if own is None or reference is None or len(reference) < 2:
        return None
    near = []
    for index, vector in enumerate(own):
        others = np.delete(reference, index, axis=0) if itself else reference
        middle = others.mean(axis=0)
        near.append(vector @ middle / (np.linalg.norm(vector) * np.linalg.norm(middle)))
    return float(np.mean(near))


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
