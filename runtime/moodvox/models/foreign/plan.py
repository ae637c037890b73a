"""The plan of a line in pieces; a piece's true lengths are known once it was spoken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.models.family import Floats, Plan


@dataclass(frozen=True, eq=False)
class Manner:
    """How one piece is spoken: its models' numbers, factors of the normal ones.

    Attributes:
        speaker: (S,) shares.
        blend: (S,) what the mood adds of other speakers.
        level_db: (R,) at each phoneme of the piece.
    """

    tempo: float
    noise: float
    rhythm: float
    speaker: Floats
    blend: Floats
    level_db: Floats


@dataclass(eq=False)
class Piece:
    """Phonemes `first` to before `last` of a line, spoken in one run.

    Attributes:
        tokens: (T,) what the graph takes; empty in a silence.
        owners: (T,) the phoneme of each token.
        weights: (R,) how long each phoneme is beside the others, where the graph does not say.
        gap_hops: of silence behind it.
        hops: (R,) its phonemes' lengths: a guess until `pcm` is there.
        pcm: its samples, a whole number of hops; None until it was spoken.
    """

    first: int
    last: int
    tokens: NDArray[np.int64]
    owners: NDArray[np.int64]
    manner: Manner
    weights: Floats
    gap_hops: int
    hops: NDArray[np.int64]
    pcm: Floats | None = None


class ForeignPlan:
    """The pieces of a line.

    `durations` are guesses for pieces that were not spoken yet, and exact for the others.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = tuple(pieces)
        self.seed: int | None = None

    @property
    def durations(self) -> NDArray[np.int64]:
        """(P,) hops."""
        return np.concatenate([piece.hops for piece in self.pieces])

    @property
    def pitch_hz(self) -> Floats:
        """(H,) zeros: such graphs do not tell their pitch."""
        return np.zeros(int(self.durations.sum()), np.float32)

    @property
    def spoken(self) -> int:
        """How many pieces have samples; always the first ones."""
        return next(
            (n for n, piece in enumerate(self.pieces) if piece.pcm is None), len(self.pieces)
        )

    def spliced(self, other: Plan, phoneme: int) -> ForeignPlan:
        """See `family.Plan`; where a piece of this plan goes beyond `phoneme` it stays whole.

        Raises:
            ValueError: the two plans are not cut at a common place.
        """
        if not isinstance(other, ForeignPlan):
            raise TypeError("the plan must come from this family")
        before = [piece for piece in self.pieces if piece.first < phoneme]
        seam = before[-1].last if before else 0
        after = [piece for piece in other.pieces if piece.first >= seam]
        starts = after[0].first if after else other.pieces[-1].last
        if starts != seam:
            raise ValueError("the plans are not of one line")
        joined = ForeignPlan([*before, *after])
        joined.seed = self.seed
        return joined

    def fresh(self) -> ForeignPlan:
        """The same, with nothing spoken."""
        return ForeignPlan(
            [
                Piece(p.first, p.last, p.tokens, p.owners, p.manner, p.weights, p.gap_hops, p.hops)
                for p in self.pieces
            ]
        )


def whole_hops(shares: Floats, hops: int) -> NDArray[np.int64]:
    """(R,) whole numbers in proportion to `shares` (R,) that add up to `hops` >= 1.

    The last is at least 1, so that what follows does not begin inside this piece.
    """
    total = float(shares.sum())
    ends = np.cumsum(shares, dtype=np.float64) / total if total > 0 else np.ones(len(shares))
    edges = np.rint(ends * hops).astype(np.int64)
    edges[:-1] = np.minimum(edges[:-1], hops - 1)
    edges[-1] = hops
    return np.diff(edges, prepend=0)
