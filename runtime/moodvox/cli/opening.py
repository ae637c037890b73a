"""What several verbs begin with: the voices, the project, and an engine to speak with."""

from __future__ import annotations

import argparse
from pathlib import Path

from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.voices.shelf import Shelf


def add_opening_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say which voices, which project and which device."""
    group = parser.add_argument_group("voices, project and device")
    group.add_argument(
        "--voices", type=Path, action="append", default=[], metavar="FOLDER",
        help="a voice or a folder of them; may be given several times",
    )  # fmt: skip
    group.add_argument("--project", type=Path, metavar="DIR", help="folder with a moodvox.toml")
    group.add_argument("--threads", type=int, default=1, metavar="N", help="default: 1")
    group.add_argument(
        "--provider", dest="providers", action="append", metavar="P",
        help="cpu, directml, cuda, ...; the next one is tried where the first cannot",
    )  # fmt: skip


def open_engine(options: argparse.Namespace) -> SpeechEngine:
    """An engine over the voices in reach; nothing is loaded yet."""
    pronouncer = Pronouncer()
    return SpeechEngine(
        Shelf(options.voices),
        LineReader(
            pronounce=lambda line: pronounce_line(line, pronouncer),
            pronunciation=parse_pronunciation,
        ),
        threads=options.threads,
        providers=options.providers,
    )
