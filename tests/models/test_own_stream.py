"""A line's end in the bundled family, with filters that no trained graph would give."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from moodvox.models.own.filtering import Filters, filtered
from moodvox.models.own.layout import BINS, GRIDS, HOP_SAMPLES, Grid
from moodvox.models.own.plan import OwnPlan
from moodvox.models.own.stream import OwnStream

HOPS = 12
DELAY_HOPS = 3


def plan() -> OwnPlan:
    return OwnPlan(
        np.zeros((2, 3), np.float32),
        np.array([5, 7]),
        np.full((2, 4), 0.5, np.float32),
    )


def spoken(inside: float, behind: float, step: int, grid: Grid) -> NDArray[np.float32]:
    """All samples of a line whose noise filter has one gain inside it and one behind it."""
    stream = OwnStream(plan(), 1, np.zeros((1, 1), np.float32), DELAY_HOPS, grid)
    fed = 0
    while stream.ready() + stream.rendered_samples < stream.total_samples:
        column = np.arange(
            (fed - DELAY_HOPS) * grid.hop_columns, (fed + step - DELAY_HOPS) * grid.hop_columns
        )
        gain = np.where(column < HOPS * grid.hop_columns, inside, behind).astype(np.float32)
        breath = np.repeat(gain[:, None], BINS, axis=1)
        nothing, all_of_it = np.zeros_like(breath), np.ones_like(breath)
        filters = Filters(all_of_it, nothing, nothing, breath)
        (pieces,) = filtered(filters, [stream.fed(step, stream.state, 0)], grid)
        OwnStream.add([stream], pieces)
        fed += step
    return stream.take(stream.total_samples)


@pytest.mark.parametrize("grid", GRIDS.values())
@pytest.mark.parametrize("step", [1, 3, 40])
def test_what_the_graph_gives_behind_the_end_is_not_heard(step: int, grid: Grid) -> None:
    quiet = spoken(inside=0.0, behind=100.0, step=step, grid=grid)
    assert len(quiet) == HOPS * HOP_SAMPLES
    assert not quiet.any()


@pytest.mark.parametrize("grid", GRIDS.values())
def test_what_it_gives_inside_is_heard_up_to_the_end(grid: Grid) -> None:
    samples = spoken(inside=0.1, behind=100.0, step=4, grid=grid)
    assert np.abs(samples).max() < 1.0
    assert np.abs(samples[-HOP_SAMPLES:]).max() > 0.01
    assert np.array_equal(samples, spoken(inside=0.1, behind=0.0, step=40, grid=grid))
