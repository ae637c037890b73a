"""`moodvox ab`: which of two ways to speak do listeners prefer, without knowing which is which."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.ab.loudness import matched
from moodvox.ab.pairs import Pair, deal
from moodvox.ab.ratings import Choice, Rating, keep, load
from moodvox.ab.result import Result
from moodvox.ab.variant import Variant, parse_variant
from moodvox.cli.audio import Output
from moodvox.cli.main import DONE
from moodvox.cli.numbers import whole
from moodvox.cli.opening import Desk, add_opening_arguments, open_desk
from moodvox.cli.table import print_json
from moodvox.cli.wav import write_wav
from moodvox.dialogue.formats import read_dialogue
from moodvox.dialogue.line import DialogueLine
from moodvox.errors import InputError
from moodvox.mood.curve import MoodCurve
from moodvox.speech.oneshot import speak
from moodvox.speech.request import LineRequest

PAUSE_S = 0.5
ANSWERS: dict[str, str] = {"1": "1", "2": "2", "0": "same", "=": "same", "r": "again", "q": "quit"}
KEY_FILE = "key.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Each line is heard twice, in an order that only the seed knows, both equally loud "
        "(BS.1770). --export writes the pairs for somebody else to rate; --result reads ratings."
    )
    parser.add_argument("script", nargs="?", type=Path, help="a dialogue file of any known kind")
    parser.add_argument("--a", metavar="V", help="quality, fast, voice=NAME, speaker=NAME; commas")
    parser.add_argument("--b", metavar="V", help="what it is compared with")
    parser.add_argument("--ratings", type=Path, default=Path("ratings.jsonl"), metavar="F",
                        help="where choices are kept; default: %(default)s")  # fmt: skip
    parser.add_argument("--rater", default="", metavar="NAME", help="who listens")
    parser.add_argument(
        "--seed", type=whole(0), default=1, metavar="N", help="of the order; default: 1"
    )
    parser.add_argument("--repeats", type=whole(1), default=1, metavar="N", help="of each line")
    parser.add_argument("--export", type=Path, metavar="DIR", help="write the pairs as WAV files")
    parser.add_argument("--result", action="store_true", help="say what the ratings prove, and end")
    parser.add_argument("--json", action="store_true", help="the result for a program")
    add_opening_arguments(parser)


def run(options: argparse.Namespace) -> int:
    if options.result and not (options.a and options.b):
        return tell_all(options)
    a, b = parse_variant(options.a or "", where="--a"), parse_variant(options.b or "", where="--b")
    test = f"{a.label} | {b.label}"
    if not options.result:
        if options.script is None:
            raise InputError("which lines?", where="SCRIPT", hint="a dialogue file")
        desk = open_desk(options)
        lines = {line.id: line for line in read_dialogue(options.script).lines}
        pairs = deal(list(lines), options.seed, repeats=options.repeats)
        if options.export:
            export(options, desk, lines, pairs, (a, b))
            return DONE
        listen(options, desk, lines, pairs, (a, b))
    tell(options, test, [one for one in _kept(options.ratings) if one.test == test])
    return DONE


def listen(
    options: argparse.Namespace, desk: Desk, lines: dict[str, DialogueLine], pairs: list[Pair],
    variants: tuple[Variant, Variant],
) -> None:  # fmt: skip
    """Play every pair and keep what is chosen, until it is over or the listener has enough."""
    test = " | ".join(variant.label for variant in variants)
    print("1 or 2: that one was better; 0: no difference; r: again; q: enough")
    for pair in pairs:
        first, second, rate_hz = spoken_pair(desk, lines[pair.item], pair, variants)
        answer = "again"
        while answer == "again":
            with Output(rate_hz) as output:
                output.write(first)
                output.write(np.zeros(round(PAUSE_S * rate_hz), np.float32))
                output.write(second)
            answer = ask(f"{pair.number} of {len(pairs)}: ")
        if answer == "quit":
            return
        choice: Choice = "same" if answer == "same" else pair.side(1 if answer == "1" else 2)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        rating = Rating(test, pair.item, choice, pair.first, options.rater, options.seed, at)
        keep(options.ratings, rating)


def ask(prompt: str) -> str:
    """One of the values of `ANSWERS`; the end of the input is enough."""
    while True:
        try:
            word = input(prompt).strip().lower()
        except EOFError:
            return "quit"
        if word in ANSWERS:
            return ANSWERS[word]


def export(
    options: argparse.Namespace, desk: Desk, lines: dict[str, DialogueLine], pairs: list[Pair],
    variants: tuple[Variant, Variant],
) -> None:  # fmt: skip
    """Write 001-1.wav, 001-2.wav, ... and the key, which raters should not read."""
    options.export.mkdir(parents=True, exist_ok=True)
    for pair in pairs:
        first, second, rate_hz = spoken_pair(desk, lines[pair.item], pair, variants)
        for number, pcm in ((1, first), (2, second)):
            write_wav(options.export / f"{pair.number:03}-{number}.wav", pcm, rate_hz)
    key = {
        "test": " | ".join(variant.label for variant in variants),
        "seed": options.seed,
        "pairs": [asdict(pair) for pair in pairs],
    }
    text = json.dumps(key, indent=1, ensure_ascii=False)
    (options.export / KEY_FILE).write_text(text + "\n", "utf-8")
    print(f"{len(pairs)} pairs -> {options.export} ({KEY_FILE} tells which is which)")


def spoken_pair(
    desk: Desk, line: DialogueLine, pair: Pair, variants: tuple[Variant, Variant]
) -> tuple[NDArray[np.float32], NDArray[np.float32], int]:
    """Both ways to speak a line, equally loud, in the order of the pair, and their rate.

    Raises:
        InputError: the two voices have different rates.
    """
    a, b = (speak(desk.engine, line_request(desk, line, variant)) for variant in variants)
    if a.sample_rate_hz != b.sample_rate_hz:
        raise InputError(
            f"{a.sample_rate_hz} and {b.sample_rate_hz} Hz would be told apart by ear",
            where="--b",
            hint="compare voices of one rate",
        )
    pcm_a, pcm_b = matched(a.pcm, b.pcm, a.sample_rate_hz, b.sample_rate_hz)
    first, second = (pcm_a, pcm_b) if pair.first == "a" else (pcm_b, pcm_a)
    return first, second, a.sample_rate_hz


def line_request(desk: Desk, line: DialogueLine, variant: Variant) -> LineRequest:
    """A line as the project's cast has it, but for what `variant` says."""
    member = desk.project.member(line.speaker)
    tier = "quality" if member.tier == "auto" else member.tier
    request = LineRequest(
        line.id,
        line.spoken().text,
        voice=member.voice,
        speaker=member.speaker,
        mood=MoodCurve.constant(member.temperament),
        tier=tier,
        seed=desk.project.defaults.seed,
        rate=member.rate,
        pitch_st=member.pitch_st,
    )
    return replace(
        request,
        voice=variant.voice or request.voice,
        speaker=variant.speaker or ("" if variant.voice else request.speaker),
        tier=variant.tier or request.tier,
    )


def tell(options: argparse.Namespace, test: str, ratings: list[Rating]) -> None:
    """What the ratings of one test prove."""
    result = Result.of(ratings)
    a, _, b = test.partition(" | ")
    sentence = result.sentence(a, b)
    if options.json:
        print_json({"test": test, "sentence": sentence, **asdict(result)})
    else:
        print(sentence)


def tell_all(options: argparse.Namespace) -> int:
    """What the ratings of every test in the file prove."""
    ratings = _kept(options.ratings)
    for test in dict.fromkeys(one.test for one in ratings):
        if not options.json:
            print(f"{test}: ", end="")
        tell(options, test, [one for one in ratings if one.test == test])
    return DONE


def _kept(path: Path) -> list[Rating]:
    return load(path) if path.exists() else []
