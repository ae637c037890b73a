"""Where hops, columns and samples stand to each other in the bundled family.

    hop     10 ms, 240 samples   one step of the plan and of the render graph
    column   5 ms, 120 samples   what is analysed and trained; hop h has columns 2h, 2h + 1

Column c is centred on sample 120 c. Training imports these numbers. A tier filters once a
column or once a hop: see `Grid`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 24_000
HOP_SAMPLES = 240
HOP_COLUMNS = 2
COLUMN_SAMPLES = 120
HOPS_PER_S = SAMPLE_RATE_HZ / HOP_SAMPLES

ANALYSIS_FFT_SIZE = 1024
ANALYSIS_BINS = ANALYSIS_FFT_SIZE // 2 + 1
"""Of recordings, and of the tables that bands are fitted with."""

FFT_SIZE = 512
BINS = FFT_SIZE // 2 + 1
"""Of the vocoder: room for a window and 9 ms of a filter's answer behind it."""

ANCHORS = 4
"""Pitch is planned at this many evenly spaced moments of every phoneme."""

PITCH_SCALE_ST = 12.0
"""Graphs see pitch in units of 12 semitones above `PITCH_ZERO_HZ`."""

PITCH_ZERO_HZ = 100.0

WHISPER_DIMENSION = 13
JITTER_DIMENSION = 62
TREMOR_DIMENSION = 63
SHAKE_DIMENSIONS = slice(JITTER_DIMENSION, TREMOR_DIMENSION + 1)
"""Numbers of an emotion vector that act on the source and not through the graphs."""

LEVEL_DIMENSION = 3
LEVEL_SCALE_DB = 12.0
"""The number of an emotion vector that is loudness, and what its 1.0 stands for."""


@dataclass(frozen=True)
class Grid:
    """How often a tier filters its source, and how what is filtered fades over.

    Attributes:
        column_samples: from one filter to the next; a hop has a whole number of them.
        ramp_samples: over which one fades into the next, at most `column_samples`.
    """

    column_samples: int
    ramp_samples: int

    @functools.cached_property
    def hop_columns(self) -> int:
        return HOP_SAMPLES // self.column_samples

    @functools.cached_property
    def window_samples(self) -> int:
        return self.column_samples + self.ramp_samples

    @functools.cached_property
    def before(self) -> int:
        """Samples from where the window of column 0 begins to the line's first.

        A filter stands in the middle of the analysed columns that it was made of.
        """
        return self.window_samples // 2 - (self.column_samples - COLUMN_SAMPLES) // 2

    @functools.cached_property
    def window(self) -> NDArray[np.float32]:
        """(window_samples,) whose copies, a column apart, add up to 1: Hann if all is ramp."""
        phase = np.arange(self.ramp_samples) / self.ramp_samples
        up = 0.5 - 0.5 * np.cos(np.pi * phase)
        flat = np.ones(self.column_samples - self.ramp_samples)
        return np.concatenate([up, flat, 1.0 - up]).astype(np.float32)

    @functools.cached_property
    def loud_window(self) -> NDArray[np.float32]:
        """`window` times 512."""
        return self.window * np.float32(FFT_SIZE)


GRIDS = {120: Grid(120, 120), 240: Grid(240, 60)}
"""By `column_samples`, which a render graph has in its metadata."""
