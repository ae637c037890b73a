"""Moods become vectors: exact at the presets, linear between, and as intense as their parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodvox.voices.presets import MAX_STRETCH, EmotionPath, Preset, PresetTable

PATHS: tuple[EmotionPath, ...] = ("linear", "keep_intensity")

TABLE = PresetTable.of(
    {
        "angry": Preset(levels=[(0.5, [1.0, 0.0, 0.0]), (1.0, [4.0, 0.0, 0.0])]),
        "sad": Preset(levels=[(1.0, [0.0, 3.0, 0.0])]),
        "glad": Preset(levels=[(1.0, [0.0, -3.0, 0.0])]),
    },
    3,
)


def vectors(*rows: tuple[float, float, float], path: EmotionPath = "linear") -> np.ndarray:
    return TABLE.vectors(np.array(rows, np.float32), path)


@pytest.mark.parametrize("path", PATHS)
def test_single_emotions_follow_their_levels(path: EmotionPath) -> None:
    weights = [(0.0, 0, 0), (0.25, 0, 0), (0.5, 0, 0), (0.75, 0, 0), (1.0, 0, 0), (0, 0.5, 0)]
    lengths = [[0.0, 0], [0.5, 0], [1, 0], [2.5, 0], [4, 0], [0, 1.5]]
    expected = np.pad(np.array(lengths), ((0, 0), (0, 1)))
    np.testing.assert_allclose(vectors(*weights, path=path), expected, atol=1e-6)


def test_a_linear_mixture_is_the_sum_of_its_rows() -> None:
    np.testing.assert_allclose(vectors((0.5, 0.5, 0.0)), [[1.0, 1.5, 0.0]], atol=1e-6)


@given(st.floats(0, 1), st.floats(0, 1))
def test_keep_intensity_keeps_direction_and_restores_length(first: float, second: float) -> None:
    weights = (first * (1 - second), (1 - first) * (1 - second), 0.0)
    (linear,) = vectors(weights)
    (kept,) = vectors(weights, path="keep_intensity")
    parts = vectors((weights[0], 0, 0), (0, weights[1], 0))
    intensity = np.linalg.norm(parts, axis=1).sum()
    assert np.linalg.norm(kept) == pytest.approx(intensity, rel=1e-4, abs=1e-6)
    assert kept @ linear == pytest.approx(
        np.linalg.norm(kept) * np.linalg.norm(linear), rel=1e-4, abs=1e-6
    )


def test_opposites_cancel_without_a_swing() -> None:
    np.testing.assert_array_equal(vectors((0, 0.5, 0.5), path="keep_intensity"), [[0, 0, 0]])
    near = vectors((0, 0.52, 0.48), path="keep_intensity")
    np.testing.assert_allclose(near, MAX_STRETCH * vectors((0, 0.52, 0.48)), rtol=1e-5)


def weakest_point(table: PresetTable, path: EmotionPath) -> float:
    """Intensity of the weakest half-way mixture of two emotions, relative to its parts.

    1 is as intense as the two emotions are at half weight; below it the middle sags.
    """
    count = len(table.names)
    worst = np.inf
    for first in range(count):
        for second in range(first):
            weights = np.zeros((3, count), np.float32)
            weights[0, first] = weights[1, second] = 0.5
            weights[2, [first, second]] = 0.5
            one, other, middle = np.linalg.norm(table.vectors(weights, path), axis=1)
            worst = min(worst, middle / (one + other))
    return float(worst)


def test_which_path_keeps_intensity() -> None:
    """Emotions at right angles, as independent ones are: the straight line sags by 29 %."""
    square = PresetTable.of(
        {
            name: Preset(levels=[(1.0, [float(value) for value in row])])
            for name, row in zip("abcd", np.eye(4), strict=True)
        },
        4,
    )
    assert weakest_point(square, "linear") == pytest.approx(np.sqrt(0.5), rel=1e-5)
    assert weakest_point(square, "keep_intensity") == pytest.approx(1.0, rel=1e-5)
