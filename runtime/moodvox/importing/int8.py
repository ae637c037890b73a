"""Convolutions in 8 bits: ranges measured on real activations, written as QDQ nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.importing.graph import Graph

Floats = NDArray[np.float32]
Range = tuple[float, float]

WEIGHT_STEPS: Final = 63
"""Seven bits: the sums of two products of unsigned and signed bytes then fit 16 bits, so
that processors without VNNI give the same samples as those with it."""


class Convolver:
    """Writes each convolution of a graph: in floats, with a probe, or in 8 bits.

    Attributes:
        probes: names of the convolutions, two outputs "NAME.in", "NAME.out" each.
    """

    def __init__(
        self, graph: Graph, *, probe: bool = False, ranges: Mapping[str, Range] | None = None
    ) -> None:
        self.graph = graph
        self.probe = probe
        self.ranges = ranges
        self.probes: list[str] = []

    def conv(self, name: str, x: str, weight: Floats, bias: Floats, *, dilation: int = 1) -> str:
        """x (B, I, T) -> (B, O, T) with weight (O, I, K), K odd."""
        kernel = weight.shape[2]
        reach = (kernel - 1) * dilation // 2
        shape = {"dilations": [dilation], "pads": [reach, reach], "kernel_shape": [kernel]}
        graph = self.graph
        if self.ranges is None:
            y = graph.op("Conv", x, graph.constant(weight), graph.constant(bias), **shape)
            if self.probe:
                self._probe(f"{name}.in", x)
                self._probe(f"{name}.out", y)
            return y
        x_scale, x_zero = _step(self.ranges[f"{name}.in"])
        y_scale, y_zero = _step(self.ranges[f"{name}.out"])
        w_scale = np.maximum(np.abs(weight).max(axis=(1, 2)), 1e-8) / np.float32(WEIGHT_STEPS)
        whole = np.rint(weight / w_scale[:, None, None]).astype(np.int8)
        b_scale = (w_scale * x_scale).astype(np.float32)
        whole_bias = np.clip(np.rint(bias / b_scale), -(2**31) + 1, 2**31 - 1).astype(np.int32)
        w = graph.op("DequantizeLinear", graph.constant(whole),
                     graph.constant(w_scale.astype(np.float32)),
                     graph.constant(np.zeros(len(w_scale), np.int8)), axis=0)  # fmt: skip
        b = graph.op("DequantizeLinear", graph.constant(whole_bias), graph.constant(b_scale),
                     graph.constant(np.zeros(len(w_scale), np.int32)), axis=0)  # fmt: skip
        rounded = self._rounded(x, x_scale, x_zero)
        return self._rounded(graph.op("Conv", rounded, w, b, **shape), y_scale, y_zero)

    def _rounded(self, value: str, scale: np.float32, zero: np.uint8) -> str:
        step = (self.graph.constant(np.array(scale)), self.graph.constant(np.array(zero)))
        return self.graph.op(
            "DequantizeLinear", self.graph.op("QuantizeLinear", value, *step), *step
        )

    def _probe(self, name: str, value: str) -> None:
        for word, kind in (("low", "ReduceMin"), ("high", "ReduceMax")):
            self.graph.output(f"{name}.{word}", self.graph.op(kind, value, keepdims=0), [])
        self.probes.append(name)


def _step(range_: Range) -> tuple[np.float32, np.uint8]:
    """Scale and zero point of unsigned bytes that reach over `range_` and 0."""
    low, high = min(range_[0], 0.0), max(range_[1], 0.0)
    scale = max(high - low, 1e-8) / 255.0
    return np.float32(scale), np.uint8(np.clip(round(-low / scale), 0, 255))
