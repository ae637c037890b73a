"""Durations, places and pitch contours."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moodvox.models.own.places import contour, owners, places, whole_hops
from moodvox.models.own.plan import OwnPlan


@given(st.lists(st.floats(0.3, 60.0), min_size=1, max_size=40))
def test_whole_hops_keep_the_length(wish: list[float]) -> None:
    hops = whole_hops(np.log(wish), np.full(len(wish), np.nan))
    assert hops.min() >= 1
    assert abs(int(hops.sum()) - float(np.maximum(wish, 1.0).sum())) <= 0.5 + 1e-6


def test_a_fixed_pause_has_its_own_length() -> None:
    hops = whole_hops(np.log([5.0, 5.0, 5.0]), np.array([np.nan, 30.0, np.nan]))
    assert hops.tolist() == [5, 30, 5]


def test_places_tell_where_in_its_phoneme_a_hop_stands() -> None:
    durations = np.array([2, 3])
    assert owners(durations).tolist() == [0, 0, 1, 1, 1]
    assert np.allclose(places(durations)[:, 0], [0.25, 0.75, 1 / 6, 0.5, 5 / 6])


def test_the_contour_passes_through_its_anchors() -> None:
    durations = np.array([4, 4])
    anchors = np.arange(8, dtype=np.float32).reshape(2, 4)
    track = contour(anchors, durations)
    assert len(track) == 16
    assert np.allclose(np.diff(track[1:-1]), 0.5)


def plan_of(level: float, durations: list[int]) -> OwnPlan:
    count = len(durations)
    return OwnPlan(
        np.full((count, 3), level, np.float32),
        np.array(durations),
        np.full((count, 4), level, np.float32),
    )


def test_splicing_carries_pitch_over_the_seam() -> None:
    old, new = plan_of(0.0, [5, 5, 5, 5, 5]), plan_of(1.0, [7, 7, 7, 7, 7])
    both = old.spliced(new, 2)
    assert both.durations.tolist() == [5, 5, 7, 7, 7]
    assert both.hidden[:, 0].tolist() == [0, 0, 1, 1, 1]
    steps = np.abs(np.diff(both.pitch.ravel()))
    assert steps.max() < 0.2
    assert both.anchors[-1, -1] == 1.0
    assert np.abs(np.diff(both.pitch_hz)).max() < 12.0
    assert np.array_equal(both.pitch[:9], old.pitch[:9])
