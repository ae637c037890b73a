"""Layers in 8 bits: ranges measured on real activations, written as QDQ nodes.

The same class writes a layer in floats, in floats with a probe, or in 8 bits, so that a
graph is written once. Scales are constants: a line is the same however it is cut, and
whatever else is in its batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.importing import layers
from moodvox.importing.graph import Graph

Floats = NDArray[np.float32]
Range = tuple[float, float]

WEIGHT_STEPS: Final = 63
"""Seven bits: the sums of two products of unsigned and signed bytes then fit 16 bits, so
that processors without VNNI give the same samples as those with it."""


class EightBits:
    """What is common to layers in 8 bits.

    Args:
        probe: give out the ranges of what each layer gets (and gives).
        ranges: of all these; without them layers are written in floats.

    Attributes:
        probes: their names, two outputs "NAME.low", "NAME.high" each.
    """

    def __init__(
        self, graph: Graph, *, probe: bool = False, ranges: Mapping[str, Range] | None = None
    ) -> None:
        self.graph = graph
        self.probe = probe
        self.ranges = ranges
        self.probes: list[str] = []

    def _observe(self, name: str, value: str) -> None:
        if not self.probe:
            return
        for word, kind in (("low", "ReduceMin"), ("high", "ReduceMax")):
            self.graph.output(f"{name}.{word}", self.graph.op(kind, value, keepdims=0), [])
        self.probes.append(name)

    def _step(self, range_: Range) -> tuple[str, str]:
        scale, zero = step_of(range_)
        return self.graph.constant(np.array(scale)), self.graph.constant(np.array(zero))

    def _near(self, whole: NDArray[Any], scale: Floats, axis: int) -> str:
        """Stored whole numbers as the floats that they stand for."""
        constant = self.graph.constant
        zero = np.zeros(len(scale), whole.dtype)
        step = (constant(scale.astype(np.float32)), constant(zero))
        return self.graph.op("DequantizeLinear", constant(whole), *step, axis=axis)


class Multiplier(EightBits):
    """Writes the matrix products of a graph, and short convolutions as such."""

    def linear(self, name: str, x: str, weight: Floats, bias: Floats) -> str:
        """x (..., I) @ weight (O, I) + bias (O,)."""
        self._observe(name, x)
        if self.ranges is None:
            return layers.linear(self.graph, x, weight, bias)
        step = self._step(self.ranges[name])
        return self._product(self.graph.op("QuantizeLinear", x, *step), step, weight, bias)

    def conv_along(self, name: str, x: str, weight: Floats, bias: Floats, mask: str) -> str:
        """`layers.conv_along`: in 8 bits one product over K shifted copies of `x`."""
        graph = self.graph
        self._observe(name, x)
        if self.ranges is None:
            return layers.conv_along(graph, x, weight, bias, mask)
        step = self._step(self.ranges[name])
        count = weight.shape[2]
        reach = (count - 1) // 2
        whole = graph.op("QuantizeLinear", graph.mul(x, mask), *step)
        padded = graph.op("Pad", whole, graph.constant([0, reach, 0, 0, reach, 0]), step[1])
        length = graph.axis(x, 1)
        shifted = [
            graph.slice(padded, graph.constant([k]), graph.add(length, graph.constant([k])), 1)
            for k in range(count)
        ]
        side_by_side = graph.op("Concat", *shifted, axis=2)
        flat = weight.transpose(0, 2, 1).reshape(len(weight), -1)
        return self._product(side_by_side, step, flat, bias)

    def _product(self, x: str, step: tuple[str, str], weight: Floats, bias: Floats) -> str:
        whole, scale = rounded(weight)
        w = self._near(np.ascontiguousarray(whole.T), scale, 1)
        product = self.graph.op("MatMul", self.graph.op("DequantizeLinear", x, *step), w)
        return self.graph.add(product, self.graph.constant(bias))


def rounded(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """weight (O, I) in whole steps, and the size of a step of each row (O,)."""
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / np.float32(WEIGHT_STEPS)
    return np.rint(weight / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def step_of(range_: Range) -> tuple[np.float32, np.uint8]:
    """Scale and zero point of unsigned bytes that reach over `range_` and 0."""
    low, high = min(range_[0], 0.0), max(range_[1], 0.0)
    scale = max(high - low, 1e-8) / 255.0
    return np.float32(scale), np.uint8(np.clip(round(-low / scale), 0, 255))
