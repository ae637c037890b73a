"""`moodvox say`: one tagged line, spoken in this process, into a file or the headphones."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from moodvox.cli.audio import NoSoundError, Output
from moodvox.cli.main import DONE, FAILED, MISUSED
from moodvox.cli.opening import add_opening_arguments, open_desk
from moodvox.cli.progress import Progress
from moodvox.cli.table import print_json
from moodvox.cli.wav import WavFile
from moodvox.errors import InputError
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.stream import LineStream

BLOCK_HOPS = 10
"""0.1 s a block: the first sound comes at once, and progress moves."""


@dataclass
class Account:
    """What a spoken line took. `render_s` is time inside the models only."""

    first_audio_s: float = 0.0
    plan_s: float = 0.0
    render_s: float = 0.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="the line with its tags; '-' reads stdin")
    parser.add_argument("--out", type=Path, metavar="F.wav", help="write the sound here")
    parser.add_argument("--play", action="store_true", help="play it")
    parser.add_argument("--marks", type=Path, metavar="F.json", help="write words and visemes here")
    parser.add_argument("--mood", default="", metavar="M", help='such as "sad 0.6 + fear 0.4"')
    parser.add_argument("--character", default="", metavar="C", help="one of the project's cast")
    parser.add_argument("--voice", default="", metavar="V", help="default: the project's or first")
    parser.add_argument("--speaker", default="", metavar="S", help="a name or a mixture of names")
    parser.add_argument("--tier", default="", metavar="T", help="quality or fast")
    parser.add_argument("--seed", type=int, metavar="N", help="default: derived from the line")
    parser.add_argument("--rate", type=float, default=1.0, metavar="X", help="speed factor")
    parser.add_argument("--pitch", type=float, default=0.0, metavar="ST", help="semitones up")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")
    add_opening_arguments(parser)


def run(options: argparse.Namespace) -> int:
    if not (options.out or options.play or options.marks):
        print("moodvox: say where to: --out F.wav, --play or --marks F.json", file=sys.stderr)
        return MISUSED
    desk = open_desk(options)
    request = desk.request(options, read_text(options.text))
    start_s = time.perf_counter()
    stream = desk.engine.open(request)
    account = Account(plan_s=time.perf_counter() - start_s)
    for notice in stream.notices:
        said = stream.plain[notice.start : notice.end]
        print(f"moodvox: not spoken: '{said}' ({notice.message})", file=sys.stderr)
    silent = ""
    with ExitStack() as stack:
        sinks: list[WavFile | Output] = []
        file = None
        if options.out:
            file = stack.enter_context(WavFile(options.out, stream.sample_rate_hz))
            sinks.append(file)
        if options.play:
            try:
                sinks.append(stack.enter_context(Output(stream.sample_rate_hz)))
            except NoSoundError as error:
                silent = str(error)
                print(f"moodvox: {error}", file=sys.stderr)
        stream_to(desk.engine, stream, sinks, account)
    if file is not None and file.clipped:
        print(f"moodvox: {file.clipped} samples were too loud and clipped", file=sys.stderr)
    if options.marks:
        write_marks(options.marks, stream)
    report(options, stream, account, clipped=file.clipped if file else 0)
    return FAILED if silent and not (options.out or options.marks) else DONE


def read_text(argument: str) -> str:
    """The line given, or what stdin holds."""
    if argument != "-":
        return argument
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text", where="stdin") from error


def stream_to(
    engine: SpeechEngine, stream: LineStream, sinks: list[WavFile | Output], account: Account
) -> None:
    """Render the line block by block into every sink, showing how far it is."""
    start_s = time.perf_counter()
    with Progress() as progress:
        while not stream.finished:
            before_s = time.perf_counter()
            (block,) = engine.render([stream], BLOCK_HOPS)
            after_s = time.perf_counter()
            account.render_s += after_s - before_s
            if block.first_sample == 0:
                account.first_audio_s = account.plan_s + after_s - start_s
            for sink in sinks:
                sink.write(block.pcm)
            progress.tell(
                f"{stream.rendered_samples / stream.sample_rate_hz:.1f} of "
                f"{stream.total_samples / stream.sample_rate_hz:.1f} s"
            )
