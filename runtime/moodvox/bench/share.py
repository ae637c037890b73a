"""How much of the ceiling rendering achieves, and where the rest of the time goes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from moodvox.bench.ceiling import Ceiling
from moodvox.bench.texts import TEXTS
from moodvox.devices.profiling import NodeRun, profiled
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest

RENDER = "render"
"""What the file of a graph is called that renders."""


@dataclass(frozen=True)
class Share:
    """Of rendering one text in steady blocks, on one thread.

    Attributes:
        gop_per_audio_s: billions of operations of products and convolutions in the render
            graph, for each second of speech.
        in_products: share of the ceiling within those nodes alone.
        in_graph: within all nodes of the render graph.
        in_rendering: of the whole call, with what happens outside of the graph.
        kinds: the kinds of node that take the most time, with their part of the graph's time.
    """

    streams: int
    gop_per_audio_s: float
    in_products: float
    in_graph: float
    in_rendering: float
    kinds: tuple[tuple[str, float], ...]


def measure_share(
    make_engine: Callable[[], SpeechEngine], voice: str, tier: str, block_s: float,
    ceiling: Ceiling, streams: int,
) -> Share:  # fmt: skip
    """Speak a text by so many streams at once: counted under the profiler, timed without it."""
    with profiled() as profile:
        audio_s, _ = _speak(make_engine(), voice, tier, block_s, streams)
    runs = [run for path, part in profile.runs.items() if RENDER in path.stem for run in part]
    engine = make_engine()
    timed_s = min(_speak(engine, voice, tier, block_s, streams)[1] for _ in range(2))
    ideal_s = ideal_seconds(runs, ceiling)
    runs = undisturbed(runs)
    products_s = sum(run.took_us for run in runs if run.operations) / 1e6
    graph_s = sum(run.took_us for run in runs) / 1e6
    return Share(
        streams=streams,
        gop_per_audio_s=sum(run.operations for run in runs) / audio_s / 1e9,
        in_products=ideal_s / products_s if products_s else 0.0,
        in_graph=ideal_s / graph_s if graph_s else 0.0,
        in_rendering=ideal_s / timed_s,
        kinds=slowest_kinds(runs),
    )


def ideal_seconds(runs: Iterable[NodeRun], ceiling: Ceiling) -> float:
    """How long the operations of `runs` take at the ceiling of their kind."""
    return sum(
        run.operations / ((ceiling.int8_gops if is_int8(run.op) else ceiling.float_gops) * 1e9)
        for run in runs
    )


def undisturbed(runs: Sequence[NodeRun]) -> list[NodeRun]:
    """Every run as long as the shortest one of its node and shapes.

    Profiles tell time, not the thread's own time: on a machine that does something else,
    most of it is the others'.
    """
    least_us: dict[tuple[object, ...], float] = {}
    for run in runs:
        key = (run.name, run.inputs, run.outputs)
        least_us[key] = min(least_us.get(key, run.took_us), run.took_us)
    return [replace(run, took_us=least_us[run.name, run.inputs, run.outputs]) for run in runs]


def is_int8(op: str) -> bool:
    return "Integer" in op or "QLinear" in op or "Quantize" in op or op == "QGemm"


def slowest_kinds(runs: Sequence[NodeRun], most: int = 6) -> tuple[tuple[str, float], ...]:
    """The kinds of node that take the most time, with their share of it."""
    took_us: dict[str, float] = defaultdict(float)
    for run in runs:
        took_us[run.op] += run.took_us
    total_us = sum(took_us.values()) or 1.0
    ranked = sorted(took_us.items(), key=lambda item: -item[1])[:most]
    return tuple((op, us / total_us) for op, us in ranked)


def _speak(
    engine: SpeechEngine, voice: str, tier: str, block_s: float, streams: int
) -> tuple[float, float]:
    """Seconds of speech, and of the thread's time in render calls."""
    opened = [
        engine.open(LineRequest(str(number), TEXTS["medium"], voice=voice, tier=tier, seed=number))
        for number in range(streams)
    ]
    hops = max(1, round(block_s * opened[0].sample_rate_hz / opened[0].hop_samples))
    start_s = time.thread_time()
    while not opened[0].finished:
        engine.render(opened, hops)
    took_s = time.thread_time() - start_s
    return sum(one.rendered_samples / one.sample_rate_hz for one in opened), took_s
