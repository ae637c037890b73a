"""Laughs, sighs and the like: recorded columns, said with anybody's throat.

A model that averages over few examples laughs badly, so a voice carries the columns of
real ones. A speaker gets those of the actor who is nearest, with pitch and spectrum
moved by what the two speaker vectors differ in, and level and pitch by the mood.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError
from moodvox.models.own.bands import BANDS, filter_tables, noise_interpolation
from moodvox.models.own.filtering import Filters
from moodvox.models.own.layout import (
    HOP_COLUMNS,
    LEVEL_DIMENSION,
    LEVEL_SCALE_DB,
    PITCH_ZERO_HZ,
    WHISPER_DIMENSION,
    Grid,
)

Floats = NDArray[np.float32]

NEAREST = 2
"""A speaker laughs with one of so many actors, by where in the line it stands."""

MOST_ST = 8.0
MOST_NEPER = 0.9
MOOD_PITCH_ST = 3.0
"""What a mood's pitch dimension of 1 adds: less than in words, since a laugh is high anyway."""

NEPER_PER_DB = float(np.log(10.0) / 20.0)


@dataclass(frozen=True, eq=False)
class Recorded:
    """One recorded sound of C columns: bands (C, 80), noise (C, 5), voiced (C,), F0 (C,) in
    semitones above 100 Hz, and the measured part (M,) of its actor's vector.
    """

    bands: Floats
    noise: Floats
    voiced: Floats
    pitch_st: Floats
    actor: Floats


@dataclass(frozen=True, eq=False)
class Insert:
    """A sound of H hops in place of phoneme `phoneme`: filters on the tier's grid, F0 (2H,)."""

    phoneme: int
    filters: Filters
    pitch_hz: Floats

    @property
    def hops(self) -> int:
        return len(self.pitch_hz) // HOP_COLUMNS


class SoundBank:
    """The sounds of one voice.

    Args:
        recorded: name -> recordings.
        shape: (M, 80) what one unit of a measure adds to the log bands.
        pitch_scale_st: semitones of one unit of the first measure, the pitch.
    """

    def __init__(
        self, recorded: dict[str, list[Recorded]], shape: Floats, pitch_scale_st: float
    ) -> None:
        self._recorded = recorded
        self._shape = shape
        self._pitch_scale_st = pitch_scale_st

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._recorded))

    @classmethod
    def load(cls, path: Path) -> SoundBank:
        """Read what `python -m moodvox_export sounds` wrote.

        Raises:
            VoiceError: the file is damaged.
        """
        recorded: dict[str, list[Recorded]] = {}
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
                # Each name is unpacked anew when it is asked for: 0.4 s if once a recording.
                lengths, actors = data["lengths"], data["actors"]
                tracks = [data[track] for track in ("bands", "noise", "voiced", "pitch_st")]
                ends = np.cumsum(lengths)
                for row, name in enumerate(data["names"].tolist()):
                    here = slice(int(ends[row] - lengths[row]), int(ends[row]))
                    bands, noise, voiced, pitch_st = (
                        np.asarray(track[here], np.float32) for track in tracks
                    )
                    actor = np.asarray(actors[row], np.float32)
                    bands = bands.reshape(-1, HOP_COLUMNS, BANDS).reshape(-1, BANDS)
                    one = Recorded(bands, noise, voiced, pitch_st, actor)
                    recorded.setdefault(str(name), []).append(one)
                return cls(recorded, data["shape"], float(data["pitch_scale_st"]))
        except (ValueError, KeyError, IndexError, OSError, BadZipFile, zlib.error) as error:
            raise VoiceError(f"the sounds are damaged: {error}", where=str(path)) from error

    def insert(
        self, name: str, phoneme: int, speaker: Floats, emotion: Floats, grid: Grid
    ) -> Insert:
        """`name` said by `speaker` (S,) in the mood `emotion` (E,) at place `phoneme`."""
        one = self._chosen(name, phoneme, speaker)
        gap = speaker[: len(one.actor)] - one.actor
        shift_st = np.clip(gap[0] * self._pitch_scale_st, -MOST_ST, MOST_ST)
        shift_st += emotion[0] * MOOD_PITCH_ST
        bands = one.bands + np.clip(gap @ self._shape, -MOST_NEPER, MOST_NEPER)
        level_db = emotion[LEVEL_DIMENSION] * LEVEL_SCALE_DB
        bands = bands + level_db * NEPER_PER_DB
        voiced = one.voiced * (emotion[WHISPER_DIMENSION] < 0.5)
        pitch_hz = PITCH_ZERO_HZ * np.exp2((one.pitch_st + shift_st) / 12.0)
        filters = filters_of(
            *(_thinned(track, grid) for track in (bands, one.noise, voiced[:, None]))
        )
        return Insert(phoneme, filters, np.asarray(pitch_hz, np.float32))

    def _chosen(self, name: str, phoneme: int, speaker: Floats) -> Recorded:
        known = self._recorded[name]
        gaps = [float(np.abs(speaker[: len(r.actor)] - r.actor).sum()) for r in known]
        near = np.argsort(gaps, kind="stable")[:NEAREST]
        return known[int(near[phoneme % len(near)])]


def _thinned(track: Floats, grid: Grid) -> Floats:
    """Columns (C, K) as a tier has them: the mean of as many as one filter stands for."""
    each = HOP_COLUMNS // grid.hop_columns
    return np.asarray(track.reshape(-1, each, track.shape[1]).mean(axis=1), np.float32)


def filters_of(bands: Floats, noise: Floats, voiced: Floats) -> Filters:
    """As the vocoder in the render graph gives them; `voiced` (C, 1)."""
    envelope, phase = filter_tables()
    size, angle = np.exp(bands @ envelope), bands @ phase
    share = np.exp(2.0 * np.minimum(noise, 0.0))
    pulse = np.sqrt(np.maximum(1.0 - share, 1e-4)) * voiced
    breath = np.sqrt(share * voiced + (1.0 - voiced) + 1e-6)
    parts = (
        size * np.cos(angle), size * np.sin(angle),
        pulse @ noise_interpolation(), breath @ noise_interpolation(),
    )  # fmt: skip
    return Filters(*(np.asarray(part, np.float32) for part in parts))
