"""A line as it was spoken: its samples, and the plan that its marks and moods come from."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FIELDS = {"durations": np.int64, "pitch_hz": np.float32, "weights": np.float32, "pcm": np.float32}
AXES = {"durations": 1, "pitch_hz": 1, "weights": 2, "pcm": 1}


@dataclass(frozen=True, eq=False)
class KeptLine:
    """All that is needed to speak a line again without a model.

    Attributes:
        durations: (P,) hops of each phoneme.
        pitch_hz: (H,) F0 at each hop.
        weights: (P, n) weights of the voice's emotions at each phoneme.
        pcm: (S,) all samples.
    """

    durations: NDArray[np.int64]
    pitch_hz: Floats
    weights: Floats
    pcm: Floats

    @property
    def size_bytes(self) -> int:
        """What it holds in memory."""
        return sum(int(getattr(self, name).nbytes) for name in FIELDS)

    def as_bytes(self) -> bytes:
        """For a file."""
        packed = io.BytesIO()
        np.savez(packed, allow_pickle=False, **{name: getattr(self, name) for name in FIELDS})
        return packed.getvalue()

    @classmethod
    def of_bytes(cls, data: bytes) -> KeptLine:
        """What `as_bytes` gave.

        Raises:
            ValueError: it is something else, or a part of it.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as packed:
                arrays = {name: packed[name] for name in FIELDS}
        except Exception as fault:  # zip, numpy and this file may each be wrong in their way
            raise ValueError(f"no kept line: {fault}") from None
        for name, array in arrays.items():
            if array.dtype != FIELDS[name] or array.ndim != AXES[name]:
                raise ValueError(f"no kept line: '{name}' is {array.dtype} {array.shape}")
        kept = cls(**arrays)
        if len(kept.weights) != len(kept.durations) or kept.durations.sum() != len(kept.pitch_hz):
            raise ValueError("no kept line: its parts do not fit together")
        return kept
