"""Which products of a graph go to INT8: all but those that lose too much."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from moodvox.devices import open_session
from moodvox_export.quantising.graph import Range, products, quantised
from moodvox_export.quantising.listen import Feeds

TOO_MUCH = 0.5
"""A product that makes more of an output's squared error than all others stays as it was."""

CARRIED = "next_state"
"""Nobody hears the state itself; what it does to later outputs is in those."""

Outputs = list[NDArray[np.floating]]


def choose(
    model: Any, ranges: Mapping[str, Range], heard: Sequence[Feeds], progress: Iterable[Any]
) -> tuple[set[str], dict[str, float]]:
    """The products to quantise, and the largest share of any output's error of each one.

    Every product is quantised alone and the graph run over `heard`. `progress` is advanced
    once a product.
    """
    steps = iter(progress)
    exact = _outputs(model, heard)
    lost: dict[str, list[float]] = {}
    for product in products(model):
        near = _outputs(quantised(model, ranges, {product.name}), heard)
        lost[product.name] = [
            float(np.square(a - b).mean()) for a, b in zip(exact, near, strict=True)
        ]
        next(steps, None)
    together = [max(sum(column), 1e-20) for column in zip(*lost.values(), strict=True)]
    shares = {
        name: max(part / whole for part, whole in zip(parts, together, strict=True))
        for name, parts in lost.items()
    }
    return {name for name, share in shares.items() if share <= TOO_MUCH}, shares


def _audible(model: Any) -> list[str]:
    return [output.name for output in model.graph.output if output.name != CARRIED]


def _outputs(model: Any, heard: Sequence[Feeds]) -> Outputs:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "graph.onnx"
        onnx.save(model, path)
        session = open_session(path)
        runs = [session.run(_audible(model), feeds) for feeds in heard]
    return [
        np.concatenate([np.ravel(value) for value in output]) for output in zip(*runs, strict=True)
    ]
