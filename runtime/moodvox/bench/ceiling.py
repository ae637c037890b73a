"""What this machine can do at best: matrix products of a good size, on one thread.

Measured with the same onnxruntime that speaks, so that a share of it is a share of what
is possible and not of another library.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session, open_session
from moodvox.devices.timing import thread_s

ROWS = 256
INNER = COLUMNS = 512
OPERATIONS = 2 * ROWS * INNER * COLUMNS
GRAPHS = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Ceiling:
    """Billions of operations in a second of one thread: float32, and u8 x s8 into s32."""

    float_gops: float
    int8_gops: float

    def or_better(self, other: Ceiling) -> Ceiling:
        """The best of both measurements, kind by kind."""
        return Ceiling(max(self.float_gops, other.float_gops), max(self.int8_gops, other.int8_gops))


class Products:
    """Both products, loaded, so that they can be measured in turns with something else."""

    def __init__(self) -> None:
        self._float = open_session(GRAPHS / "product_f32.onnx")
        self._int8 = open_session(GRAPHS / "product_u8s8.onnx")

    def measure(self, rounds: int = 20) -> Ceiling:
        """The best of so many rounds, in the thread's own time: others change it little."""
        return Ceiling(
            _best(self._float, np.full((ROWS, INNER), 0.5, np.float32), rounds),
            _best(self._int8, np.full((ROWS, INNER), 3, np.uint8), rounds),
        )


def _best(session: Session, left: NDArray[Any], rounds: int) -> float:
    session.run(None, {"a": left})
    took_s = []
    for _ in range(rounds):
        start_s = thread_s()
        session.run(None, {"a": left})
        took_s.append(thread_s() - start_s)
    return OPERATIONS / max(min(took_s), 1e-9) / 1e9
