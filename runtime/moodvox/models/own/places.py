"""From phonemes to hops and columns: which phoneme, where in it, at what pitch.

Training and run time use these same functions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import ANCHORS, HOP_COLUMNS

Floats = NDArray[np.float32]
Hops = NDArray[np.int64]


ANCHOR_PLACES = (np.arange(ANCHORS) + 0.5) / ANCHORS
"""Of the pitch anchors, as shares of their phoneme."""


def owners(durations: Hops) -> Hops:
    """(H,) the phoneme of every hop."""
    return np.repeat(np.arange(len(durations)), durations)


def places(durations: Hops) -> Floats:
    """(H, 4) where in its phoneme each hop stands: share, length, closeness to both edges."""
    owner = owners(durations)
    starts = np.concatenate([[0], np.cumsum(durations)])[:-1]
    since = np.arange(len(owner)) - starts[owner] + 0.5
    hops = durations[owner].astype(np.float64)
    columns = (since / hops, np.log(hops) / 2, np.exp(-since / 3), np.exp(-(hops - since) / 3))
    return np.stack(columns, axis=1).astype(np.float32)


def anchor_moments(durations: Hops) -> NDArray[np.float64]:
    """(P, 4) moments of the pitch anchors, in columns from the line's start."""
    starts = durations.cumsum() - durations
    return np.asarray((starts[:, None] + durations[:, None] * ANCHOR_PLACES) * HOP_COLUMNS)


def contour(anchors: NDArray[np.floating], durations: Hops) -> Floats:
    """(2H,) pitch of every column through the anchors (P, 4), in the anchors' unit."""
    moments = np.arange(int(durations.sum()) * HOP_COLUMNS) + 0.5
    track = np.interp(moments, anchor_moments(durations).ravel(), np.asarray(anchors).ravel())
    return np.asarray(track, np.float32)


def whole_hops(log_hops: NDArray[np.floating], fixed_hops: NDArray[np.floating]) -> Hops:
    """(P,) whole durations >= 1 whose running sum stays within half a hop of the wish.

    `fixed_hops` is NaN where the model decides.
    """
    wish = np.exp(np.asarray(log_hops, np.float64))
    fixed = np.flatnonzero(~np.isnan(fixed_hops))
    wish[fixed] = fixed_hops[fixed]
    ends: Hops = np.rint(np.maximum(wish, 1.0, out=wish).cumsum()).astype(np.int64)
    hops = ends.copy()
    hops[1:] -= ends[:-1]
    hops[hops < 1] = 1
    return hops
