"""`moodvox say`: one tagged line, spoken in this process, into a file or the headphones."""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from moodvox.cli.audio import NoSoundError, Output
from moodvox.cli.main import DONE, FAILED, MISUSED
from moodvox.cli.numbers import whole
from moodvox.cli.opening import Desk, add_opening_arguments, open_desk
from moodvox.cli.progress import Progress
from moodvox.cli.table import print_json
from moodvox.cli.wav import WavFile
from moodvox.errors import InputError, MoodError, nearest
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.mood.notation import parse_mood
from moodvox.script.take import Take
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream
from moodvox.voices.pack import VoicePack

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
    parser.add_argument("--seed", type=whole(0), metavar="N", help="default: derived from the line")
    parser.add_argument("--rate", type=float, default=1.0, metavar="X", help="speed factor")
    parser.add_argument("--pitch", type=float, default=0.0, metavar="ST", help="semitones up")
    parser.add_argument("--line", default="", metavar="ID", help="speak the take pinned to this id")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")
    add_opening_arguments(parser)


def run(options: argparse.Namespace) -> int:
    if not (options.out or options.play or options.marks):
        print("moodvox: say where to: --out F.wav, --play or --marks F.json", file=sys.stderr)
        return MISUSED
    desk = open_desk(options)
    request = line_request(options, desk)
    start_s = time.perf_counter()
    stream = desk.engine.open(request)
    account = Account(plan_s=time.perf_counter() - start_s)
    for notice in stream.notices:
        print(f"moodvox: {notice.message}", file=sys.stderr)
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


def line_request(options: argparse.Namespace, desk: Desk) -> LineRequest:
    """The line as the command line asks for it, else as the project's cast has it.

    Loads the voice, whose moods `--mood` may name.
    """
    member = desk.project.member(options.character)
    if options.character and options.character not in desk.project.cast:
        raise InputError(
            f"unknown character '{options.character}'",
            where="--character",
            hint=nearest(options.character, desk.project.cast) or "give the --project",
        )
    voice = options.voice or member.voice
    tier = options.tier or ("quality" if member.tier == "auto" else member.tier)
    pack, _ = desk.engine.load(voice, tier)
    return LineRequest(
        "line",
        read_text(options.text),
        voice=voice,
        speaker=options.speaker or ("" if options.voice else member.speaker),
        mood=MoodCurve.constant(
            read_mood(options.mood, desk, pack) if options.mood else member.temperament
        ),
        tier=tier,
        seed=desk.project.defaults.seed if options.seed is None else options.seed,
        rate=member.rate * options.rate,
        pitch_st=member.pitch_st + options.pitch,
        take=pinned_take(options.line, desk),
    )


def pinned_take(line: str, desk: Desk) -> Take | None:
    """The take that the project pinned to a line's id; None if none is asked for."""
    if line and line not in desk.project.takes:
        raise InputError(
            f"no take is pinned to line '{line}'",
            where="--line",
            hint=nearest(line, desk.project.takes) or "give the --project",
        )
    return desk.project.takes.get(line)


def read_mood(text: str, desk: Desk, pack: VoicePack) -> Mood:
    """The mood that `--mood` asks for."""
    try:
        return parse_mood(text, pack.presets.names, presets=desk.project.presets)
    except MoodError as error:
        raise MoodError(error.message, where="--mood", hint=error.hint) from error


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


def write_marks(path: Path, stream: LineStream) -> None:
    """Words, phonemes and visemes with their places in samples, as JSON."""
    document = {
        "text": stream.plain,
        "sample_rate_hz": stream.sample_rate_hz,
        "samples": stream.rendered_samples,
        "marks": [asdict(mark) for mark in stream.take_marks()],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(path)) from error


def report(
    options: argparse.Namespace, stream: LineStream, account: Account, *, clipped: int
) -> None:
    """What was done, for a person or (`--json`) a program."""
    length_s = stream.rendered_samples / stream.sample_rate_hz
    facts = {
        "out": str(options.out) if options.out else None,
        "marks": str(options.marks) if options.marks else None,
        "text": stream.plain,
        "sample_rate_hz": stream.sample_rate_hz,
        "samples": stream.rendered_samples,
        "clipped": clipped,
        "first_audio_ms": round(account.first_audio_s * 1000, 2),
        "render_ms": round(account.render_s * 1000, 2),
        "notices": [notice.message for notice in stream.notices],
    }
    if options.json:
        print_json(facts)
        return
    speed = f", {length_s / account.render_s:.0f} times real time" if account.render_s else ""
    first = f"first sound after {account.first_audio_s * 1000:.0f} ms"
    written = "".join(f" -> {place}" for place in (options.out, options.marks) if place)
    print(f"{length_s:.2f} s, {first}{speed}{written}")
