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
    if report.crowds:
        parts.append(crowd_table(report.crowds))
    if report.startup:
        parts.append(startup_lines(report.startup))
    return "\n\n".join(parts)


def latency_table(latency: Sequence[Latency]) -> str:
    head = ("time to first audio, ms", "p50", "p90", "p99", "largest", "plan p50", "rounds")
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
        ("streams", "first ms", "p50", "p90", "p95", "p99", "at once p95", "gap p50", "p99"),
        [
            (
                one.streams,
                one.first_block_ms.mean,
                one.first_block_ms.p50,
                one.first_block_ms.p90,
                one.first_block_ms.p95,
                one.first_block_ms.p99,
                one.burst_ms.p95,
                one.gap_ms.p50 if one.gap_ms else None,
                one.gap_ms.p99 if one.gap_ms else None,
            )
            for one in crowds
        ],
    )
    costs = table(
        ("streams", "lines", "failed", "underruns", "least buffered ms", "stalled s",
         "audio s/s", "cpu/audio", "cores", "client's", "MB", "machine late p99 ms"),
        [
            (
                one.streams,
                one.lines,
                one.failed,
                one.underruns,
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
