"""What the 8 bits of each multiplied tensor stand for, taken from real lines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from moodvox.devices import open_session
from moodvox_export.quantising.graph import Range
from moodvox_export.quantising.listen import Feeds

SHRINKS = np.linspace(0.4, 1.0, 25)
"""Shares of the full range that are tried."""

KEPT = 200_000
"""Values of each tensor that the error is taken over."""


def find_ranges(
    model: Any, heard: Sequence[Feeds], names: Collection[str], scratch: Path
) -> dict[str, Range]:
    """The range of every tensor in `names` that loses least, in the sense of squares."""
    listening = onnx.ModelProto()
    listening.CopyFrom(model)
    wanted = sorted(set(names) - {given.name for given in model.graph.input})
    for name in wanted:
        info = onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
        listening.graph.output.append(info)
    path = scratch / "listening.onnx"
    onnx.save(listening, path)
    session = open_session(path)
    seen: dict[str, list[NDArray[np.float32]]] = {name: [] for name in names}
    for feeds in heard:
        values = {**feeds, **dict(zip(wanted, session.run(wanted, feeds), strict=True))}
        for name in names:
            seen[name].append(np.ravel(values[name]))
    return {name: best_range(np.concatenate(parts)) for name, parts in seen.items()}


def best_range(values: NDArray[np.float32]) -> Range:
    """The range whose 256 steps come nearest to `values`: rare peaks may be clipped."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    some = values[:: max(1, len(values) // KEPT)]
    tried = [Range(low * a, high * b) for a in SHRINKS for b in (a, 1.0)] + [
        Range(low, high * b) for b in SHRINKS
    ]
    return min(tried, key=lambda covered: _lost(some, covered))


def _lost(values: NDArray[np.float32], covered: Range) -> float:
    steps = np.clip(np.round(values / covered.scale) + covered.zero, 0, 255)
    return float(np.square((steps - covered.zero) * covered.scale - values).mean())
