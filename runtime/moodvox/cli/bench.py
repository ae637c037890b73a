"""`moodvox bench`: time to first audio, speed, start-up and memory, with what it ran on."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from moodvox.bench.latency import Latency, measure_latency
from moodvox.bench.machine import Machine, describe_machine
from moodvox.bench.speed import Speed, measure_speed
from moodvox.bench.startup import Startup, measure_startup
from moodvox.cli.main import DONE
from moodvox.cli.opening import add_opening_arguments, open_desk
from moodvox.cli.progress import Progress
from moodvox.cli.table import print_json, table
from moodvox.client import Client
from moodvox.sidecar.blocks import STEADY
from moodvox.sidecar.options import ServeOptions

START_ROUNDS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("all", "one", "start"), default="all",
        help="one: a line at a time; start: start-up and memory; default: both",
    )  # fmt: skip
    parser.add_argument("--rounds", type=int, default=20, metavar="N", help="default: 20")
    parser.add_argument("--voice", default="", metavar="V", help="default: the first one")
    parser.add_argument("--json", action="store_true", help="print JSON for a program")
    add_opening_arguments(parser)


def run(options: argparse.Namespace) -> int:
    rounds = max(1, options.rounds)
    machine = describe_machine()
    latency: list[Latency] = []
    speed: list[Speed] = []
    startup: Startup | None = None
    with Progress() as progress:
        if options.what in ("all", "one"):
            with Client.launch(voices=options.voices, credit_by="all") as client:
                latency = measure_latency(client, options.voice, rounds, progress.tell)
            progress.tell("speed")
            engine, block_s = open_desk(options).engine, ServeOptions.block_s * STEADY
            speed = measure_speed(engine, options.voice, rounds, block_s)
        if options.what in ("all", "start"):
            progress.tell("start-up")
            startup = measure_startup(options.voices, options.voice, min(rounds, START_ROUNDS))
    if options.json:
        print_json(as_document(machine, latency, speed, startup))
    else:
        print(as_text(machine, latency, speed, startup))
    return DONE


def as_document(
    machine: Machine, latency: list[Latency], speed: list[Speed], startup: Startup | None
) -> dict[str, Any]:
    """Everything that was measured, for a program."""
    return {
        "machine": asdict(machine),
        "latency": [asdict(one) for one in latency],
        "speed": [asdict(one) for one in speed],
        "startup": asdict(startup) if startup else None,
    }


def as_text(
    machine: Machine, latency: list[Latency], speed: list[Speed], startup: Startup | None
) -> str:
    """Everything that was measured, for a person."""
    busy = "" if machine.load is None else f"; load before: {machine.load}"
    parts = [
        f"{machine.processor}, {machine.cores} cores; {machine.system}; Python "
        f"{machine.python}; onnxruntime {machine.onnxruntime}; moodvox {machine.moodvox}{busy}"
    ]
    if latency:
        parts.append(latency_table(latency))
    if speed:
        parts.append(speed_table(speed))
    if startup:
        parts.append(startup_lines(startup))
    return "\n\n".join(parts)


def latency_table(latency: list[Latency]) -> str:
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


def speed_table(speed: list[Speed]) -> str:
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
