"""A tier in INT8 beside itself in fp32: how near, how fast, how small."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.speech.request import LineRequest
from moodvox_export.quantising.listen import Bench

Samples = NDArray[np.float32]

BLOCKS_MS = (80, 200)
BATCHES = (1, 8)
FLOOR = 1e-3
"""Magnitudes below this (-60 dB of a loud bin) count as it: nobody hears them."""


@dataclass(frozen=True)
class Nearness:
    """How far INT8 is from fp32, over some lines.

    Attributes:
        spectrum_db: mean difference of short-time spectra, of the same plan rendered by both.
        worst_db: the same, of the worst line.
        pitch_st: root mean square of what planned pitch differs by, over phonemes.
        timing_ms: root mean square of what the phonemes' ends differ by.
        length: largest difference of a line's length, as a share of it.
        stream: largest sample difference, streamed in short steps against one-shot.
    """

    spectrum_db: float
    worst_db: float
    pitch_st: float
    timing_ms: float
    length: float
    stream: float


@dataclass(frozen=True)
class Bounds:
    """What `Nearness` may be at most."""

    spectrum_db: float = 0.3
    worst_db: float = 0.6
    pitch_st: float = 0.15
    timing_ms: float = 20.0
    length: float = 0.02
    stream: float = 1e-4

    def broken(self, found: Nearness) -> list[str]:
        """One sentence for each bound that is not kept; empty if all are."""
        return [
            f"{name} {getattr(found, name):.3g} is above {limit:g}"
            for name, limit in vars(self).items()
            if not getattr(found, name) <= limit
        ]


def spoken(bench: Bench, line: LineRequest, hops: int = 100) -> Samples:
    stream = bench.open(line)
    parts = []
    while not stream.finished:
        parts += [block.pcm for block in bench.render([stream], hops)]
    return np.concatenate(parts)


def compare(
    exact: Bench, small: Bench, mixed: Bench, lines: Sequence[LineRequest]
) -> Iterator[tuple[float, float, float, float, float]]:
    """Of each line: spectrum dB, pitch st, timing ms, length, stream.

    `mixed` plans as `exact` and renders as `small`, so that both spectra are of one plan.
    """
    for line in lines:
        one, other = (bench.open(line).line_plan.plan for bench in (exact, small))
        ends = np.cumsum(one.durations), np.cumsum(other.durations)
        rendered = spoken(mixed, line)
        in_steps = spoken(mixed, line, hops=7)
        yield (
            spectral_difference_db(spoken(exact, line), rendered),
            float(np.sqrt(np.mean(np.square(_pitch_st(one) - _pitch_st(other))))),
            float(10.0 * np.sqrt(np.mean(np.square(ends[0] - ends[1])))),
            float(abs(ends[0][-1] - ends[1][-1]) / ends[0][-1]),
            float(np.abs(in_steps - rendered).max()),
        )


def gathered(rows: Sequence[tuple[float, float, float, float, float]]) -> Nearness:
    spectrum, pitch, timing, length, stream = np.array(rows).T
    return Nearness(
        float(spectrum.mean()), float(spectrum.max()), float(np.sqrt(np.mean(pitch**2))),
        float(np.sqrt(np.mean(timing**2))), float(length.max()), float(stream.max()),
    )  # fmt: skip


def _pitch_st(plan: object) -> NDArray[np.float64]:
    """Pitch of each phoneme's middle, in semitones."""
    hz, durations = plan.pitch_hz, plan.durations  # type: ignore[attr-defined]
    middles = np.cumsum(durations) - (durations + 1) // 2
    return np.asarray(12.0 * np.log2(np.asarray(hz, np.float64)[middles]))


def spectral_difference_db(one: Samples, other: Samples) -> float:
    """Mean absolute difference of short-time magnitudes, where either is loud enough."""
    first, second = (_magnitudes(x) for x in (one, other))
    difference = 20 * np.abs(np.log10(np.maximum(first, FLOOR) / np.maximum(second, FLOOR)))
    audible = np.maximum(first, second) > FLOOR
    return float(difference[audible].mean())


def _magnitudes(samples: Samples) -> NDArray[np.float64]:
    pieces = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), 960)[::240]
    return np.asarray(np.abs(np.fft.rfft(pieces * np.hanning(960), axis=1)) / 240.0)


def real_time_factors(
    benches: dict[str, Bench], lines: Sequence[LineRequest], rounds: int
) -> Iterator[tuple[str, int, int, float]]:
    """(which, block ms, batch, factor) of every round, the benches taking turns.

    A factor is processor seconds of one thread for each second of speech, planning
    included; processor time, because other work on the machine must not count.
    """
    for _ in range(rounds):
        for block_ms in BLOCKS_MS:
            for batch in BATCHES:
                chosen = [lines[i % len(lines)] for i in range(batch)]
                for name, bench in benches.items():
                    yield name, block_ms, batch, _factor(bench, chosen, block_ms)


def _factor(bench: Bench, lines: Sequence[LineRequest], block_ms: int) -> float:
    hops = block_ms // 10
    before_s = time.process_time()
    streams = [bench.open(line) for line in lines]
    while live := [stream for stream in streams if not stream.finished]:
        bench.render(live, hops)
    used_s = time.process_time() - before_s
    return used_s / sum(s.rendered_samples / s.sample_rate_hz for s in streams)
