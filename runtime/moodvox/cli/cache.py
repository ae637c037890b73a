"""`moodvox cache`: what is kept on disk that can be made again, and how to be rid of it."""

from __future__ import annotations

import argparse
import contextlib
import shutil
from pathlib import Path

from moodvox.cache.disk import DiskShelf
from moodvox.cli.main import DONE
from moodvox.cli.table import print_json, table
from moodvox.folders import cache_folder

KINDS = ("lines", "engines")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "lines: what sidecars have spoken (moodvox serve --line-cache-disk-mb); engines: what "
        "providers such as TensorRT have built. Set MOODVOX_CACHE to keep them elsewhere."
    )
    parser.add_argument(
        "--clear", action="append", choices=(*KINDS, "all"), default=[],
        help="throw it away; it is made again when it is needed",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON for a program")


def run(options: argparse.Namespace) -> int:
    if {"lines", "all"} & set(options.clear):
        DiskShelf(cache_folder("lines"), 0).clear()
    if {"engines", "all"} & set(options.clear):
        with contextlib.suppress(OSError):
            shutil.rmtree(cache_folder("engines"))
    rows = [(kind, *_measured(cache_folder(kind)), str(cache_folder(kind))) for kind in KINDS]
    if options.json:
        print_json(
            [
                {"kind": kind, "files": files, "bytes": size, "folder": folder}
                for kind, files, size, folder in rows
            ]
        )
    else:
        shown = [(kind, files, size / 2**20, folder) for kind, files, size, folder in rows]
        print(table(("kept", "files", "MB", "folder"), shown))
    return DONE


def _measured(folder: Path) -> tuple[int, int]:
    """How many files there are below `folder`, and their bytes."""
    sizes = []
    with contextlib.suppress(OSError):
        for path in folder.rglob("*"):
            with contextlib.suppress(OSError):
                if path.is_file():
                    sizes.append(path.stat().st_size)
    return len(sizes), sum(sizes)
