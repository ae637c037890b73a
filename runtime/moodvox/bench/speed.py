"""How fast one thread speaks, inside the process: the models and nothing around them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from moodvox.bench.figures import Figures
from moodvox.bench.texts import TEXTS
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest


@dataclass(frozen=True)
class Speed:
    """Of one text.

    Attributes:
        audio_s: its length.
        open_ms: script, text, phonemes and plan.
        block_ms: rendering one block.
        real_time_factor: all of it, for each second of sound.
        cpu_factor: processor time instead of time; the same on a machine that does
            nothing else, and little changed on one that does.
    """

    text: str
    audio_s: float
    open_ms: Figures
    block_ms: Figures
    real_time_factor: Figures
    cpu_factor: Figures

    @classmethod
    def best(cls, parts: Sequence[Speed]) -> Speed:
        """Of several measurements of one text, the one that cost least processor time."""
        return min(parts, key=lambda part: part.cpu_factor.p50)


def measure_speed(
    engine: SpeechEngine, voice: str, rounds: int, block_s: float, tier: str = "quality"
) -> list[Speed]:
    """Speak every text `rounds` times in blocks of `block_s`, after one that does not count."""
    return [_measure(engine, voice, tier, name, rounds, block_s) for name in TEXTS]


def _measure(
    engine: SpeechEngine, voice: str, tier: str, name: str, rounds: int, block_s: float
) -> Speed:
    open_ms: list[float] = []
    block_ms: list[float] = []
    factors: list[float] = []
    cpu_factors: list[float] = []
    audio_s = 0.0
    for counted in [False, *[True] * rounds]:
        start_s, start_cpu_s = time.perf_counter(), time.process_time()
        stream = engine.open(LineRequest(name, TEXTS[name], voice=voice, tier=tier))
        opened_s = time.perf_counter()
        hops = max(1, round(block_s * stream.sample_rate_hz / stream.hop_samples))
        blocks: list[float] = []
        while not stream.finished:
            before_s = time.perf_counter()
            engine.render([stream], hops)
            blocks.append((time.perf_counter() - before_s) * 1000.0)
        audio_s = stream.rendered_samples / stream.sample_rate_hz
        if counted:
            open_ms.append((opened_s - start_s) * 1000.0)
            block_ms += blocks
            factors.append((time.perf_counter() - start_s) / audio_s)
            cpu_factors.append((time.process_time() - start_cpu_s) / audio_s)
    return Speed(
        name,
        audio_s,
        Figures.of(open_ms),
        Figures.of(block_ms),
        Figures.of(factors),
        Figures.of(cpu_factors),
    )
