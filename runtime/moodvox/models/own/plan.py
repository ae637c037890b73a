"""The plan of the bundled family: what the render graph is fed with, hop by hop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own import places
from moodvox.models.own.layout import HOP_COLUMNS, PITCH_SCALE_ST, PITCH_ZERO_HZ

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
        energy: (P,) mean log band power, in nepers.
    """

    hidden: Floats
    durations: NDArray[np.int64]
    anchors: Floats
    energy: Floats

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
        return np.asarray(PITCH_ZERO_HZ * np.exp2(octaves), np.float32)

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
            np.concatenate([self.energy[:phoneme], other.energy[phoneme:]]),
        )
