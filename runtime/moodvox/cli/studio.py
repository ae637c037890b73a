"""`moodvox studio`: a local page to write, hear, compare and bake lines."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from pathlib import Path

from moodvox.cli.main import DONE
from moodvox.cli.numbers import whole
from moodvox.cli.opening import add_opening_arguments, engine_of
from moodvox.errors import InputError

EXTRA = ("starlette", "uvicorn", "websockets")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Serves a page on this machine only; the URL holds a token that no other page knows. "
        "Nothing is sent anywhere else, and no internet is needed. Ctrl-C ends it."
    )
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="folders or dialogue files; default: ."
    )
    parser.add_argument(
        "--port", type=whole(0, 65_535), default=0, metavar="N", help="default: a free one"
    )
    parser.add_argument("--token", default="", metavar="T", help="default: a new one each time")
    parser.add_argument("--no-browser", action="store_true", help="only print the URL")
    add_opening_arguments(parser)


def run(options: argparse.Namespace) -> int:
    try:
        from moodvox.studio.desk import project_of
        from moodvox.studio.server import Studio, StudioOptions
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        raise InputError(
            f"the studio needs {error.name}", hint="pip install 'moodvox[studio]'"
        ) from error
    paths = tuple(options.paths) or (Path(),)
    # Where enrolled speakers stand depends on the project, so it is settled first.
    options.project = options.project or project_of(paths[0])
    studio = Studio(
        StudioOptions(
            paths=paths,
            project=options.project,
            voices=tuple(options.voices),
            enrolled=options.enrolled,
            port=options.port,
            token=options.token,
        ),
        lambda project: engine_of(options, project),
    )

    def ready(url: str) -> None:
        print(url, flush=True)
        if not options.no_browser:
            webbrowser.open(url)
        print("moodvox: the studio is open; Ctrl-C ends it", file=sys.stderr)

    studio.serve(ready)
    return DONE
