"""How well a voice speaks as people whom it was never taught, and feels as they do.

    python -m moodvox_export encoder cloning VOICE --corpus F.npz... --folders DIR...
        [--json F.json]

Cloning: a reference of each person is enrolled as a game would do it, the voice speaks
some lines as that speaker, and Resemblyzer compares them with all other recordings of
everybody. Emotion by example: another person's clip is moved by each named emotion, and
enrolled; how far the voice then moves from its neutral is compared with how far the clip
moved from its own.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from moodvox.enrolment.checks import check
from moodvox.enrolment.checks import measure as measure_reference
from moodvox.enrolment.encoder import Encoder
from moodvox.errors import InputError
from moodvox.models.own.layout import SAMPLE_RATE_HZ
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.oneshot import speak
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.enrolled import Enrolled, EnrolledFolder, Kind, Reference
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf
from moodvox_export.acoustic import style
from moodvox_export.acoustic.identity import AS_RECORDED
from moodvox_export.acoustic.identity import SCALES as IDENTITY_SCALES
from moodvox_export.acoustic.transform import apply
from moodvox_export.encoders.clips import ClipMaker, joined
from moodvox_export.encoders.people import Person
from moodvox_export.encoders.verify import references, strangers
from moodvox_export.judging.features import Prosody, prosody
from moodvox_export.judging.listeners import Listeners, prepared
from moodvox_export.judging.sentences import GAME_LINES

Floats = NDArray[np.float32]

EXAMPLE = "example"
MEASURED = ("F0", "range", "rate", "level", "1-5 kHz")
SCALES = np.array([8.0, 0.5, 0.3, 12.0, 8.0])
"""What makes the five changes comparable: those of the emotion vector."""


class TaughtVoice:
    """A voice that learns and speaks; `learned` is a folder for what it learns."""

    def __init__(self, folder: Path, learned: Path) -> None:
        self.pack = VoicePack.open(folder)
        self._learned = learned
        kinds: tuple[Kind, ...] = ("speaker", "emotion")
        self._encoders = {
            kind: Encoder(self.pack, kind) for kind in kinds if kind in self.pack.manifest.encoders
        }
        self._engine = SpeechEngine(Shelf([folder], [learned]), LineReader.english())

    def learn(self, samples: Floats, kind: Kind) -> Floats:
        """The vector of a reference at 24 kHz, after the checks that a user's goes through."""
        check(measure_reference(samples, SAMPLE_RATE_HZ), kind)
        return self._encoders[kind].encode(samples, SAMPLE_RATE_HZ)

    def say(self, text: str, speaker: str | Floats, emotion: Floats | None = None) -> Floats:
        """`text` at 24 kHz, by a name or vector, in the emotion of a vector."""
        mood = {}
        if emotion is not None:
            graph = self.pack.manifest.files[self.pack.manifest.encoders["emotion"]]
            EnrolledFolder(self._learned).save(
                Enrolled(
                    kind="emotion", name=EXAMPLE, voice=self.pack.name, encoder=graph,
                    reference=Reference("0" * 64, 0.0),
                    vector=[float(value) for value in emotion],
                )
            )  # fmt: skip
            self._engine.shelf.refresh()
            mood = {EXAMPLE: 1.0}
        request = LineRequest(
            "cloned", text.replace("[", r"\["), voice=self.pack.name, speaker=speaker,
            mood=MoodCurve.constant(Mood.of(mood)), seed=1,
        )  # fmt: skip
        return np.asarray(speak(self._engine, request).pcm, np.float32)


def clone(
    voice: TaughtVoice, people: Sequence[Person], lines: Sequence[str], seconds: float
) -> dict[str, object]:
    """Every person's likeness to himself and to the nearest other."""
    listeners = Listeners()
    prints: dict[str, list[Floats]] = {}
    spoken: dict[str, list[Floats]] = {}
    for one in tqdm(people, desc="cloning", unit="person"):
        pieces = references(one, seconds, 6)
        prints[one.name] = [
            listeners.voiceprint(prepared(piece, SAMPLE_RATE_HZ)) for piece in pieces[1:]
        ]
        vector = voice.learn(pieces[0], "speaker")
        spoken[one.name] = [
            listeners.voiceprint(prepared(voice.say(text, vector), SAMPLE_RATE_HZ))
            for text in lines
        ]
    middle = {name: _unit(np.mean(own, axis=0)) for name, own in prints.items()}
    rows: dict[str, dict[str, object]] = {}
    for name, own in spoken.items():
        to = {other: float(np.mean([v @ m for v in own])) for other, m in middle.items()}
        nearest = max((other for other in to if other != name), key=lambda other: to[other])
        recorded = float(np.mean([v @ middle[name] for v in prints[name]]))
        rows[name] = {
            "own": to[name], "nearest_other": nearest, "other": to[nearest],
            "margin": to[name] - to[nearest], "recordings": recorded,
        }  # fmt: skip
    return {
        "people": rows,
        "own": float(np.mean([row["own"] for row in rows.values()])),
        "worst_margin": min(float(row["margin"]) for row in rows.values()),  # type: ignore[arg-type]
    }


def feel(
    voice: TaughtVoice, people: Sequence[Person], lines: Sequence[str], deviation: Sequence[float]
) -> dict[str, object]:
    """Emotion by example: changes of the voice beside those of the examples."""
    listeners = Listeners()
    maker = ClipMaker(people, deviation)
    table = style.presets()
    who = voice.pack.manifest.default_speaker
    still = [voice.say(text, who) for text in lines]
    neutral = [prosody(samples) for samples in still]
    own = _unit(np.mean([_print(listeners, samples) for samples in still], axis=0))
    wanted, given, named, towards, refused = [], [], [], [], []
    for index, name in enumerate(tqdm(sorted(table), desc="feeling", unit="emotion")):
        one = people[index % len(people)]
        calm, felt = example(maker, one, table[name][-1][1], seed=index)
        try:
            vector = voice.learn(felt, "emotion")
        except InputError as error:
            refused.append(f"{name}: {error}")
            continue
        said = [voice.say(text, who, vector) for text in lines]
        wanted.append(_change([prosody(calm)], [prosody(felt)]))
        given.append(_change(neutral, [prosody(samples) for samples in said]))
        named.append(name)
        stranger = _print(listeners, calm)
        moved = _unit(np.mean([_print(listeners, samples) for samples in said], axis=0))
        towards.append(float(moved @ stranger - own @ stranger))
    a, b = np.stack(wanted) / SCALES, np.stack(given) / SCALES
    return {
        "correlation": float(np.corrcoef(a.ravel(), b.ravel())[0, 1]),
        "by_measure": {
            name: float(np.corrcoef(a[:, i], b[:, i])[0, 1]) for i, name in enumerate(MEASURED)
        },
        "by_emotion": {
            name: {"reference": list(np.round(w, 2)), "voice": list(np.round(g, 2))}
            for name, w, g in zip(named, wanted, given, strict=True)
        },
        "identity_towards_the_reference": float(np.mean(towards)),
        "most_towards_the_reference": max(towards),
        "refused": refused,
    }


def example(
    maker: ClipMaker, one: Person, emotion: NDArray[np.float32], seed: int
) -> tuple[Floats, Floats]:
    """The same words of a person, neutral and moved, at 24 kHz."""
    spoken = joined(one, 6.0, np.random.default_rng(seed))
    vectors = np.repeat(emotion[None], len(spoken.durations), axis=0)
    columns = [
        apply(spoken, mood, AS_RECORDED, one.middle_st).columns
        for mood in (np.zeros_like(vectors), vectors)
    ]
    calm, felt = (maker.say(c, seed) for c in columns)
    return calm, felt


def _change(before: Sequence[Prosody], after: Sequence[Prosody]) -> NDArray[np.float64]:
    """(5,) mean change: F0 st, log range, log rate, level dB, 1-5 kHz dB."""
    rows = [
        (
            b.pitch_st - a.pitch_st,
            np.log(max(b.range_st, 0.1) / max(a.range_st, 0.1)),
            np.log(a.artic_s / b.artic_s),
            b.level_db - a.level_db,
            b.alpha_db - a.alpha_db,
        )
        for a, b in zip(before, after, strict=True)
    ]
    return np.asarray(np.mean(rows, axis=0))


def _print(listeners: Listeners, samples: Floats) -> Floats:
    return listeners.voiceprint(prepared(samples, SAMPLE_RATE_HZ))


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def as_table(figures: Mapping[str, object]) -> str:
    """The people of `clone` as a table of Markdown."""
    rows = ["| person | own | best other | margin | recordings |", "|---|---|---|---|---|"]
    people: Mapping[str, Mapping[str, float | str]] = figures["people"]  # type: ignore[assignment]
    for name, row in people.items():
        rows.append(
            f"| {name} | {row['own']:.3f} | {row['other']:.3f} ({row['nearest_other']}) "
            f"| {row['margin']:+.3f} | {row['recordings']:.3f} |"
        )
    return "\n".join(rows)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export encoder cloning", description=__doc__)
    parser.add_argument("voice", type=Path, help="folder of a voice pack with encoders")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    parser.add_argument("--folders", type=Path, nargs="*", default=[])
    parser.add_argument("--lines", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10.0, help="of a reference")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as learned:
        return judge(TaughtVoice(options.voice, Path(learned)), options)


def judge(voice: TaughtVoice, options: argparse.Namespace) -> int:
    """Measure what the voice has encoders for, and tell it."""
    people = strangers(options.corpus, options.folders)
    lines = GAME_LINES[: options.lines]
    figures: dict[str, object] = {}
    if "speaker" in voice.pack.manifest.encoders:
        figures["cloning"] = clone(voice, people, lines, options.seconds)
        print(as_table(figures["cloning"]))  # type: ignore[arg-type]
    if "emotion" in voice.pack.manifest.encoders:
        deviation = json.loads(IDENTITY_SCALES.read_text("utf-8"))["deviation"]
        figures["emotion"] = feel(voice, people, lines, deviation)
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0
