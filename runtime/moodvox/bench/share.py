"""How much of the ceiling rendering achieves, and where the rest of the time goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from moodvox.bench.ceiling import Ceiling, Products
from moodvox.bench.texts import TEXTS
from moodvox.devices.profiling import NodeRun, profiled
from moodvox.devices.timing import thread_s, timed
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest

RENDER = "render"
"""What the file of a graph is called that renders."""


COUNTED = 4
"""Times that the text is spoken under the profiler."""

ROUNDS = 8
"""Of the ceiling and of speaking, in turns."""


@dataclass(frozen=True)
class Share:
    """Of rendering one text in steady blocks, on one thread.

    Operations, and the kinds' parts of the graph, are counted under the profiler; all times
    are without it, of each call the least of `ROUNDS`, in turns with the ceiling.

    Attributes:
        ceiling: what shares are of.
        gop_per_audio_s: billions of operations of products and convolutions in the render
            graph, for each second of speech.
        graph_per_audio_s: processor time in the render graph, for each second of speech.
        cpu_per_audio_s: of the whole call, with what happens outside of the graph.
        in_products: share of the ceiling within products and convolutions alone: these
            nodes' part of the profile, of the graph's time without it.
        in_graph: within all nodes of the render graph.
        in_rendering: of the whole call.
        kinds: the kinds of node that take the most time, with their part of the graph's time.
    """

    streams: int
    ceiling: Ceiling
    gop_per_audio_s: float
    graph_per_audio_s: float
    cpu_per_audio_s: float
    in_products: float
    in_graph: float
    in_rendering: float
    kinds: tuple[tuple[str, float], ...]


def measure_share(
    make_engine: Callable[[], SpeechEngine], voice: str, tier: str, block_s: float, streams: int
) -> Share:
    """Speak a text by so many streams at once: counted under the profiler, timed without it."""
    with profiled() as profile:
        engine = make_engine()
        counted_s = sum(_speak(engine, voice, tier, block_s, streams)[0] for _ in range(COUNTED))
    runs = [run for path, part in profile.runs.items() if is_render(path) for run in part]
    with timed() as clock:
        engine = make_engine()
        audio_s, _ = _speak(engine, voice, tier, block_s, streams)
    clock.taken()
    products, ceiling = Products(), Ceiling(0.0, 0.0)
    graph_s, all_s = [], []
    for _ in range(ROUNDS):
        ceiling = ceiling.or_better(products.measure())
        all_s.append(_speak(engine, voice, tier, block_s, streams)[1])
        taken = clock.taken()
        graph_s.append([took_s for path in taken if is_render(path) for took_s in taken[path]])
    return share_of(
        runs, counted_s, ceiling, least(graph_s) / audio_s, least(all_s) / audio_s, streams
    )


def least(rounds: Sequence[Sequence[float]]) -> float:
    """All of what was done in each round, every part as long as in the round that disturbed it
    least: the ceiling is the shortest of many products, too.
    """
    together: float = sum(min(parts) for parts in zip(*rounds, strict=True))
    return together


def share_of(
    runs: Sequence[NodeRun], counted_s: float, ceiling: Ceiling, graph_per_audio_s: float,
    cpu_per_audio_s: float, streams: int,
) -> Share:  # fmt: skip
    """What `runs`, a profile of `counted_s` of speech, are of the ceiling in times without it."""
    ideal_per_audio_s = ideal_seconds(runs, ceiling) / counted_s
    gop_per_audio_s = sum(run.operations for run in runs) / counted_s / 1e9
    runs = undisturbed(runs)
    profiled_us = sum(run.took_us for run in runs)
    products_us = sum(run.took_us for run in runs if run.operations)
    in_graph = ideal_per_audio_s / graph_per_audio_s if graph_per_audio_s else 0.0
    return Share(
        streams=streams,
        ceiling=ceiling,
        gop_per_audio_s=gop_per_audio_s,
        graph_per_audio_s=graph_per_audio_s,
        cpu_per_audio_s=cpu_per_audio_s,
        in_products=in_graph * profiled_us / products_us if products_us else 0.0,
        in_graph=in_graph,
        in_rendering=ideal_per_audio_s / cpu_per_audio_s,
        kinds=slowest_kinds(runs),
    )


def is_render(path: Path) -> bool:
    """Whether a graph's file is one that renders."""
    return RENDER in path.stem


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
) -> tuple[float, list[float]]:
    """Seconds of speech, and of the thread's time in each render call."""
    opened = [
        engine.open(LineRequest(str(number), TEXTS["medium"], voice=voice, tier=tier, seed=number))
        for number in range(streams)
    ]
    hops = max(1, round(block_s * opened[0].sample_rate_hz / opened[0].hop_samples))
    took_s = []
    while not opened[0].finished:
        start_s = thread_s()
        engine.render(opened, hops)
        took_s.append(thread_s() - start_s)
    return sum(one.rendered_samples / one.sample_rate_hz for one in opened), took_s
