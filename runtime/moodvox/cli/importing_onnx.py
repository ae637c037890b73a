"""`moodvox import piper|kokoro|onnx`: graphs that others trained."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moodvox.importing.foreign.importer import Foreign


def add_kinds(kinds: Any) -> None:
    """Add the three to the kinds of `moodvox import`."""
    one = kinds.add_parser("piper", help="a Piper voice: MODEL.onnx and MODEL.onnx.json")
    _model(one)
    one.add_argument("--config", type=Path, metavar="JSON", help="default: MODEL.onnx.json")
    one.set_defaults(make=_piper)
    one = kinds.add_parser("kokoro", help="Kokoro: MODEL.onnx and VOICES.bin")
    _model(one)
    one.add_argument("voices", type=Path, metavar="VOICES.bin")
    one.add_argument(
        "--vocab", type=Path, metavar="JSON", help="Kokoro's config.json; default: that of 1.0"
    )
    one.set_defaults(make=_kokoro)
    one = kinds.add_parser("onnx", help="another graph, with a description of it")
    _model(one)
    one.add_argument("description", type=Path, metavar="JSON", help="see docs/importing.md")
    one.set_defaults(make=_onnx)


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL.onnx")
    parser.add_argument("--out", type=Path, required=True, metavar="VOICE", help="its folder")
    parser.add_argument("--name", default="", help="what projects call it; default: the folder's")
    parser.add_argument("--licence", default="", help="SPDX expression of the model's licence")
    parser.add_argument(
        "--moods", type=Path, metavar="FILE", help="moods of your own: NAME = tempo 0.9, level -4"
    )


def _piper(options: argparse.Namespace) -> int:
    from moodvox.importing.foreign.piper import read_piper

    return _write(read_piper(options.model, options.config), options)


def _kokoro(options: argparse.Namespace) -> int:
    from moodvox.importing.foreign.kokoro import read_kokoro

    return _write(read_kokoro(options.model, options.voices, options.vocab), options)


def _onnx(options: argparse.Namespace) -> int:
    from moodvox.importing.foreign.described import read_described

    return _write(read_described(options.model, options.description), options)


def _write(foreign: Foreign, options: argparse.Namespace) -> int:
    from moodvox.importing.foreign.importer import Output, write_voice

    out = Output(options.out, options.name, options.licence, options.moods)
    pack = write_voice(foreign, out)
    print(f"{pack.name}: {len(pack.speakers.names)} speakers; {', '.join(pack.presets.names)}")
    for note in pack.manifest.notes:
        print(f"  {note}")
    print(f"in {pack.folder}")
    return 0
