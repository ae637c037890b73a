"""Another sample rate, by a windowed sinc in as many phases as the ratio of rates has."""

from __future__ import annotations

import functools
import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

CROSSINGS: Final = 16
"""Zero crossings of the sinc on either side: 80 dB down a twelfth of an octave beyond."""

ROLL_OFF: Final = 0.95
"""Where the pass band ends, as a share of half the lower rate."""

KAISER_BETA: Final = 8.0


def resample(samples: Floats, from_hz: int, to_hz: int) -> Floats:
    """`samples` (S,) at `to_hz`; sample 0 stays where it is."""
    if from_hz == to_hz or not len(samples):
        return samples
    common = math.gcd(from_hz, to_hz)
    up, down = to_hz // common, from_hz // common
    taps = _taps(up, down)
    reach = taps.shape[1] // 2
    count = -(-len(samples) * up // down)
    padded = np.pad(samples, (reach - 1, reach + down))
    pieces = np.lib.stride_tricks.sliding_window_view(padded, taps.shape[1])
    out = np.empty(count, np.float32)
    for first in range(min(up, count)):
        start, phase = divmod(first * down, up)
        mine = out[first::up]
        mine[:] = pieces[start::down][: len(mine)] @ taps[phase]
    return out


@functools.lru_cache(maxsize=8)
def _taps(up: int, down: int) -> Floats:
    """(up, K): row p interpolates p / up of a sample behind its window's middle."""
    cut = ROLL_OFF * min(1.0, up / down)
    reach = math.ceil(CROSSINGS / cut)
    away = np.arange(1 - reach, reach + 1)[None, :] - np.arange(up)[:, None] / up
    inside = np.clip(1.0 - (away / reach) ** 2, 0.0, None)
    rows = cut * np.sinc(cut * away) * np.i0(KAISER_BETA * np.sqrt(inside)) / np.i0(KAISER_BETA)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), np.float32)
