"""What the encoders make of people whom they never heard.

    python -m moodvox_export encoder verify --speaker F.onnx --emotion F.onnx
        --corpus F.npz... --folders DIR... [--json F.json]

References of real recordings, some seconds each: is the same person nearer to himself
than to others, beside Resemblyzer on the same references; and how far are pitch and
spectra from what all recordings of that person give. Moods: clips of these people,
moved by known amounts.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from moodvox.devices import Session, open_session
from moodvox.enrolment.encoder import INPUT
from moodvox.enrolment.mel import RATE_HZ, log_mel, power_mel
from moodvox.enrolment.resample import resample
from moodvox.models.own.bands import NOISE_BANDS
from moodvox.models.own.layout import SAMPLE_RATE_HZ
from moodvox_export.acoustic.identity import (
    MEASURES,
    SCALES,
    UNVOICED_SHAPE,
    VARIETY,
    VOICED_SHAPE,
    vector_of,
)
from moodvox_export.acoustic.style import DIMENSIONS, D
from moodvox_export.encoders.clips import ClipMaker
from moodvox_export.encoders.people import (
    HELD_OUT,
    Person,
    people_of_corpora,
    person_of_folder,
)
from moodvox_export.judging.listeners import Listeners, prepared

Floats = NDArray[np.float32]

_ENDS = np.cumsum([2, VOICED_SHAPE, UNVOICED_SHAPE, VARIETY, NOISE_BANDS])
GROUPS: dict[str, slice] = {
    name: slice(int(end - count), int(end))
    for name, end, count in zip(
        ("pitch", "voiced spectrum", "unvoiced spectrum", "variety", "breath"),
        _ENDS,
        np.diff(_ENDS, prepend=0),
        strict=True,
    )
}
"""Parts of a speaker vector."""


def references(person: Person, seconds: float, count: int, seed: int = 1) -> list[Floats]:
    """Disjoint pieces of a person's recordings, each at least so long, at 24 kHz."""
    order = np.random.default_rng(seed).permutation(len(person.takes))
    found: list[Floats] = []
    parts: list[Floats] = []
    for index in order:
        parts.append(person.takes[index].samples)
        if sum(map(len, parts)) >= seconds * SAMPLE_RATE_HZ:
            found.append(np.concatenate(parts))
            parts = []
        if len(found) == count:
            break
    return found


def encoded(session: Session, samples: Floats) -> Floats:
    """The vector of samples at 24 kHz, through the run time's own path."""
    speech = resample(samples, SAMPLE_RATE_HZ, RATE_HZ)
    mel = log_mel(power_mel(speech - speech.mean()))
    (vectors,) = session.run(None, {INPUT: mel[None]})
    return np.asarray(vectors[0], np.float32)


def verification(prints: Mapping[str, Sequence[Floats]]) -> dict[str, float]:
    """Same and different people: mean cosines, the equal error rate, and the worst margin.

    The margin of a person: mean cosine to himself minus that to the nearest other.
    """
    unit = {
        name: np.stack([v / (np.linalg.norm(v) + 1e-9) for v in own])
        for name, own in prints.items()
    }
    same = np.concatenate([
        (own @ own.T)[np.triu_indices(len(own), 1)] for own in unit.values()
    ])  # fmt: skip
    names = list(unit)
    different = np.concatenate([
        (unit[a] @ unit[b].T).ravel() for i, a in enumerate(names) for b in names[i + 1 :]
    ])  # fmt: skip
    margins = {}
    for name in names:
        own = unit[name]
        inside = (own @ own.T)[np.triu_indices(len(own), 1)].mean()
        outside = max(float((own @ unit[o].T).mean()) for o in names if o != name)
        margins[name] = float(inside) - outside
    edges = np.sort(np.concatenate([same, different]))
    misses = np.searchsorted(np.sort(same), edges) / len(same)
    alarms = 1 - np.searchsorted(np.sort(different), edges) / len(different)
    place = int(np.abs(misses - alarms).argmin())
    return {
        "same": float(same.mean()),
        "different": float(different.mean()),
        "equal_error": float((misses[place] + alarms[place]) / 2),
        "worst_margin": min(margins.values()),
    }


def speaker_figures(
    session: Session, people: Sequence[Person], seconds: float, count: int
) -> dict[str, object]:
    """How well people are told apart and measured."""
    clips = {p.name: references(p, seconds, count) for p in people}
    vectors = {name: [encoded(session, clip) for clip in own] for name, own in clips.items()}
    listeners = Listeners()
    prints = {
        name: [
            listeners.voiceprint(prepared(clip, SAMPLE_RATE_HZ))
            for clip in tqdm(own, desc=name, unit="clip")
        ]
        for name, own in clips.items()
    }
    deviation = np.array(json.loads(SCALES.read_text("utf-8"))["deviation"])
    truth = {p.name: vector_of(p.sums)[:MEASURES] for p in people}
    wrong = np.stack([v[:MEASURES] - truth[name] for name, own in vectors.items() for v in own])
    return {
        "references": {name: len(own) for name, own in clips.items()},
        "encoder": verification(vectors),
        "resemblyzer": verification(prints),
        "pitch_wrong_st": float(np.abs(wrong[:, 0]).mean() * deviation[0]),
        "wrong_in_deviations": {
            name: float(np.sqrt(np.mean(wrong[:, part] ** 2))) for name, part in GROUPS.items()
        },
    }


def emotion_figures(session: Session, people: Sequence[Person], clips: int) -> dict[str, object]:
    """Correlation of what is said and what was done, over made clips of these people."""
    deviation = json.loads(SCALES.read_text("utf-8"))["deviation"]
    maker = ClipMaker(people, deviation)
    rng = np.random.default_rng(77)
    said: list[Floats] = []
    done: list[Floats] = []
    while len(said) < clips:
        clip = maker.draw(rng)
        if not clip.emotion_known or not clip.emotion.any():
            continue
        mel = log_mel(np.exp(clip.log_power))
        (vectors,) = session.run(None, {INPUT: mel[None]})
        said.append(vectors[0][:D])
        done.append(clip.emotion)
    a, b = np.stack(said), np.stack(done)
    return {
        "clips": clips,
        "whole_vector": float(np.corrcoef(a.ravel(), b.ravel())[0, 1]),
        "dimensions": {
            name: float(np.corrcoef(a[:, i], b[:, i])[0, 1]) for i, name in enumerate(DIMENSIONS)
        },
    }


def strangers(
    corpora: Sequence[Path], folders: Sequence[Path], most: int = 60, seed: int = 1
) -> list[Person]:
    """The people who are held out, by name."""
    rng = np.random.default_rng(seed)
    found = [p for p in people_of_corpora(corpora, most, rng) if p.name in HELD_OUT]
    found += [person_of_folder(f, most, rng) for f in folders if f.name in HELD_OUT]
    return sorted(found, key=lambda p: p.name)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export encoder verify", description=__doc__)
    parser.add_argument("--speaker", type=Path, help="graph of the speaker encoder")
    parser.add_argument("--emotion", type=Path, help="graph of the emotion encoder")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    parser.add_argument("--folders", type=Path, nargs="*", default=[])
    parser.add_argument("--seconds", type=float, default=6.0, help="of a reference")
    parser.add_argument("--references", type=int, default=6, help="of each person")
    parser.add_argument("--clips", type=int, default=80)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    people = strangers(options.corpus, options.folders)
    figures: dict[str, object] = {"held_out": [p.name for p in people]}
    if options.speaker:
        session = open_session(options.speaker)
        figures["speaker"] = speaker_figures(session, people, options.seconds, options.references)
    if options.emotion:
        figures["emotion"] = emotion_figures(open_session(options.emotion), people, options.clips)
    text = json.dumps(figures, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0
