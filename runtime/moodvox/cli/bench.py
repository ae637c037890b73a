"""`moodvox bench`: latency, crowds, speed, start-up and memory, with what they ran on."""

from __future__ import annotations

import argparse
import functools
import json
from pathlib import Path
from typing import Literal

from moodvox.bench.ceiling import Ceiling
from moodvox.bench.crowd import Crowd, CrowdPlan, run_trial, warm_up
from moodvox.bench.host import Host
from moodvox.bench.latency import measure_latency
from moodvox.bench.machine import describe_machine
from moodvox.bench.moods import measure_moods
from moodvox.bench.peers import measure_peers
from moodvox.bench.plot import latency_plot
from moodvox.bench.report import Report
from moodvox.bench.share import measure_share
from moodvox.bench.speed import Speed, measure_speed
from moodvox.bench.startup import measure_startup
from moodvox.cli.bench_text import as_text
from moodvox.cli.main import DONE
from moodvox.cli.numbers import number, whole, wholes
from moodvox.cli.opening import add_opening_arguments, open_desk
from moodvox.cli.progress import Progress
from moodvox.cli.table import print_json
from moodvox.client import CreditBy
from moodvox.errors import InputError
from moodvox.sidecar.blocks import STEADY
from moodvox.sidecar.options import ServeOptions

START_ROUNDS = 3
TRIALS = 3
PEER_ROUNDS = 3
MOOD_ROUNDS = 10
LEADS_MS = (250.0, 100.0)
SHARE_STREAMS = (1, 8)
CROWD_S = 20.0
SOAK_S = 600.0
CROWDS = (1, 4, 8, 50)
SOAK_STREAMS = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("all", "one", "crowd", "soak", "start"), default="all",
        help="one: a line at a time; crowd: many characters at once, in real time; "
        "soak: one crowd for long; start: start-up and memory; default: one and start",
    )  # fmt: skip
    parser.add_argument("--rounds", type=whole(1), default=20, metavar="N", help="default: 20")
    parser.add_argument("--voice", default="", metavar="V", help="default: the first one")
    parser.add_argument(
        "--json", nargs="?", const="-", metavar="F",
        help="write JSON for a program to F, or to stdout instead of the tables",
    )  # fmt: skip
    crowd = parser.add_argument_group("crowd and soak")
    crowd.add_argument(
        "--streams", type=wholes(1), metavar="N[,N...]",
        help=f"characters that speak at once; default: {','.join(map(str, CROWDS))}, "
        f"and {SOAK_STREAMS} for soak",
    )  # fmt: skip
    crowd.add_argument(
        "--seconds", type=number(0.1), metavar="S",
        help=f"of each trial; default: {CROWD_S:g}, and {SOAK_S:g} for soak",
    )  # fmt: skip
    crowd.add_argument(
        "--trials", type=whole(1), metavar="N", help=f"default: {TRIALS}, 1 for soak"
    )
    crowd.add_argument(
        "--tier", choices=("auto", "quality", "fast"), default="auto", help="default: auto"
    )
    crowd.add_argument(
        "--connections", type=whole(1), default=1, metavar="N",
        help="spread the characters over so many engines; default: 1, as in a game",
    )  # fmt: skip
    crowd.add_argument(
        "--lead-ms", type=number(20.0, 10_000.0), metavar="MS", help="how far ahead to render"
    )
    crowd.add_argument(
        "--story",
        type=whole(1),
        default=0,
        metavar="N",
        help="so many of them say story lines (priority 80), all others chatter (20)",
    )
    crowd.add_argument(
        "--greedy", action="store_true",
        help="ask for the next line when one is rendered, not when it is heard: throughput",
    )  # fmt: skip
    crowd.add_argument(
        "--plot", type=Path, metavar="F", help="draw latency over the number of streams as an SVG"
    )
    add_opening_arguments(parser)


def run(options: argparse.Namespace) -> int:
    rounds: int = options.rounds
    for file in (options.plot, options.json and Path(options.json)):
        if file and not file.parent.is_dir():
            raise InputError("no such folder", where=str(file), hint="make it before measuring")
    if options.plot and options.story:
        raise InputError("it draws crowds of one kind", where="--plot", hint="leave --story out")
    report = Report(describe_machine())
    host = Host(options.voices, options.project, options.threads, tuple(options.providers or ()))
    with Progress() as progress:
        if options.what in ("all", "one"):
            with host.serving(credit_by="all") as (client,):
                report.latency = measure_latency(client, options.voice, rounds, progress.tell)
            for lead_ms in LEADS_MS:
                progress.tell(f"mood events, {lead_ms:g} ms ahead")
                with host.serving(lead_ms=lead_ms) as (client,):
                    waits = measure_moods(
                        client, options.voice, tier_of(options), min(rounds, MOOD_ROUNDS)
                    )
                    report.moods[f"{lead_ms:g}"] = waits
            measure_work(report, options, rounds, progress)
        if options.what in ("crowd", "soak"):
            report.crowds = measure_crowds(host, options, progress)
        if options.what in ("all", "start"):
            progress.tell("start-up")
            report.startup = measure_startup(host, options.voice, min(rounds, START_ROUNDS))
    if options.plot is not None and report.crowds:
        machine = report.machine
        told = f"{machine.processor}, {machine.cores} cores, moodvox {machine.moodvox}"
        options.plot.write_text(latency_plot(report.crowds, told), "utf-8")
    if options.json == "-":
        print_json(report.as_document())
        return DONE
    if options.json:
        text = json.dumps(report.as_document(), indent=1, ensure_ascii=False)
        Path(options.json).write_text(text + "\n", "utf-8")
    print(as_text(report))
    return DONE


def tier_of(options: argparse.Namespace) -> Literal["quality", "fast"]:
    """The tier of what is spoken alone: `auto` is for crowds."""
    return "fast" if options.tier == "fast" else "quality"


def measure_work(
    report: Report, options: argparse.Namespace, rounds: int, progress: Progress
) -> None:
    """What speech costs in this process, in turns with the programs one could take instead."""
    tier, block_s = tier_of(options), ServeOptions.block_s * STEADY
    for streams in SHARE_STREAMS:
        progress.tell(f"share of the ceiling, {streams} streams")
        report.shares.append(
            measure_share(lambda: open_desk(options).engine, options.voice, tier, block_s, streams)
        )
    report.ceiling = functools.reduce(Ceiling.or_better, (one.ceiling for one in report.shares))
    progress.tell("speed, and what is here besides")
    engine = open_desk(options).engine
    turns: list[list[Speed]] = []
    peer_rounds = min(rounds, PEER_ROUNDS)
    each = -(-rounds // peer_rounds)
    report.peers, report.missing_peers = measure_peers(
        peer_rounds,
        lambda: turns.append(measure_speed(engine, options.voice, each, block_s, tier)),
    )
    report.speed = [Speed.best(parts) for parts in zip(*turns, strict=True)]


def measure_crowds(host: Host, options: argparse.Namespace, progress: Progress) -> list[Crowd]:
    """Every number of streams, each with a sidecar of its own, in one after the other."""
    soak = options.what == "soak"
    counts = options.streams or ((SOAK_STREAMS,) if soak else CROWDS)
    seconds = options.seconds or (SOAK_S if soak else CROWD_S)
    trials = max(1, options.trials or (1 if soak else TRIALS))
    crowds = []
    for streams in counts:
        story = min(options.story, streams - 1)
        plan = CrowdPlan(streams, seconds, options.voice, options.tier, options.greedy, story)
        credit_by: CreditBy = "all" if options.greedy else "clock"
        connections = max(1, min(options.connections, streams))
        with host.serving(connections, credit_by=credit_by, lead_ms=options.lead_ms) as clients:
            warm_up(clients[0], plan)
            runs = [run_trial(clients, plan, progress.tell) for _ in range(trials)]
            crowds += [Crowd.of(part) for part in zip(*runs, strict=True)]
    return crowds
