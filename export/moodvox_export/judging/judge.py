"""A voice judged in one run beside its recordings and beside other programs.

    python -m moodvox_export judge VOICE --data DATA --jobs 2 --json F.json --page docs/voices.md

What was heard is kept by the hash of its sound: a run that was stopped goes on where it
was. Compare figures of one run only; "words wrong" is what pocketsphinx mishears, P808
and OVRL are DNSMOS (1 to 5), similarity is Resemblyzer's.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from moodvox.errors import InputError
from moodvox_export.judging.bench import examine_all
from moodvox_export.judging.items import QUICK, Amount, Item, items_of
from moodvox_export.judging.moods import Moved, Scale, moved_of, scales_of
from moodvox_export.judging.mouths import Mouths, peers_at_hand
from moodvox_export.judging.pages import put
from moodvox_export.judging.plots import Samples, draw
from moodvox_export.judging.scores import Judged, Score, scores_of
from moodvox_export.judging.sentences import ARCTIC, GAME_LINES
from moodvox_export.judging.speaking import Speaker
from moodvox_export.judging.tables import (
    mood_table,
    scale_table,
    score_table,
    target_table,
    targets,
)

MARK = "judge"
KEPT = Path.home() / ".cache" / "moodvox" / "judged"


def report(
    scores: Mapping[str, Score], moved: Sequence[Moved], scales: Mapping[str, Scale],
    pictures: Sequence[str],
) -> str:  # fmt: skip
    """The whole page, in Markdown."""
    parts = [
        target_table(targets(scores, moved, scales)),
        "Every group of lines of that run:", score_table(scores),
    ]  # fmt: skip
    if moved:
        parts += [
            "What each emotion moves at weight 2/3, and in brackets the medium column of the "
            "measured table; `!` is further off than 20 % or 0.3 st / 0.5 dB:",
            mood_table(moved),
            "The largest step of rising intensities and of blends, as a multiple of its "
            "neighbours; `still` is not moved by that mood:",
            scale_table(scales),
        ]  # fmt: skip
    parts += [f"![]({name})" for name in pictures]
    return "\n\n".join(parts)


def pictured(
    mouths: Mouths, lead: str, emotions: Sequence[str], data: bool
) -> list[tuple[str, Mapping[str, Samples], str]]:
    """The sounds of the pictures."""
    line, prompt = GAME_LINES[4], ARCTIC["a0127"]
    moods = ["", *(e for e in ("happy", "sad", "angry", "surprised", "fearful") if e in emotions)]
    curves = {
        mood or "neutral": mouths.say(
            Item("", line, speaker=lead, mood=((mood, 1.0),) if mood else ())
        )
        for mood in moods
    }
    compared = {lead: mouths.say(Item("", prompt, speaker=lead))}
    if data:
        compared = {"recording": mouths.say(Item("", prompt, "recording")), **compared}
    return [("pitch", curves, line), ("spectrogram", compared, prompt)]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="moodvox_export judge", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("voice", type=Path, help="folder of the voice pack")
    parser.add_argument("--data", type=Path, help="folder with the leading voice's recordings")
    parser.add_argument("--jobs", type=int, default=2, help="processes that listen")
    parser.add_argument("--quick", action="store_true", help="a fifth of the lines")
    for kind, count in asdict(Amount()).items():
        parser.add_argument(f"--{kind}", type=int, metavar="N", help=f"lines, {count} by default")
    parser.add_argument("--only", nargs="*", help="groups that start with one of these")
    parser.add_argument("--json", type=Path, help="write all figures here")
    parser.add_argument("--page", type=Path, help="write tables there, pictures beside it")
    parser.add_argument("--kept", type=Path, default=KEPT, help="folder of what was heard before")
    options = parser.parse_args(arguments)
    if options.jobs < 1:
        raise InputError("at least one process must listen", where="--jobs")
    speaker = Speaker(options.voice)
    peers = peers_at_hand()
    for missing in {"flite", "festival"} - set(peers):
        print(f"{missing} is not installed (apt install {missing}): left out")
    amount = QUICK if options.quick else Amount()
    wished = {kind: getattr(options, kind) for kind in asdict(amount)}
    amount = replace(amount, **{kind: n for kind, n in wished.items() if n is not None})
    items = items_of(speaker.names, speaker.emotions, speaker.tiers, peers, amount)
    if options.data is None:
        print("no --data: no recordings, no similarity")
        items = [item for item in items if item.mouth != "recording"]
    if options.only is not None:
        items = [item for item in items if item.group.startswith(tuple(options.only))]
    if not items:
        raise InputError("no lines are left to judge", where="--only", hint="lead, speaker, ...")
    figures = examine_all(items, options.voice, options.data, options.kept, options.jobs)
    judged: list[Judged] = list(
        zip(items, tqdm(figures, desc="judged", total=len(items), unit="line"), strict=True)
    )
    scores, scales = scores_of(judged), scales_of(judged)
    moved = moved_of(scales)
    pictures: list[str] = []
    if options.page:
        mouths = Mouths(options.voice, options.data)
        sounds = pictured(mouths, speaker.names[0], speaker.emotions, options.data is not None)
        pictures = draw(options.page.parent, sounds, scales)
    text = report(scores, moved, scales, pictures)
    print(text)
    if options.json:
        record = {
            "scores": {name: asdict(score) for name, score in scores.items()},
            "moved": [asdict(row) for row in moved],
            "scales": {
                name: {**asdict(s), "track": np.round(s.track, 4).tolist()}
                for name, s in scales.items()
            },
            "targets": targets(scores, moved, scales),
        }
        options.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if options.page:
        put(options.page, MARK, text)
    return 0
