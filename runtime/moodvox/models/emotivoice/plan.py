"""The plan of one line: hops, pitch, and the mel bands that the vocoder is fed with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.models.family import Plan

Floats = NDArray[np.float32]

SEAM_HOPS: Final = 6
"""Over how many hops (96 ms) one plan's bands and pitch turn into the other's."""


@dataclass(frozen=True, eq=False)
class EmotivoicePlan:
    """P phonemes of a line.

    Attributes:
        durations: (P,) hops.
        pitch_hz: (H,) F0 at each hop.
        decode: gives the mel bands; called once, when they are first needed, since a
            line whose mood moves is planned more often than it is spoken.
    """

    durations: NDArray[np.int64]
    pitch_hz: Floats
    decode: Callable[[], Floats]

    @cached_property
    def mel(self) -> Floats:
        """(H, M)."""
        return self.decode()

    def spliced(self, other: Plan, phoneme: int) -> EmotivoicePlan:
        """This plan before `phoneme`, `other` from it on.

        The decoder hears the whole line, so the two differ a little at the seam: behind
        it this plan's bands and pitch fade into the other's.
        """
        if not isinstance(other, EmotivoicePlan):
            raise TypeError("the plan must come from this family")
        before = int(self.durations[:phoneme].sum())
        behind = int(other.durations[:phoneme].sum())
        return EmotivoicePlan(
            np.concatenate([self.durations[:phoneme], other.durations[phoneme:]]),
            _joined(self.pitch_hz, before, other.pitch_hz, behind),
            lambda: _joined(self.mel, before, other.mel, behind),
        )


def _joined(first: Floats, before: int, second: Floats, behind: int) -> Floats:
    """`first[:before]`, then `second[behind:]`, faded in over what `first` goes on with."""
    after = second[behind:].copy()
    going_on = first[before : before + min(SEAM_HOPS, len(after))] if before else first[:0]
    count = len(going_on)
    share = np.arange(1, count + 1, dtype=np.float32) / (count + 1)
    share = share.reshape(-1, *([1] * (first.ndim - 1)))
    after[:count] = share * after[:count] + (1 - share) * going_on
    return np.concatenate([first[:before], after])


def contour(durations: NDArray[np.int64], phoneme_hz: Floats) -> Floats:
    """F0 at each hop, drawn straight from one phoneme's middle to the next."""
    ends = np.cumsum(durations)
    heard = durations > 0
    moments = np.arange(ends[-1]) + 0.5
    middles = (ends - durations / 2)[heard]
    return np.interp(moments, middles, phoneme_hz[heard]).astype(np.float32)
