"""White noise of power 1 that is a function of a line's seed and the sample's place alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CHUNK = 16384
SCALE = np.float32(12.0**0.5 / 65536.0)
"""Of 16 random bits, to power 1. Uniform, not normal: a filter's answer adds up dozens of
samples, so what is heard is as good as normal, at a seventh of the cost."""

Floats = NDArray[np.float32]


def noise_chunk(seed: int, chunk: int) -> Floats:
    """Samples `chunk * CHUNK` and on of the seed's stream."""
    bits = np.random.Philox(key=seed, counter=chunk << 32).random_raw(CHUNK // 4)
    return bits.view(np.int16) * SCALE


class Noise:
    """Any samples of a seed's stream; those asked for last, and later ones, come cheap."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._first = 0
        self._values = np.zeros(0, np.float32)

    def at(self, first: int, count: int) -> Floats:
        """Samples `first` to `first + count`, not to be written to; those before 0 are zero."""
        if first < 0:
            early = min(-first, count)
            return np.concatenate([np.zeros(early, np.float32), self.at(0, count - early)])
        held = self._first + len(self._values)
        if not self._first <= first <= held:
            self._values, self._first = np.zeros(0, np.float32), first - first % CHUNK
            held = self._first
        if first + count > held:
            used = min(first, held) - self._first
            chunks = range(held // CHUNK, -(-(first + count) // CHUNK))
            new = [noise_chunk(self._seed, chunk) for chunk in chunks]
            self._values = np.concatenate([self._values[used:], *new])
            self._first += used
        here = first - self._first
        return self._values[here : here + count]
