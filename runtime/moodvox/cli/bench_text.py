"""What `moodvox bench` has measured, as tables for a person."""

from __future__ import annotations

from collections.abc import Sequence

from moodvox.bench.crowd import Crowd
from moodvox.bench.latency import Latency
from moodvox.bench.report import Report
from moodvox.bench.speed import Speed
from moodvox.bench.startup import Startup
from moodvox.cli.table import table


def as_text(report: Report) -> str:
    """Everything that was measured."""
    machine = report.machine
    busy = "" if machine.load is None else f"; load before: {machine.load}"
    parts = [
        f"{machine.processor}, {machine.cores} cores; {machine.system}; Python "
        f"{machine.python}; onnxruntime {machine.onnxruntime}; moodvox {machine.moodvox}{busy}"
    ]
    if report.latency:
        parts.append(latency_table(report.latency))
    if report.speed:
        parts.append(speed_table(report.speed))
    if report.peers or report.missing_peers:
        parts.append(peer_table(report))
    if report.ceiling:
        parts.append(ceiling_lines(report))
    if report.moods:
        parts.append(mood_lines(report))
    if report.crowds:
        parts.append(crowd_table(report.crowds))
    if report.startup:
        parts.append(startup_lines(report.startup))
    return "\n\n".join(parts)


def latency_table(latency: Sequence[Latency]) -> str:
    head = (
        "time to first audio, ms",
        "p50",
        "p90",
        "p99",
        "largest",
        "plan p50",
        "again p50",
        "p99",
        "rounds",
    )
    return table(
        head,
        [
            (
                one.text,
                one.first_block_ms.p50,
                one.first_block_ms.p90,
                one.first_block_ms.p99,
                one.first_block_ms.largest,
                one.plan_ms.p50,
                one.again_ms.p50,
                one.again_ms.p99,
                one.first_block_ms.count,
            )
            for one in latency
        ],
    )


def speed_table(speed: Sequence[Speed]) -> str:
    head = ("one thread", "s", "rtf p50", "rtf p90", "cpu p50", "open ms", "block ms", "p99")
    return table(
        head,
        [
            (
                one.text,
                one.audio_s,
                one.real_time_factor.p50,
                one.real_time_factor.p90,
                one.cpu_factor.p50,
                one.open_ms.p50,
                one.block_ms.p50,
                one.block_ms.p99,
            )
            for one in speed
        ],
    )


def crowd_table(crowds: Sequence[Crowd]) -> str:
    """First blocks of all lines, of the first lines of all at once, gaps, holes, costs."""
    first = table(
        ("streams", "lines", "first ms", "p50", "p90", "p95", "p99", "at once p50", "p95",
         "steady p50", "p95", "p99", "gap p50", "p99"),
        [
            (
                one.streams,
                one.part,
                one.first_block_ms.mean,
                one.first_block_ms.p50,
                one.first_block_ms.p90,
                one.first_block_ms.p95,
                one.first_block_ms.p99,
                one.burst_ms.p50,
                one.burst_ms.p95,
                one.steady_ms.p50 if one.steady_ms else None,
                one.steady_ms.p95 if one.steady_ms else None,
                one.steady_ms.p99 if one.steady_ms else None,
                one.gap_ms.p50 if one.gap_ms else None,
                one.gap_ms.p99 if one.gap_ms else None,
            )
            for one in crowds
        ],
    )  # fmt: skip
    costs = table(
        ("streams", "lines", "heard", "failed", "underruns", "at once", "least buffered ms",
         "stalled s", "audio s/s", "cpu/audio", "cores", "client's", "MB", "machine late p99 ms"),
        [
            (
                one.streams,
                one.part,
                one.lines,
                one.failed,
                one.underruns,
                one.burst_underruns,
                one.buffered_least_ms,
                one.stalled_s,
                one.audio_per_s,
                one.cpu_per_audio_s,
                one.sidecar_cores,
                one.client_cores,
                one.peak_memory_mb,
                one.sleep_late_ms.p99,
            )
            for one in crowds
        ],
    )  # fmt: skip
    return f"{first}\n\n{costs}"


def peer_table(report: Report) -> str:
    """Ours, with voice and models loaded, beside whole programs."""
    rows = [(one.name, one.audio_s, one.whole_ms.p50, one.cpu_per_audio_s) for one in report.peers]
    text = table(("instead", "s", "first audio ms", "cpu/audio"), rows)
    missing = ", ".join(report.missing_peers)
    return f"{text}\nnot installed here: {missing}" if missing else text


def ceiling_lines(report: Report) -> str:
    """What this machine can do, and how much of it rendering does."""
    ceiling = report.ceiling
    if ceiling is None:
        return ""
    text = table(
        (
            "rendering, streams",
            "GOP per s",
            "in products",
            "in graph",
            "in all",
            "graph/audio",
            "cpu/audio",
            "slowest nodes",
        ),
        [
            (
                one.streams,
                one.gop_per_audio_s,
                f"{one.in_products:.0%}",
                f"{one.in_graph:.0%}",
                f"{one.in_rendering:.0%}",
                one.graph_per_audio_s,
                one.cpu_per_audio_s,
                ", ".join(f"{kind} {part:.0%}" for kind, part in one.kinds),
            )
            for one in report.shares
        ],
    )
    return (
        f"ceiling of one thread: {ceiling.float_gops:.0f} GFLOP/s, {ceiling.int8_gops:.0f} GOP/s "
        f"in INT8; of it are achieved:\n{text}"
    )


def mood_lines(report: Report) -> str:
    """From an event to the ear."""
    return "\n".join(
        f"mood event to the ear, {lead} ms ahead: p50 {waits.p50:.0f} ms, largest "
        f"{waits.largest:.0f} ms"
        if waits
        else f"mood event to the ear, {lead} ms ahead: no change was seen"
        for lead, waits in report.moods.items()
    )


def startup_lines(startup: Startup) -> str:
    text = (
        f"start-up: ready after {startup.ready_ms.p50:.0f} ms; "
        f"first line's first block after {startup.first_line_ms.p50:.0f} ms"
    )
    if startup.memory_ready_mb is None or startup.memory_spoken_mb is None:
        return text
    return text + (
        f"\npeak memory: {startup.memory_ready_mb:.0f} MB when ready, "
        f"{startup.memory_spoken_mb:.0f} MB after speaking"
    )
