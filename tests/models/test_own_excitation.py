"""Pulses and noise: the same samples however a line is cut; and they add up again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.models.own.excitation import Excitation, cut, noise_of
from moodvox.models.own.filtering import Due, Filters, filtered
from moodvox.models.own.layout import (
    BINS,
    COLUMN_SAMPLES,
    FFT_SIZE,
    GRIDS,
    SAMPLE_RATE_HZ,
    Grid,
)
from moodvox.models.own.noise import LOOP_COLUMNS, loop_samples, loop_spectra
from moodvox.models.own.overlap import OverlapAdd
from moodvox.models.own.pulses import Pulses

AHEAD = 6
"""Analysed columns whose pitch is known beyond the one that is cut."""


def windows_of(pitch_hz: np.ndarray, cuts: list[int], grid: Grid) -> np.ndarray:
    """(C, W) windows of pulses of a contour of 2 C columns, cut as told."""
    excitation, out, at = Excitation(3), [], 0
    each = grid.column_samples // COLUMN_SAMPLES
    padded = np.concatenate([pitch_hz, np.full(AHEAD, pitch_hz[-1])])
    for end in [*cuts, len(pitch_hz) // each]:
        if end > at:
            excitation.pulses.extend(padded[excitation.pulses.columns : end * each + AHEAD])
            (pieces,) = cut([excitation], [at], end - at, grid)
            assert not pieces[:, grid.window_samples :].any()
            out.append(pieces[:, : grid.window_samples] / FFT_SIZE)
            at = end
    return np.concatenate(out)


def noise_windows(count: int, grid: Grid, seed: int = 3, first: int = 0) -> np.ndarray:
    """(C, W) windows of the noise of columns `first` and on."""
    (spectra,) = noise_of([Excitation(seed)], [first], count, grid)
    pieces = np.fft.irfft(spectra)
    assert np.abs(pieces[:, grid.window_samples :]).max() < 1e-5
    return np.asarray(pieces[:, : grid.window_samples], np.float32)


def noise_samples(seed: int, grid: Grid, count: int) -> np.ndarray:
    """The first samples of a line's noise, from its place in the loop."""
    loop = loop_samples(grid)
    (found,) = np.flatnonzero(
        [np.array_equal(noise_of([Excitation(seed)], [0], 1, grid)[0, 0], one)
         for one in loop_spectra(grid)]
    )  # fmt: skip
    return np.roll(loop, -found * grid.column_samples)[:count]


def samples_of(windows: np.ndarray, grid: Grid) -> np.ndarray:
    """All samples that are complete, added up in two parts."""
    pieces = np.zeros((len(windows), FFT_SIZE), np.float32)
    pieces[:, : grid.window_samples] = windows
    sums = OverlapAdd(grid)
    OverlapAdd.add([sums], pieces[None, :33])
    OverlapAdd.add([sums], pieces[None, 33:])
    first = sums.take(1_000)
    return np.concatenate([first, sums.take(sums.complete - 1_000)])


@pytest.mark.parametrize("grid", GRIDS.values())
@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, 29), max_size=8))
def test_cuts_change_nothing(cuts: list[int], grid: Grid) -> None:
    contour = 180.0 + 60.0 * np.sin(np.arange(60) / 7.0)
    whole = windows_of(contour, [], grid)
    assert np.abs(windows_of(contour, sorted(cuts), grid) - whole).max() < 1e-5


def test_both_grids_cut_the_same_pulses() -> None:
    contour = 180.0 + 60.0 * np.sin(np.arange(160) / 7.0)
    fine, coarse = (samples_of(windows_of(contour, [], g), g) for g in GRIDS.values())
    shared = slice(240, min(len(fine), len(coarse)) - 240)
    assert np.abs(fine[shared] - coarse[shared]).max() < 1e-5
    assert np.abs(fine[shared]).max() > 1.0


@pytest.mark.parametrize("grid", GRIDS.values())
@pytest.mark.parametrize("first", [0, 1, 777, LOOP_COLUMNS - 5, 5 * LOOP_COLUMNS - 3])
def test_noise_depends_on_seed_and_place_alone(first: int, grid: Grid) -> None:
    whole = noise_of([Excitation(7)], [first], 40, grid)
    parts = [noise_of([Excitation(7)], [first + at], 8, grid) for at in range(0, 40, 8)]
    assert np.array_equal(np.concatenate(parts, axis=1), whole)
    both = noise_of([Excitation(8), Excitation(7)], [first + 9, first], 40, grid)
    assert np.array_equal(both[1:], whole)
    assert np.array_equal(noise_of([Excitation(7)], [first + LOOP_COLUMNS], 40, grid), whole)


def test_seeds_that_follow_each_other_begin_elsewhere() -> None:
    begins = {noise_of([Excitation(seed)], [0], 1, GRIDS[240]).tobytes() for seed in range(200)}
    assert len(begins) > 170


@pytest.mark.parametrize("grid", GRIDS.values())
def test_noise_is_white_and_of_power_one(grid: Grid) -> None:
    samples = loop_samples(grid).astype(np.float64)
    assert float(np.mean(samples**2)) == pytest.approx(1.0, abs=0.01)
    power = np.abs(np.fft.rfft(samples)) ** 2 / len(samples)
    bands = power[1 : 1 + len(power) // 32 * 32].reshape(32, -1).mean(axis=1)
    assert np.abs(bands - 1.0).max() < 0.1
    spectra = loop_spectra(grid)
    assert not spectra.flags.writeable
    assert spectra.nbytes < 2.2e6


@settings(max_examples=40, deadline=None)
@given(kept=st.integers(1, 60), step=st.integers(1, 60), hz=st.floats(60.0, 600.0))
def test_a_changed_plan_takes_early_pulses_back(kept: int, step: int, hz: float) -> None:
    """As if the old plan had never been told further than it was used."""
    old, new = 180.0 + 60.0 * np.sin(np.arange(60) / 7.0), np.full(60, hz)
    early, plain = Pulses(), Pulses()
    for first in range(0, 60, step):
        early.extend(old[first : first + step])
    early.rewind(kept)
    plain.extend(old[:kept])
    for pulses in (early, plain):
        pulses.extend(new)
    assert early.columns == plain.columns == kept + 60
    given_back, wanted = (p.at(-120, (kept + 60) * COLUMN_SAMPLES) for p in (early, plain))
    assert np.abs(given_back - wanted).max() < 1e-5


@pytest.mark.parametrize("pitch_hz", [80.0, 131.0, 300.0])
def test_pulses_repeat_at_the_pitch_with_power_one(pitch_hz: float) -> None:
    grid = GRIDS[120]
    windows = windows_of(np.full(200, pitch_hz), [], grid)
    samples = samples_of(windows, grid)[2_000:20_000].astype(np.float64)
    assert float(np.mean(samples**2)) == pytest.approx(1.0, rel=0.05)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    hz = np.arange(len(spectrum)) * SAMPLE_RATE_HZ / len(samples)
    near = spectrum[(hz > pitch_hz * 0.7) & (hz < pitch_hz * 1.3)]
    found = hz[(hz > pitch_hz * 0.7) & (hz < pitch_hz * 1.3)][near.argmax()]
    assert found == pytest.approx(pitch_hz, abs=1.5)


@pytest.mark.parametrize("rising", [False, True])
def test_pulses_stand_where_the_phase_is_whole(rising: bool) -> None:
    """Counted over a glide: as many as the pitch's integral says."""
    pitch = np.linspace(90.0, 240.0, 200)[:: 1 if rising else -1]
    samples = samples_of(windows_of(pitch, [], GRIDS[120]), GRIDS[120])
    peaks = (samples[1:-1] > 4.0) & (samples[1:-1] >= samples[:-2]) & (samples[1:-1] > samples[2:])
    moments = np.arange(200) * COLUMN_SAMPLES
    turns = np.trapezoid(np.interp(np.arange(len(samples)), moments, pitch)) / SAMPLE_RATE_HZ
    assert abs(int(peaks.sum()) - turns) <= 1.0


@pytest.mark.parametrize("grid", GRIDS.values())
def test_overlap_add_gives_back_what_was_cut(grid: Grid) -> None:
    noise = noise_windows(160 * COLUMN_SAMPLES // grid.column_samples, grid)
    given_back = samples_of(noise, grid)
    assert len(given_back) == len(noise) * grid.column_samples - grid.before
    inside = slice(240, len(given_back) - 480)
    wanted = noise_samples(3, grid, len(given_back))
    assert np.abs(given_back[inside] - wanted[inside]).max() < 1e-5


@pytest.mark.parametrize("grid", GRIDS.values())
def test_a_filter_that_does_nothing_gives_back_its_source(grid: Grid) -> None:
    count = 40
    excitation = Excitation(3)
    excitation.pulses.extend(np.full(2 * count + AHEAD, 100.0))
    one, none = np.ones((count, BINS), np.float32), np.zeros((count, BINS), np.float32)
    due = Due(excitation, 0, slice(0, count))
    pieces = next(filtered(Filters(one, none, none, one), [due], grid))
    sums = OverlapAdd(grid)
    OverlapAdd.add([sums], pieces)
    samples = sums.take(sums.complete)[240:-480]
    wanted = noise_samples(3, grid, 240 + len(samples))[240:]
    assert np.abs(samples - wanted).max() < 1e-4


@pytest.mark.parametrize("grid", GRIDS.values())
def test_lines_are_filtered_and_added_together_as_alone(grid: Grid) -> None:
    """Also where one has fewer columns, a sound of its own, and not all of its rows are due."""
    rng = np.random.default_rng(0)
    counts, skips = (20, 20, 7, 30), (0, 3, 0, 0)
    filters = Filters(*(rng.normal(size=(80, BINS)).astype(np.float32) for _ in range(4)))
    sound = Filters(*(rng.normal(size=(4, BINS)).astype(np.float32) for _ in range(4)))

    def dues() -> list[Due]:
        found, row = [], 0
        for seed, (count, skip) in enumerate(zip(counts, skips, strict=True)):
            excitation = Excitation(seed)
            excitation.pulses.extend(np.full(2 * count + AHEAD, 100.0 + 20 * seed))
            put_in = [(slice(2, 6), sound)] if seed == 1 else []
            found.append(Due(excitation, 0, slice(row + skip, row + count), put_in))
            row += count
        return found

    together = [OverlapAdd(grid) for _ in counts]
    done = 0
    for pieces in filtered(filters, dues(), grid):
        OverlapAdd.add(together[done : done + len(pieces)], pieces)
        done += len(pieces)
    for due, sums in zip(dues(), together, strict=True):
        alone = OverlapAdd(grid)
        (pieces,) = filtered(filters, [due], grid)
        OverlapAdd.add([alone], pieces)
        assert alone.complete == sums.complete > 0
        assert np.array_equal(alone.take(alone.complete), sums.take(sums.complete))
