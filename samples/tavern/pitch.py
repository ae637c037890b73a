"""F0 out of recorded sound, so that the picture shows what is heard and not what was planned.

YIN (de Cheveigne and Kawahara 2002) in numpy: where a window resembles itself most
after a shift, that shift is the period.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HOP_S = 0.01
WINDOW_S = 0.04
LOWEST_HZ = 60.0
HIGHEST_HZ = 520.0
DIP = 0.15
"""A normalised difference below this is a period; the first such shift is taken."""
VOICED = 0.30
"""Above this at its best shift, a window has no pitch."""
QUIET_DB = -45.0
"""Below the loudest window by this much, a window is silence."""
SILENT_DB = -90.0
"""Below this, re full scale, it is silence whatever the loudest is."""


def pitch_track(samples: NDArray[np.float32], sample_rate_hz: int) -> NDArray[np.float64]:
    """F0 in Hz at each hop of 10 ms, (H,); NaN where there is no voice.

    Args:
        samples: (S,) float32; hop h is centred at sample h * 10 ms.
    """
    hop = round(HOP_S * sample_rate_hz)
    window = round(WINDOW_S * sample_rate_hz)
    shortest = int(sample_rate_hz / HIGHEST_HZ)
    longest = int(sample_rate_hz / LOWEST_HZ) + 2
    count = len(samples) // hop
    if count == 0:
        return np.zeros(0)
    span = window + longest
    padded = np.pad(samples.astype(np.float64), (span // 2, span))
    windows = np.lib.stride_tricks.sliding_window_view(padded, span)[: count * hop : hop]
    difference = shifted_difference(windows, window, longest)
    shifts = np.arange(1, longest)
    total = np.cumsum(difference[:, 1:], axis=1)
    normal = difference[:, 1:] * shifts / np.maximum(total, 1e-12)
    search = normal[:, shortest - 1 :]
    best = first_dip(search)
    rows = np.arange(count)
    period = shortest + best + parabola_offset(search, best)
    energy_db = 10.0 * np.log10(np.mean(windows[:, :window] ** 2, axis=1) + 1e-12)
    voiced = (search[rows, best] < VOICED) & (
        energy_db > max(energy_db.max() + QUIET_DB, SILENT_DB)
    )
    return without_strays(np.where(voiced, sample_rate_hz / period, np.nan))


def shifted_difference(
    windows: NDArray[np.float64], window: int, longest: int
) -> NDArray[np.float64]:
    """Squared difference of each window to itself shifted by 0 .. longest - 1 samples.

    (H, window + longest) -> (H, longest), by the Fourier transform of the correlation.
    """
    size = 1 << (windows.shape[1] + window - 1).bit_length()
    fixed = np.fft.rfft(windows[:, :window], size)
    moving = np.fft.rfft(windows, size)
    correlation = np.fft.irfft(np.conj(fixed) * moving, size)[:, :longest]
    power = np.cumsum(np.pad(windows**2, ((0, 0), (1, 0))), axis=1)
    energy = power[:, window : window + longest] - power[:, :longest]
    return np.maximum(energy[:, :1] + energy - 2.0 * correlation, 0.0)


def first_dip(search: NDArray[np.float64]) -> NDArray[np.int64]:
    """Index of the first local minimum below `DIP` in each row, else of the minimum."""
    falls = search[:, 1:-1] <= search[:, :-2]
    rises = search[:, 1:-1] < search[:, 2:]
    dips = falls & rises & (search[:, 1:-1] < DIP)
    best: NDArray[np.int64] = np.where(
        dips.any(axis=1), dips.argmax(axis=1) + 1, search.argmin(axis=1)
    )
    return best


def parabola_offset(search: NDArray[np.float64], best: NDArray[np.int64]) -> NDArray[np.float64]:
    """How far, in samples, the minimum lies from `best` by a parabola through three points."""
    rows = np.arange(len(search))
    inner = np.clip(best, 1, search.shape[1] - 2)
    left, middle, right = (search[rows, inner + step] for step in (-1, 0, 1))
    bend = left - 2.0 * middle + right
    offset = np.where(bend > 1e-12, 0.5 * (left - right) / np.maximum(bend, 1e-12), 0.0)
    return np.where(inner == best, np.clip(offset, -0.5, 0.5), 0.0)


def without_strays(track: NDArray[np.float64]) -> NDArray[np.float64]:
    """Voiced hops that agree within 4 semitones with a voiced neighbour; others become NaN.

    A single hop an octave off is a mistake of the tracker, not of the speaker.
    """
    notes = 12.0 * np.log2(track)
    around = np.pad(notes, 2, constant_values=np.nan)
    steps = np.stack([around[k : k + len(notes)] for k in (0, 1, 3, 4)])
    friends = np.sum(np.abs(steps - notes) < 4.0, axis=0)
    return np.where(friends >= 2, track, np.nan)


def broken_at_leaps(track: NDArray[np.float64]) -> NDArray[np.float64]:
    """The track with a gap before every leap of more than 7 semitones, so that none is drawn.

    No voice leaps so far in 10 ms: there the tracker changed its mind about the octave.
    """
    notes = 12.0 * np.log2(track)
    leaps = np.flatnonzero(np.abs(np.diff(notes)) > 7.0) + 1
    broken = track.copy()
    broken[leaps] = np.nan
    return broken
