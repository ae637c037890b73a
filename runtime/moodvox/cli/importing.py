"""`moodvox import KIND ...`: a model that others trained becomes a voice pack."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from moodvox.cli import importing_onnx as foreign
from moodvox.cli.progress import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "The voice appears under its name when it is complete; what fails leaves nothing behind. "
        "Needs: pip install 'moodvox[import]'"
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    one = kinds.add_parser("emotivoice", help="a checkout of EmotiVoice with its checkpoints")
    one.add_argument("source", type=Path, metavar="DIR", help="the checkout's folder")
    one.add_argument("--out", type=Path, required=True, metavar="VOICE", help="the voice's folder")
    one.add_argument("--name", default="", help="what projects call it; default: the folder's name")
    one.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="a generator; default: the newest 'g_...'"
    )
    one.add_argument(
        "--speakers", default="", metavar="A,B", help="keep these, the first is the default"
    )
    one.add_argument(
        "--styles", type=Path, metavar="FILE", help="prompts of your own: NAME [WEIGHT] = PROMPT"
    )
    one.add_argument(
        "--content", choices=("bert", "baked", "fixed"), default="bert",
        help="how lines get their content vector: read at run time, known beforehand, one for all",
    )  # fmt: skip
    one.add_argument(
        "--bake", type=Path, metavar="FILE", help="lines whose content vectors are computed now"
    )
    one.add_argument(
        "--tones", choices=("spoken", "written"), default="spoken",
        help="Chinese tones as they are said beside each other, or as a dictionary has them",
    )  # fmt: skip

    one.set_defaults(make=_emotivoice)
    foreign.add_kinds(kinds)


def run(options: argparse.Namespace) -> int:
    make: Callable[[argparse.Namespace], int] = options.make
    return make(options)


def _emotivoice(options: argparse.Namespace) -> int:
    from moodvox.importing.emotivoice.importer import ImportOptions, import_emotivoice
    from moodvox.importing.emotivoice.trial import Result

    reports: list[Result] = []
    speakers = tuple(name.strip() for name in options.speakers.split(",") if name.strip())
    with Progress() as progress:
        pack = import_emotivoice(
            ImportOptions(
                source=options.source,
                out=options.out,
                name=options.name,
                checkpoint=options.checkpoint,
                speakers=speakers,
                styles=options.styles,
                content=options.content,
                bake=options.bake,
                tones=options.tones,
            ),
            progress.tell,
            reports.append,
        )
    moods = ", ".join(pack.presets.names)
    print(f"{pack.name}: {len(pack.speakers.names)} speakers; {moods}")
    print(*reports, sep="\n")
    print(f"in {pack.folder}")
    return 0
