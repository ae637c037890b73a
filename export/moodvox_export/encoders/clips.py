"""Clips that encoders learn from: anybody saying anything in any mood, and the truth about it.

Speech of recorded people is turned into other people and moods in feature space, exactly
as for the acoustic model, then made audible by the plain vocoder and seen as an encoder
will see it. Every fifth clip is a real recording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from moodvox.enrolment.mel import RATE_HZ, power_mel
from moodvox.enrolment.resample import resample
from moodvox.models.own.bands import NOISE_BANDS
from moodvox.models.own.excitation import Excitation
from moodvox.models.own.filtering import Due, Filters, filtered
from moodvox.models.own.layout import COLUMN_SAMPLES, GRIDS, PITCH_ZERO_HZ, SAMPLE_RATE_HZ
from moodvox.models.own.overlap import OverlapAdd
from moodvox_export.acoustic import style
from moodvox_export.acoustic.identity import (
    AS_RECORDED,
    LIMIT,
    MEASURES,
    Sums,
    measures,
    random_voice,
    vector_of,
)
from moodvox_export.acoustic.transform import CENTRES_HZ, Spoken, apply
from moodvox_export.corpus.columns import Columns
from moodvox_export.encoders.people import NEUTRAL, Person
from moodvox_export.nets.vocoder import PlainVocoder

REAL_SHARE = 0.2
GRID = GRIDS[COLUMN_SAMPLES]
MIN_S, MAX_S = 2.5, 7.0
VOICED_LOGIT = 6.0
COLOUR_DB = 2.0
"""Deviation of a made person's own spectral shape, beyond what a warp can give."""

SIZES = 3
"""Classes of vocal tract length that the emotion encoder must not be able to tell."""

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Clip:
    """What an encoder hears, and the truth.

    Attributes:
        log_power: (80, T) natural log of the mel power, not yet relative to anything.
        speaker: (64,) measures of whom is heard, and `speaker_known` which are known.
        emotion: (14,) dimensions of how it is spoken; `emotion_known` 1 if they are known.
        who: class of the speaker for the classifier that emotions must confuse.
    """

    log_power: Floats
    speaker: Floats
    speaker_known: Floats
    emotion: Floats
    emotion_known: float
    who: int


class ClipMaker:
    """Draws clips of `people`."""

    def __init__(self, people: Sequence[Person], deviation: Sequence[float]) -> None:
        self._people = people
        self._deviation = np.array(deviation)
        self._vocoder = PlainVocoder().eval()
        self._table = {**style.presets(), "whisper": style.whisper()}

    def draw(self, rng: np.random.Generator) -> Clip:
        row = int(rng.integers(len(self._people)))
        person = self._people[row]
        seconds = rng.uniform(MIN_S, MAX_S)
        if rng.random() < REAL_SHARE:
            return self._real(person, row, seconds, rng)
        return self._made(person, row, seconds, rng)

    def _real(self, person: Person, row: int, seconds: float, rng: np.random.Generator) -> Clip:
        samples = np.zeros(0, np.float32)
        while len(samples) < seconds * SAMPLE_RATE_HZ:
            take = person.takes[rng.integers(len(person.takes))]
            samples = np.concatenate([samples, take.samples])
        known = float(person.name in NEUTRAL)
        return Clip(
            heard(samples), vector_of(person.sums)[:MEASURES], self._known(person),
            np.zeros(style.D, np.float32), known, row * SIZES + SIZES // 2,
        )  # fmt: skip

    def _made(self, person: Person, row: int, seconds: float, rng: np.random.Generator) -> Clip:
        voice = random_voice(rng) if rng.random() < 0.9 else AS_RECORDED
        emotion = np.zeros(style.EMOTION_SIZE, np.float32)
        if rng.random() < 0.7:
            emotion = draw_mood(rng, self._table)
        colours = np.stack([colour(rng), colour(rng)])
        colours[1] = 0.6 * colours[0] + 0.8 * colours[1]
        if rng.random() < 0.2:
            colours[:] = 0.0
        spoken = joined(person, seconds * voice.rate, rng)
        per_phoneme = np.repeat(emotion[None], len(spoken.durations), axis=0)
        moved = apply(spoken, per_phoneme, voice, person.middle_st).columns
        own = colours[np.where(moved.voiced > 0, 0, 1)]
        columns = replace(moved, bands=moved.bands + own)
        speaker = vector_of(person.sums, voice)[:MEASURES] + self._coloured(colours)
        size = int(np.clip((np.log(voice.formants) + 0.06) / 0.04, 0, SIZES - 1))
        return Clip(
            heard(self.say(columns, int(rng.integers(1 << 31)))),
            np.clip(speaker, -LIMIT, LIMIT).astype(np.float32), self._known(person),
            emotion[: style.D], 1.0, row * SIZES + size,
        )  # fmt: skip

    def say(self, columns: Columns, seed: int) -> Floats:
        """(S,) samples at 24 kHz of `columns`."""
        excitation = Excitation(seed)
        excitation.pulses.extend(PITCH_ZERO_HZ * 2.0 ** (columns.pitch_st / 12.0))
        logit = np.where(columns.voiced > 0, VOICED_LOGIT, -VOICED_LOGIT)[:, None]
        rows = np.concatenate([columns.bands, columns.noise, logit], axis=1)
        with torch.no_grad():
            stacked = torch.from_numpy(rows.astype(np.float32))[None]
            filters = Filters(*(part[0].numpy() for part in self._vocoder(stacked)))
        sums = OverlapAdd(GRID)
        due = Due(excitation, 0, slice(0, len(rows)))
        OverlapAdd.add([sums], next(filtered(filters, [due], GRID)))
        sums.finish()
        return sums.take(sums.complete)

    def _coloured(self, colours: Doubles) -> Doubles:
        """(64,) what the colours of voiced and unvoiced sound add to a person's measures."""
        none = np.zeros_like(colours[0])
        rest = (np.zeros(NOISE_BANDS), 0.0, 0.0, 1.0, 1.0)
        some = measures(Sums(1.0, 1.0, colours[0], colours[1], colours[0] ** 2, *rest), AS_RECORDED)
        zero = measures(Sums(1.0, 1.0, none, none, none, *rest), AS_RECORDED)
        return np.asarray((some - zero) / self._deviation)

    @staticmethod
    def _known(person: Person) -> Floats:
        known = np.ones(MEASURES, np.float32)
        known[-1] = float(person.paced)
        return known


def heard(samples: Floats) -> Floats:
    """(80, T) log mel power of samples at 24 kHz, through the run time's own definition."""
    power = power_mel(resample(samples, SAMPLE_RATE_HZ, RATE_HZ))
    return np.asarray(np.log(power + np.float32(1e-12)), np.float32)


def joined(person: Person, seconds: float, rng: np.random.Generator) -> Spoken:
    """Recordings one after the other, for at least so long."""
    takes: list[Spoken] = []
    while sum(int(take.durations.sum()) for take in takes) < seconds * 100:
        takes.append(person.takes[rng.integers(len(person.takes))].spoken)
    columns = Columns(
        *(
            np.concatenate([getattr(take.columns, name) for take in takes])
            for name in ("bands", "noise", "voiced", "pitch_st")
        )
    )
    return Spoken(columns, np.concatenate([take.durations for take in takes]))


def colour(rng: np.random.Generator) -> Doubles:
    """(80,) a smooth spectral shape, in nepers."""
    places = np.arange(len(CENTRES_HZ)) / len(CENTRES_HZ)
    waves = np.arange(1, 9)
    sizes = rng.normal(0.0, COLOUR_DB * 0.1151, len(waves)) / np.sqrt(waves)
    phases = rng.uniform(0, 2 * np.pi, len(waves))
    return np.asarray(np.cos(np.pi * waves * places[:, None] + phases) @ sizes)


def draw_mood(
    rng: np.random.Generator, table: Mapping[str, list[tuple[float, style.Vector]]]
) -> style.Vector:
    """(64,) a named emotion at any weight, a mixture of two, or any point of the dimensions."""
    names = sorted(table)
    kind = rng.random()
    if kind < 0.6:
        return style.mix(table, {str(rng.choice(names)): float(rng.uniform(0.3, 1.0))})
    if kind < 0.8:
        pair = rng.choice(names, 2, replace=False)
        return style.mix(table, {str(pair[0]): rng.random() / 2, str(pair[1]): rng.random() / 2})
    vector = np.zeros(style.EMOTION_SIZE, np.float32)
    vector[: style.D] = np.clip(rng.normal(0, 0.45, style.D), -1.1, 1.1)
    vector[style.D - 1] = 0.0
    return vector
