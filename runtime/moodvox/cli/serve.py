"""`moodvox serve`: the sidecar, until its client, its parent or a signal ends it."""

from __future__ import annotations

import argparse
from pathlib import Path

from moodvox.cli.opening import add_opening_arguments
from moodvox.sidecar.options import ServeOptions
from moodvox.sidecar.serve import serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Runs the sidecar. When it can be talked to it prints one line of JSON with its port "
        "and the token that a client must show, and nothing else on stdout."
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help="default: a free one")
    parser.add_argument("--token", default="", metavar="T", help="default: a new one each time")
    parser.add_argument(
        "--ready-file", type=Path, metavar="F", help="write the ready line here too, while it runs"
    )
    parser.add_argument("--parent", type=int, metavar="PID", help="end when this process has ended")
    parser.add_argument(
        "--block-ms", type=float, default=ServeOptions.block_s * 1000, metavar="MS",
        help="length of a block",
    )  # fmt: skip
    add_opening_arguments(parser)


def run(options: argparse.Namespace) -> int:
    return serve(
        ServeOptions(
            port=options.port,
            token=options.token,
            ready_file=options.ready_file,
            parent_pid=options.parent,
            voices=tuple(options.voices),
            project=options.project,
            block_s=options.block_ms / 1000,
            threads=options.threads,
            providers=tuple(options.providers) if options.providers else None,
        )
    )
