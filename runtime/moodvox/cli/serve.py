"""`moodvox serve`: the sidecar, until its client, its parent or a signal ends it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from moodvox.cli.opening import add_opening_arguments, providers_of
from moodvox.errors import InputError
from moodvox.project.limits import Limits
from moodvox.sidecar.keys import read_or_make_keys, read_public_key
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
    parser.add_argument(
        "--log", type=Path, metavar="F", help="write there what else goes to stderr, anew each time"
    )
    group = parser.add_argument_group("lines that were spoken before")
    group.add_argument(
        "--line-cache-mb", type=float, default=ServeOptions.line_cache_mb, metavar="MB",
        help="memory for them, 0 for none; default: %(default)g",
    )  # fmt: skip
    group.add_argument(
        "--line-cache-disk-mb", type=float, default=ServeOptions.line_cache_disk_mb, metavar="MB",
        help="disk for them, kept for the next time; default: %(default)g",
    )  # fmt: skip
    group = parser.add_argument_group("limits", "what the project's [limits] say otherwise")
    group.add_argument(
        "--cpu-share", type=float, metavar="S", help="of one processor core, such as 0.25"
    )
    group.add_argument(
        "--tick-budget-ms", type=float, metavar="MS", help="processor time in each tick of 1/60 s"
    )
    group.add_argument(
        "--gpu-memory-mb", type=int, metavar="MB", help="of each graph on a graphics card"
    )
    group.add_argument(
        "--unload-s", type=float, metavar="S", help="give back a voice that was idle for so long"
    )
    group = parser.add_argument_group("clients on other machines")
    group.add_argument(
        "--address", default=ServeOptions.address, metavar="IP",
        help="what to bind, default %(default)s; another machine's way in needs --keys and --allow",
    )  # fmt: skip
    group.add_argument(
        "--keys", type=Path, metavar="F",
        help="file with the sidecar's CURVE keys; made if it is not there, and F.pub with "
        "the public one, which every client needs",
    )  # fmt: skip
    group.add_argument(
        "--allow", action="append", default=[], metavar="KEY",
        help="public CURVE key of a client, or a file that holds it; may be given several times",
    )  # fmt: skip
    add_opening_arguments(parser)


def run(options: argparse.Namespace) -> int:
    if options.log is not None:
        redirect_stderr(options.log)
    return serve(
        ServeOptions(
            address=options.address,
            port=options.port,
            keys=read_or_make_keys(options.keys) if options.keys else None,
            allowed=tuple(map(read_public_key, options.allow)),
            token=options.token,
            ready_file=options.ready_file,
            parent_pid=options.parent,
            voices=tuple(options.voices),
            enrolled=options.enrolled,
            project=options.project,
            block_s=options.block_ms / 1000,
            threads=options.threads,
            providers=providers_of(options),
            line_cache_mb=options.line_cache_mb,
            line_cache_disk_mb=options.line_cache_disk_mb,
            limits=Limits(
                cpu_share=options.cpu_share,
                tick_budget_ms=options.tick_budget_ms,
                gpu_memory_mb=options.gpu_memory_mb,
                unload_s=options.unload_s,
            ),
        )
    )


def redirect_stderr(path: Path) -> None:
    """From here on stderr is a file: that of this process, also for what is not Python.

    A child on Windows that inherits no handles has no other place to say why it ends.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as fault:
        raise InputError(f"the log cannot be written: {fault.strerror}", where=str(path)) from None
    os.dup2(descriptor, 2)
    os.close(descriptor)
    stream = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    stream.reconfigure(errors="backslashreplace")
    sys.stderr = stream
