"""Recorded sounds in a line: who laughs, how long, and the same samples however cut."""

from pathlib import Path

import numpy as np
import pytest

from moodvox.errors import VoiceError
from moodvox.models.own.bands import BANDS, NOISE_BANDS
from moodvox.models.own.filtering import Filters
from moodvox.models.own.layout import (
    BINS,
    GRIDS,
    LEVEL_DIMENSION,
    LEVEL_SCALE_DB,
    WHISPER_DIMENSION,
    Grid,
)
from moodvox.models.own.plan import OwnPlan
from moodvox.models.own.sounds import Insert, SoundBank

MEASURES = 4
GRID = GRIDS[120]
EMOTION = np.zeros(64, np.float32)


def write_bank(path: Path, **changed: object) -> Path:
    rng = np.random.default_rng(0)
    lengths = np.array([8, 12, 10, 6])
    total = int(lengths.sum())
    tables: dict[str, object] = {
        "names": np.array(["laugh", "laugh", "laugh", "sigh"]),
        "lengths": lengths,
        "actors": np.array([[0, 0, 0, 0], [1, 0, 0, 0], [9, 0, 0, 0], [0, 0, 0, 0]], np.float32),
        "bands": rng.normal(-5, 1, (total, BANDS)).astype(np.float16),
        "noise": np.full((total, NOISE_BANDS), -1.0, np.float16),
        "voiced": np.ones(total, np.uint8),
        "pitch_st": np.full(total, 12.0, np.float16),
        "shape": np.zeros((MEASURES, BANDS), np.float32),
        "pitch_scale_st": np.float32(2.0),
    }
    np.savez(path, **(tables | changed))  # type: ignore[arg-type]
    return path


@pytest.fixture
def bank(tmp_path: Path) -> SoundBank:
    return SoundBank.load(write_bank(tmp_path / "sounds.npz"))


def speaker(pitch: float) -> np.ndarray:
    return np.array([pitch, 0, 0, 0, 0.5], np.float32)


def test_a_speaker_laughs_with_the_nearest_actors(bank: SoundBank) -> None:
    assert bank.names == ("laugh", "sigh")
    lengths = {bank.insert("laugh", place, speaker(0.2), EMOTION, GRID).hops for place in range(6)}
    assert lengths == {4, 6}


def test_pitch_and_level_follow_speaker_and_mood(bank: SoundBank) -> None:
    plain = bank.insert("sigh", 1, speaker(0.0), EMOTION, GRID)
    assert np.allclose(plain.pitch_hz, 200.0, rtol=1e-3)
    higher = bank.insert("sigh", 1, speaker(1.0), EMOTION, GRID)
    assert np.allclose(higher.pitch_hz / plain.pitch_hz, 2 ** (2 / 12), rtol=1e-3)
    loud = EMOTION.copy()
    loud[LEVEL_DIMENSION] = 6.0 / LEVEL_SCALE_DB
    louder = bank.insert("sigh", 1, speaker(0.0), loud, GRID).filters
    gain = louder.real / plain.filters.real
    assert np.allclose(gain, 10 ** (6 / 20), rtol=1e-3)


def test_a_whispered_sound_has_no_pulses(bank: SoundBank) -> None:
    hushed = EMOTION.copy()
    hushed[WHISPER_DIMENSION] = 1.0
    sound = bank.insert("laugh", 0, speaker(0.0), hushed, GRID)
    assert not sound.filters.pulse.any()
    assert sound.filters.breath.all()


@pytest.mark.parametrize(
    "changed",
    [
        {"lengths": np.array([7, 13, 10, 6])},
        {"bands": np.zeros((36, 3), np.float16)},
        {"names": np.array(["laugh"] * 9)},
    ],
)
def test_damaged_sounds_are_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    with pytest.raises(VoiceError, match="damaged"):
        SoundBank.load(write_bank(tmp_path / "sounds.npz", **changed))


def test_a_file_that_is_no_bank_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sounds.npz").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(VoiceError, match="damaged"):
        SoundBank.load(tmp_path / "sounds.npz")


def insert_at(phoneme: int, hops: int, value: float, grid: Grid = GRID) -> Insert:
    part = np.full((hops * grid.hop_columns, BINS), value, np.float32)
    return Insert(phoneme, Filters(part, part, part, part), np.full(hops * 2, 300.0, np.float32))


def test_a_coarse_grid_has_the_mean_of_its_columns(bank: SoundBank) -> None:
    fine = bank.insert("sigh", 1, speaker(0.0), EMOTION, GRIDS[120])
    coarse = bank.insert("sigh", 1, speaker(0.0), EMOTION, GRIDS[240])
    assert len(fine.filters.real) == 2 * len(coarse.filters.real) == 2 * coarse.hops
    assert np.array_equal(fine.pitch_hz, coarse.pitch_hz)
    sizes = [np.hypot(one.filters.real, one.filters.imaginary) for one in (fine, coarse)]
    both = np.sqrt(sizes[0][::2] * sizes[0][1::2])
    assert np.allclose(sizes[1], both, rtol=1e-3)


def plan_with(*inserts: Insert) -> OwnPlan:
    durations = np.array([3, 5, 4], np.int64)
    return OwnPlan(
        np.zeros((3, 2), np.float32), durations, np.zeros((3, 4), np.float32),
        inserts,
    )  # fmt: skip


@pytest.mark.parametrize("grid", GRIDS.values())
def test_filters_of_a_sound_take_its_place_and_no_other(grid: Grid) -> None:
    plan, each = plan_with(insert_at(1, 5, 7.0, grid)), grid.hop_columns
    count = 12 * each
    places = np.zeros(count)
    places[3 * each : 8 * each] = 7.0
    for cut in (1, 3, 8, 11, count):
        found = np.zeros(count)
        for first in range(0, count, cut):
            for here, own in plan.put_in(first, min(cut, count - first)):
                found[first + here.start : first + here.stop] = own.pulse[:, 0]
        assert np.array_equal(found, places)
    assert (plan.column_pitch_hz[6:16] == 300.0).all()
    assert (plan.column_pitch_hz[:6] != 300.0).all()


def test_a_splice_keeps_the_sounds_of_its_side() -> None:
    old, new = (
        plan_with(insert_at(0, 3, 1.0), insert_at(2, 4, 1.0)),
        plan_with(insert_at(2, 4, 2.0)),
    )
    spliced = old.spliced(new, 1)
    assert [(i.phoneme, float(i.filters.real[0, 0])) for i in spliced.inserts] == [
        (0, 1.0),
        (2, 2.0),
    ]
