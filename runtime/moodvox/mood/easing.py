"""How a mood gets from one keyframe to the next.

An easing maps progress in time (0 to 1) to progress in mood (0 to 1); every one gives
0 at 0 and 1 at 1, rises throughout and stays inside 0 to 1, so that a mood on the way
between two moods is a mixture of both.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import MoodError, nearest

Progress = NDArray[np.float64]
Easing = Callable[[Progress], Progress]


def _linear(u: Progress) -> Progress:
    return u


def _ease_in(u: Progress) -> Progress:
    return u * u


def _ease_out(u: Progress) -> Progress:
    return u * (2.0 - u)


def _ease_in_out(u: Progress) -> Progress:
    return u * u * (3.0 - 2.0 * u)


def _step(u: Progress) -> Progress:
    return (u > 0.0).astype(np.float64)


def _hold(u: Progress) -> Progress:
    return (u >= 1.0).astype(np.float64)


EASINGS: dict[str, Easing] = {
    "linear": _linear,
    "ease_in": _ease_in,
    "ease_out": _ease_out,
    "ease_in_out": _ease_in_out,
    "step": _step,
    "hold": _hold,
}
"""`step` is there as soon as the move begins, `hold` only when it ends; the rest are gradual."""

STEEPEST: dict[str, float] = {
    "linear": 1.0,
    "ease_in": 2.0,
    "ease_out": 2.0,
    "ease_in_out": 1.5,
    "step": math.inf,
    "hold": math.inf,
}
"""The largest slope of each easing: what a rate limit has to reckon with."""


def easing_named(name: str) -> Easing:
    """The easing called `name`.

    Raises:
        MoodError: there is none of that name.
    """
    found = EASINGS.get(name)
    if found is None:
        raise MoodError(f"unknown easing '{name}'", hint=nearest(name, EASINGS))
    return found
