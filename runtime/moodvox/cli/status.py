"""`moodvox status`: how a sidecar that runs is doing, in the counters of its `stats`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from moodvox.cli.main import DONE
from moodvox.cli.table import print_json, shown
from moodvox.client import Client
from moodvox.client.process import ReadyLine, parse_ready_line
from moodvox.errors import InputError

ANSWER_S = 3.0
"""A sidecar that is alive answers far sooner."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lines now", ("lines_speaking", "lines_waiting", "clients")),
    ("since the start", (
        "lines_submitted", "lines_finished", "lines_cancelled", "lines_failed", "lines_dropped",
        "lines_dropped_for_load", "lines_delayed", "lines_quality", "lines_fast",
    )),
    ("time", (
        "load", "demand", "level", "level_changes", "blocks", "late_blocks", "lines_in_a_turn",
        "audio_s", "render_calls_s", "cpu_s",
    )),
    ("voices", ("voices_loaded", "voices_unloaded", "voices_reloaded")),
)  # fmt: skip
"""What belongs together; docs/latency.md says what each counter is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ready-file", type=Path, metavar="F", help="the file that `moodvox serve` was told"
    )
    parser.add_argument("--port", type=int, metavar="P", help="of its ready line, without a file")
    parser.add_argument("--token", default="", metavar="T", help="of its ready line")
    parser.add_argument("--every", type=float, metavar="S", help="ask again every S seconds")
    parser.add_argument("--json", action="store_true", help="the counters as JSON")


def run(options: argparse.Namespace) -> int:
    ready = _ready(options)
    with Client(
        ready.port, ready.token, engine="moodvox status", answer_s=ANSWER_S, credit_by="hand"
    ) as client:
        while True:
            counters = client.stats()
            if options.json:
                print_json(counters)
            else:
                print(as_text(counters), flush=True)
            if not options.every:
                return DONE
            time.sleep(max(0.1, options.every))
            print()


def as_text(counters: dict[str, float]) -> str:
    """Counters in groups; those that no group knows come last."""
    known = {name for _, names in GROUPS for name in names}
    groups = [*GROUPS, ("others", tuple(sorted(counters.keys() - known)))]
    width = max(map(len, counters), default=0)
    parts = []
    for title, names in groups:
        rows = [
            f"  {name:<{width}}  {shown(_plain(counters[name]))}"
            for name in names
            if name in counters
        ]
        if rows:
            parts.append("\n".join([title, *rows]))
    return "\n".join(parts)


def _plain(value: float) -> float | int:
    """Whole numbers without a point."""
    return int(value) if value == int(value) else value


def _ready(options: argparse.Namespace) -> ReadyLine:
    if (options.ready_file is None) == (options.port is None):
        raise InputError(
            "which sidecar is meant?",
            where="--ready-file",
            hint="give --ready-file F, or --port P with --token T, as its ready line has them",
        )
    if options.port is not None:
        return ReadyLine("", options.port, options.token)
    try:
        return parse_ready_line(options.ready_file.read_bytes())
    except OSError as fault:
        raise InputError(
            f"no ready file: {fault.strerror}",
            where=str(options.ready_file),
            hint="a sidecar that runs has one if it was started with --ready-file",
        ) from None
