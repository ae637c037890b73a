"""Jitter and tremor: as much as asked for, at the pace of a voice, by column alone."""

import numpy as np

from moodvox.models.own.layout import HOP_COLUMNS
from moodvox.models.own.plan import OwnPlan
from moodvox.models.own.shake import COLUMN_S, JITTER_SHARE, TREMOR_HZ, TREMOR_SHARE, shaken

COUNT = 2000
NONE = np.zeros(COUNT, np.float32)
FULL = np.ones(COUNT, np.float32)


def test_nothing_asked_nothing_done() -> None:
    assert np.array_equal(shaken(COUNT, NONE, NONE), FULL)


def test_jitter_has_its_size_and_grows_with_its_weight() -> None:
    sizes = [float(shaken(COUNT, weight * FULL, NONE).std()) for weight in (0.25, 0.5, 1.0)]
    assert abs(sizes[2] / JITTER_SHARE - 1) < 0.1
    assert sizes[0] < sizes[1] < sizes[2]


def test_tremor_swings_at_the_pace_of_a_voice() -> None:
    track = shaken(COUNT, NONE, FULL) - 1.0
    assert abs(float(np.abs(track).max()) / TREMOR_SHARE - 1) < 0.01
    spectrum = np.abs(np.fft.rfft(track))
    peak_hz = np.fft.rfftfreq(COUNT, COLUMN_S)[spectrum.argmax()]
    assert abs(peak_hz - TREMOR_HZ) < 2.5


def test_a_longer_line_begins_alike() -> None:
    short = shaken(100, FULL[:100], FULL[:100])
    assert np.array_equal(shaken(COUNT, FULL, FULL)[:100], short)


def test_a_plan_shakes_only_the_phonemes_that_ask() -> None:
    shake = np.array([[0, 0], [1, 0], [0, 0]], np.float32)
    flat = np.zeros((3, 4), np.float32)
    plan = OwnPlan(
        np.zeros((3, 2), np.float32), np.array([4, 6, 5], np.int64), flat,
        shake=shake,
    )  # fmt: skip
    moved = plan.column_pitch_hz != plan.column_pitch_hz[0]
    inside = slice(4 * HOP_COLUMNS, 10 * HOP_COLUMNS)
    assert moved[inside].all()
    assert not np.delete(moved, np.arange(8, 20)).any()
