"""The plan of the bundled family: what the render graph is fed with, hop by hop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own import places
from moodvox.models.own.filtering import Filters
from moodvox.models.own.layout import HOP_COLUMNS, PITCH_SCALE_ST, PITCH_ZERO_HZ
from moodvox.models.own.shake import shaken
from moodvox.models.own.sounds import Insert

Floats = NDArray[np.float32]

SEAM_HOPS = 15
"""Over how many hops a difference in pitch at a seam fades: as fast as a voice can turn."""


@dataclass(frozen=True)
class OwnPlan:
    """P phonemes of a line, as the plan graph gave them.

    Attributes:
        hidden: (P, C) what the render graph needs to know of each phoneme.
        durations: (P,) hops.
        anchors: (P, 4) pitch in units of 12 semitones above 100 Hz.
        inserts: recorded sounds in place of phonemes, by rising phoneme.
        shake: (P, 2) jitter and tremor; None for none.
    """

    hidden: Floats
    durations: NDArray[np.int64]
    anchors: Floats
    inserts: tuple[Insert, ...] = ()
    shake: Floats | None = None

    @cached_property
    def hops(self) -> int:
        return int(self.durations.sum())

    @cached_property
    def owner(self) -> NDArray[np.int64]:
        """(H,) the phoneme of every hop."""
        return places.owners(self.durations)

    @cached_property
    def place(self) -> Floats:
        """(H, 4) where in its phoneme each hop stands."""
        return places.places(self.durations)

    @cached_property
    def pitch(self) -> Floats:
        """(H, 2) pitch of both columns of every hop, in the anchors' unit."""
        return places.contour(self.anchors, self.durations).reshape(-1, HOP_COLUMNS)

    @cached_property
    def column_pitch_hz(self) -> Floats:
        """(2H,) F0 of every column."""
        octaves = self.pitch.ravel() * (PITCH_SCALE_ST / 12.0)
        track = np.asarray(PITCH_ZERO_HZ * np.exp2(octaves), np.float32)
        if self.shake is not None and self.shake.any():
            jitter, tremor = np.repeat(self.shake[self.owner], HOP_COLUMNS, axis=0).T
            track *= shaken(len(track), jitter, tremor)
        for hop, insert in self._inserted:
            first = hop * HOP_COLUMNS
            track[first : first + len(insert.pitch_hz)] = insert.pitch_hz
        return track

    @cached_property
    def _inserted(self) -> list[tuple[int, Insert]]:
        """First hop and insert of every recorded sound."""
        if not self.inserts:
            return []
        starts = np.cumsum(self.durations) - self.durations
        return [(int(starts[insert.phoneme]), insert) for insert in self.inserts]

    def put_in(self, first: int, count: int) -> list[tuple[slice, Filters]]:
        """Recorded sounds in the grid's columns from `first`: where among them, and filters."""
        found = []
        for start_hop, insert in self._inserted:
            own = insert.filters
            start = start_hop * (len(own.real) // insert.hops)
            low, high = max(first, start), min(first + count, start + len(own.real))
            if low < high:
                found.append((slice(low - first, high - first), own.cut(low - start, high - start)))
        return found

    @property
    def pitch_hz(self) -> Floats:
        """(H,) F0 at each hop."""
        pairs = self.column_pitch_hz.reshape(-1, HOP_COLUMNS)
        return np.asarray(pairs.mean(axis=1), np.float32)

    def spliced(self, other: OwnPlan, phoneme: int) -> OwnPlan:
        """This plan before `phoneme`, `other` from it on.

        Pitch goes on from where this plan's contour stood: what `other` differs from it at
        the seam is taken over and fades within 150 ms.
        """
        durations = np.concatenate([self.durations[:phoneme], other.durations[phoneme:]])
        anchors = other.anchors.copy()
        if 0 < phoneme < len(anchors):
            jump = self.anchors[phoneme, 0] - anchors[phoneme, 0]
            since = places.anchor_moments(durations)[phoneme:] / HOP_COLUMNS
            fade = 1.0 - (since - since[0, 0]) / SEAM_HOPS
            anchors[phoneme:] += np.asarray(jump * np.clip(fade, 0.0, 1.0), np.float32)
        anchors[:phoneme] = self.anchors[:phoneme]
        return OwnPlan(
            np.concatenate([self.hidden[:phoneme], other.hidden[phoneme:]]),
            durations,
            anchors,
            (
                *(insert for insert in self.inserts if insert.phoneme < phoneme),
                *(insert for insert in other.inserts if insert.phoneme >= phoneme),
            ),
            _joined(self.shake, other.shake, phoneme),
        )


def _joined(first: Floats | None, second: Floats | None, place: int) -> Floats | None:
    if first is None or second is None:
        return None
    return np.concatenate([first[:place], second[place:]])
