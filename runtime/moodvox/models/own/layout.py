"""Where hops, columns and samples stand to each other in the bundled family.

    hop     10 ms, 240 samples   one step of the plan and of the render graph
    column   5 ms, 120 samples   one filter of the vocoder; hop h has columns 2h, 2h + 1

Column c is centred on sample 120 c. Training imports these numbers.
"""

from __future__ import annotations

SAMPLE_RATE_HZ = 24_000
HOP_SAMPLES = 240
HOP_COLUMNS = 2
COLUMN_SAMPLES = 120
HOPS_PER_S = SAMPLE_RATE_HZ / HOP_SAMPLES

WINDOW_SAMPLES = 240
"""Length of the Hann window that cuts the excitation for one column."""

FFT_SIZE = 1024
BINS = FFT_SIZE // 2 + 1

WINDOW_OFFSET = 160
"""Where in the FFT buffer the window starts: room for what a filter does before it."""

ANCHORS = 4
"""Pitch is planned at this many evenly spaced moments of every phoneme."""

PITCH_SCALE_ST = 12.0
"""Graphs see pitch in units of 12 semitones above `PITCH_ZERO_HZ`."""

PITCH_ZERO_HZ = 100.0

WHISPER_DIMENSION = 13
JITTER_DIMENSION = 62
TREMOR_DIMENSION = 63
"""Numbers of an emotion vector that act on the source and not through the graphs."""

LEVEL_DIMENSION = 3
LEVEL_SCALE_DB = 12.0
"""The number of an emotion vector that is loudness, and what its 1.0 stands for."""
