"""Pulses and noise: the same samples however a line is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.models.own.excitation import Excitation, Noise
from moodvox.models.own.layout import BINS, COLUMN_SAMPLES, FFT_SIZE, SAMPLE_RATE_HZ
from moodvox.models.own.overlap import BEFORE, OverlapAdd


def spectra_of(pitch_hz: np.ndarray, cuts: list[int], seed: int = 3) -> np.ndarray:
    """Pulse and noise spectra of a whole contour, extended and read in pieces."""
    excitation, out, at = Excitation(seed), [], 0
    spare = np.full(4, pitch_hz[-1])
    padded = np.concatenate([pitch_hz, spare])
    for cut in [*cuts, len(pitch_hz)]:
        if cut <= at:
            continue
        excitation.extend(padded[excitation.columns : cut + 4])
        out.append(np.stack(excitation.spectra(at, cut - at)))
        at = cut
    return np.concatenate(out, axis=1)


def samples_of(spectra: np.ndarray) -> np.ndarray:
    return np.fft.irfft(spectra, FFT_SIZE, axis=1)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 59), max_size=8))
def test_cuts_change_nothing(cuts: list[int]) -> None:
    contour = 180.0 + 60.0 * np.sin(np.arange(60) / 7.0)
    whole = spectra_of(contour, [])
    assert np.abs(spectra_of(contour, sorted(cuts)) - whole).max() < 1e-3


def test_noise_depends_on_seed_and_place_alone() -> None:
    whole = Noise(7).at(0, 10_000)
    assert np.array_equal(Noise(7).at(3_333, 5_000), whole[3_333:8_333])
    assert not np.array_equal(Noise(8).at(0, 10_000), whole)
    assert np.array_equal(Noise(7).at(-100, 200)[:100], np.zeros(100, np.float32))
    assert float(np.std(whole)) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("pitch_hz", [80.0, 131.0, 300.0])
def test_pulses_repeat_at_the_pitch_with_power_one(pitch_hz: float) -> None:
    columns = 200
    pulses = spectra_of(np.full(columns, pitch_hz), [])[0]
    sums = OverlapAdd()
    sums.add(samples_of(pulses))
    samples = sums.take(sums.complete)[2_000:20_000].astype(np.float64)
    assert float(np.mean(samples**2)) == pytest.approx(1.0, rel=0.05)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    hz = np.arange(len(spectrum)) * SAMPLE_RATE_HZ / len(samples)
    near = spectrum[(hz > pitch_hz * 0.7) & (hz < pitch_hz * 1.3)]
    found = hz[(hz > pitch_hz * 0.7) & (hz < pitch_hz * 1.3)][near.argmax()]
    assert found == pytest.approx(pitch_hz, abs=1.5)


def test_overlap_add_gives_back_what_was_cut() -> None:
    columns = 80
    noise = spectra_of(np.full(columns, 100.0), [])[1]
    sums = OverlapAdd()
    sums.add(samples_of(noise[:33]))
    sums.add(samples_of(noise[33:]))
    length = sums.complete
    given_back = np.concatenate([sums.take(1_000), sums.take(length - 1_000)])
    assert length == columns * COLUMN_SAMPLES - BEFORE
    inside = slice(240, length - 480)
    assert np.abs(given_back[inside] - Noise(3).at(0, length)[inside]).max() < 1e-4
    assert noise.shape == (columns, BINS)
    assert FFT_SIZE == 2 * (BINS - 1)
