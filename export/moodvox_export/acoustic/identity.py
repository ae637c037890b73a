"""The speaker vector: what its numbers mean.

A vector has 256 numbers. The first `MEASURES` are measured on somebody's neutral speech:
pitch, the average spectrum of voiced and of unvoiced sound, how much it varies, breath
and pace, each scaled to about unit variance over speakers. So a new speaker is a
measurement, and between two speakers lies a speaker. The next `LEARNED` are what the
model learned beyond that about a speaker whom it was trained on, and 0 for anyone else;
the rest is 0.

`Sums` of recordings add up, and can be warped like the recordings themselves, so a
virtual speaker's vector costs nothing. `python -m moodvox_export.acoustic.identity` measures
the scales.
"""

from __future__ import annotations

import argparse
import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.bands import NOISE_BANDS
from moodvox_export.acoustic.transform import CENTRES_HZ, NEPER_PER_DB, NOISE_HIGH, Voice, warp
from moodvox_export.corpus.columns import Columns
from moodvox_export.corpus.packed import unpack

SPEAKER_SIZE = 256
SCALES = Path(__file__).parent / "identity.json"
AS_RECORDED = Voice()
LIMIT = 4.0
LEARNED = 32
HIGHEST_HZ = 7000.0
"""Bands above are no part of a vector: some recordings end there."""

USED_BANDS = int((CENTRES_HZ <= HIGHEST_HZ).sum())
VOICED_SHAPE, UNVOICED_SHAPE, VARIETY = 32, 16, 8
MEASURES = 2 + VOICED_SHAPE + UNVOICED_SHAPE + VARIETY + NOISE_BANDS + 1
LOUD_WITHIN_NEPER = 2.9
"""Columns within 25 dB of the loud ones count."""

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """Of some speech: counts and sums over its loud columns, and its pace.

    Attributes:
        voiced, unvoiced: columns of each kind.
        voiced_bands, unvoiced_bands: (80,) sums of log bands over them.
        square_bands: (80,) sum of squared log bands over voiced columns.
        noise: (5,) sum of the log aperiodic shares over voiced columns.
        pitch_st, square_st: sum of F0 and of its square over voiced columns.
        hops, phonemes: length of the speech.
    """

    voiced: float
    unvoiced: float
    voiced_bands: Doubles
    unvoiced_bands: Doubles
    square_bands: Doubles
    noise: Doubles
    pitch_st: float
    square_st: float
    hops: float
    phonemes: float

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )


def sums_of(columns: Columns, durations: NDArray[np.int64]) -> Sums:
    """Sums of one neutral recording."""
    level = columns.bands[:, :USED_BANDS].max(axis=1)
    loud = level > np.percentile(level, 95) - LOUD_WITHIN_NEPER
    voiced, unvoiced = loud & (columns.voiced > 0), loud & (columns.voiced == 0)
    bands, pitch = columns.bands[voiced], columns.pitch_st[voiced]
    return Sums(
        float(voiced.sum()), float(unvoiced.sum()),
        bands.sum(axis=0), columns.bands[unvoiced].sum(axis=0), (bands**2).sum(axis=0),
        columns.noise[voiced].sum(axis=0), float(pitch.sum()), float((pitch**2).sum()),
        float(durations[1:-1].sum()), float(max(1, len(durations) - 2)),
    )  # fmt: skip


@functools.cache
def cosines(count: int, length: int) -> Doubles:
    """(length, count) orthonormal cosines, without the constant one."""
    places = (np.arange(length) + 0.5) / length
    table = np.cos(np.pi * np.arange(1, count + 1)[None, :] * places[:, None])
    return np.asarray(table * np.sqrt(2.0 / length))


def measures(sums: Sums, voice: Voice) -> Doubles:
    """(64,) in their own units: the speaker of `sums`, turned into `voice`."""
    voiced, unvoiced = max(sums.voiced, 1.0), max(sums.unvoiced, 1.0)
    means = np.stack([sums.voiced_bands / voiced, sums.unvoiced_bands / unvoiced])
    spread = np.sqrt(np.maximum(sums.square_bands / voiced - means[0] ** 2, 0.0))
    tilt = voice.tilt_db_per_khz * (np.minimum(CENTRES_HZ, 6000) / 1000 - 0.7) * NEPER_PER_DB
    factor = np.full((3, 1), voice.formants)
    warped = warp(np.concatenate([means, spread[None]]), factor)[:, :USED_BANDS]
    shapes = (warped[:2] + tilt[:USED_BANDS]) - (warped[:2] + tilt[:USED_BANDS]).mean(
        axis=1, keepdims=True
    )
    mean_st = sums.pitch_st / voiced
    deviation_st = np.sqrt(max(sums.square_st / voiced - mean_st**2, 0.0))
    noise = np.minimum(0.0, sums.noise / voiced + 0.6 * voice.breath_db * NOISE_HIGH * NEPER_PER_DB)
    pace = np.log(sums.hops / sums.phonemes / voice.rate)
    return np.concatenate([
        [mean_st + voice.pitch_st, deviation_st * voice.pitch_range],
        shapes[0] @ cosines(VOICED_SHAPE, USED_BANDS),
        shapes[1] @ cosines(UNVOICED_SHAPE, USED_BANDS),
        warped[2] @ cosines(VARIETY, USED_BANDS),
        noise,
        [pace],
    ])  # fmt: skip


@functools.cache
def scales() -> tuple[Doubles, Doubles]:
    """(64,) mean and deviation of every measure over speakers, from `identity.json`."""
    table = json.loads(SCALES.read_text(encoding="utf-8"))
    return np.array(table["mean"]), np.array(table["deviation"])


def vector_of(sums: Sums, voice: Voice = AS_RECORDED) -> NDArray[np.float32]:
    """(256,) the vector of the speaker of `sums`, turned into `voice`; 0 where learned."""
    mean, deviation = scales()
    vector = np.zeros(SPEAKER_SIZE, np.float32)
    vector[:MEASURES] = np.clip((measures(sums, voice) - mean) / deviation, -LIMIT, LIMIT)
    return vector


def random_voice(rng: np.random.Generator) -> Voice:
    """Anybody: higher voices tend to have shorter vocal tracts, but need not."""
    size = float(np.clip(rng.normal(0.0, 0.09), -0.2, 0.17))
    return Voice(
        formants=float(np.exp(size)),
        pitch_st=float(np.clip(45.0 * size + rng.normal(0.0, 2.5), -12.0, 9.0)),
        pitch_range=float(np.exp(rng.normal(0.0, 0.15))),
        tilt_db_per_khz=float(rng.normal(0.0, 0.5)),
        breath_db=float(rng.normal(0.0, 2.0)),
        rate=float(np.exp(rng.normal(0.0, 0.07))),
    )


def measure_scales(
    speakers: Sequence[Sums], seed: int = 1, draws: int = 60
) -> dict[str, list[float]]:
    """Mean and deviation over random voices made from `speakers`."""
    rng = np.random.default_rng(seed)
    drawn = np.stack([measures(s, random_voice(rng)) for s in speakers for _ in range(draws)])
    deviation = np.maximum(drawn.std(axis=0), 0.05)
    return {
        "mean": [round(float(x), 4) for x in drawn.mean(axis=0)],
        "deviation": [round(float(x), 4) for x in deviation],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the scales of the speaker vector.")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    options = parser.parse_args(arguments)
    speakers: dict[str, Sums] = {}
    for path in options.corpus:
        for example in unpack(path):
            own = sums_of(example.columns, example.durations)
            known = speakers.get(example.speaker)
            speakers[example.speaker] = known + own if known else own
    SCALES.write_text(json.dumps(measure_scales(list(speakers.values()))) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
