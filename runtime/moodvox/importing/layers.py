"""The layers that speech models are made of, written into a `Graph`.

Shapes are (B, length, channels) outside of convolutions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from moodvox.importing.graph import Graph

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]

FAR: float = -1e9
"""Added to the score of a place that is only padding."""


def linear(graph: Graph, x: str, weight: Floats, bias: Floats | None) -> str:
    """x (..., I) @ weight (O, I) + bias (O,)."""
    product = graph.op("MatMul", x, graph.constant(weight.T))
    return product if bias is None else graph.add(product, graph.constant(bias))


def linear_int8(graph: Graph, x: str, weight: Floats, bias: Floats) -> str:
    """As `linear`, in 8 bits: `x` by its range at run time, `weight` by each output."""
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-12) / 127.0
    whole = np.rint(weight / scale[:, None]).astype(np.int8)
    quantised, x_scale, x_zero = graph.ops("DynamicQuantizeLinear", [x], 3)
    product = graph.op(
        "MatMulInteger", quantised, graph.constant(whole.T), x_zero,
        graph.constant(np.zeros((), np.int8)),
    )  # fmt: skip
    scales = graph.mul(x_scale, graph.constant(scale.astype(np.float32)))
    scaled = graph.mul(graph.op("Cast", product, to=1), scales)
    return graph.add(scaled, graph.constant(bias))


def rows(graph: Graph, table: Floats, ids: str) -> str:
    """The rows `ids` (...) of `table` (N, C): (..., C)."""
    return graph.op("Gather", graph.constant(table), ids)


def rows_int8(graph: Graph, table: Floats, ids: str) -> str:
    """As `rows`, stored in a quarter of the bytes, each row by its own largest number."""
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127.0
    whole = graph.op("Gather", graph.constant(np.rint(table / scale).astype(np.int8)), ids)
    steps = graph.op("Gather", graph.constant(scale.astype(np.float32)), ids)
    return graph.mul(graph.op("Cast", whole, to=1), steps)


def layer_norm(graph: Graph, x: str, weight: Floats, bias: Floats, epsilon: float) -> str:
    """Over the last axis."""
    return graph.op(
        "LayerNormalization", x, graph.constant(weight), graph.constant(bias), epsilon=epsilon
    )


def gelu(graph: Graph, x: str) -> str:
    """The exact one, with the error function."""
    inside = graph.op("Erf", graph.op("Div", x, graph.constant(math.sqrt(2.0))))
    grown = graph.mul(x, graph.add(inside, graph.constant(1.0)))
    return graph.mul(grown, graph.constant(0.5))


def conv(
    graph: Graph, x: str, weight: Floats, bias: Floats, *, dilation: int = 1, padded: bool = True
) -> str:
    """x (B, I, T) with weight (O, I, K), stride 1; as long as `x` if `padded`."""
    reach = (weight.shape[2] - 1) * dilation // 2 if padded else 0
    return graph.op(
        "Conv", x, graph.constant(weight), graph.constant(bias),
        dilations=[dilation], pads=[reach, reach], kernel_shape=[weight.shape[2]],
    )  # fmt: skip


def conv_along(graph: Graph, x: str, weight: Floats, bias: Floats, mask: str) -> str:
    """`conv` for x (B, T, I) -> (B, T, O); places that `mask` (B, T, 1) leaves out are 0."""
    turned = graph.transpose(graph.mul(x, mask), 0, 2, 1)
    return graph.transpose(conv(graph, turned, weight, bias), 0, 2, 1)


def key_mask(graph: Graph, mask: str) -> str:
    """(B, T, 1) of ones and zeros -> (B, 1, 1, T) to add to attention scores."""
    missing = graph.op("Sub", graph.constant(1.0), graph.transpose(mask, 0, 2, 1))
    return graph.op("Unsqueeze", graph.mul(missing, graph.constant(FAR)), graph.constant([1]))


def sinusoids(graph: Graph, x: str, channels: int) -> str:
    """Positions (1, T, C) for x (B, T, C): sine on even channels, cosine on odd ones."""
    steps = np.exp(np.arange(0, channels, 2, dtype=np.float32) * -(math.log(1e4) / channels))
    place = graph.op("Range", graph.constant(0), graph.scalar_axis(x, 1), graph.constant(1))
    angle = graph.mul(
        graph.reshape(graph.op("Cast", place, to=1), -1, 1), graph.constant(steps[None])
    )
    pair = [graph.reshape(graph.op(kind, angle), 0, 0, 1) for kind in ("Sin", "Cos")]
    return graph.reshape(graph.op("Concat", *pair, axis=2), 1, -1, channels)
