"""What this machine can do at best: matrix products of a good size, on one thread.

Measured with the same onnxruntime that speaks, so that a share of it is a share of what
is possible and not of another library.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import open_session

ROWS = 256
INNER = COLUMNS = 512
OPERATIONS = 2 * ROWS * INNER * COLUMNS
GRAPHS = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Ceiling:
    """Billions of operations in a second of one thread: float32, and u8 x s8 into s32."""

    float_gops: float
    int8_gops: float


def measure_ceiling(rounds: int = 20) -> Ceiling:
    """The best of so many rounds, in the thread's own time: other programs change it little."""
    return Ceiling(
        _best("product_f32.onnx", np.full((ROWS, INNER), 0.5, np.float32), rounds),
        _best("product_u8s8.onnx", np.full((ROWS, INNER), 3, np.uint8), rounds),
    )


def _best(graph: str, left: NDArray[Any], rounds: int) -> float:
    session = open_session(GRAPHS / graph)
    session.run(None, {"a": left})
    took_s = []
    for _ in range(rounds):
        start_s = time.thread_time()
        session.run(None, {"a": left})
        took_s.append(time.thread_time() - start_s)
    return OPERATIONS / max(min(took_s), 1e-9) / 1e9
