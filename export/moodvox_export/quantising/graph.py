"""Matrix products of a graph in INT8, by pairs of QuantizeLinear and DequantizeLinear.

The pairs are the form that every provider reads. onnxruntime fuses each with its product
into one u8 x s8 kernel on the CPU. Scales are constants: a sample does not depend on what
else is in its block, so a line is the same however it is cut.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import onnx.numpy_helper
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEAST_WIDTH = 64
"""Products with a narrower side stay as they are: there is nothing to gain."""


@dataclass(frozen=True)
class Product:
    """A matrix product with fixed weights.

    Attributes:
        name: of its node.
        given: the tensor that is multiplied.
        weights: (K, N) float32.
    """

    name: str
    given: str
    weights: Floats


@dataclass(frozen=True)
class Range:
    """What 8 bits stand for: `low` (at most 0) to `high` (at least 0)."""

    low: float
    high: float

    @property
    def scale(self) -> float:
        return max(self.high - self.low, 1e-6) / 255.0

    @property
    def zero(self) -> int:
        return int(np.clip(round(-self.low / self.scale), 0, 255))


FIXED = "fixed."
"""Begins the names of tables that were never learned: bands to filters, bands to phase."""


def widened(model: Any) -> Any:
    """A copy with weights that are stored as float16 back in float32, and tables as weights."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    stored = {t.name: t for t in copy.graph.initializer}
    for node in list(copy.graph.node):
        if node.op_type == "Cast" and node.input[0] in stored:
            tensor = stored[node.input[0]]
            values = onnx.numpy_helper.to_array(tensor).astype(np.float32)
            copy.graph.initializer.remove(tensor)
            copy.graph.initializer.append(onnx.numpy_helper.from_array(values, node.output[0]))
            copy.graph.node.remove(node)
        elif node.op_type == "Constant" and node.attribute[0].name == "value":
            values = onnx.numpy_helper.to_array(node.attribute[0].t)
            if values.ndim == 2 and values.dtype == np.float32:
                _constant(copy.graph, FIXED + node.output[0], values)
                _rename(copy.graph, node.output[0], FIXED + node.output[0])
                copy.graph.node.remove(node)
    return copy


def _rename(graph: Any, old: str, new: str) -> None:
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name == old:
                node.input[place] = new


def products(model: Any) -> list[Product]:
    """The large products of a `widened` graph, in its order."""
    stored = {t.name: t for t in model.graph.initializer}
    found = []
    for node in model.graph.node:
        if node.op_type != "MatMul" or node.input[1] not in stored:
            continue
        if node.input[1].startswith(FIXED):
            continue
        weights = onnx.numpy_helper.to_array(stored[node.input[1]])
        if weights.ndim == 2 and min(weights.shape) >= LEAST_WIDTH:
            found.append(Product(node.name, node.input[0], weights))
    return found


def quantised(model: Any, ranges: Mapping[str, Range], chosen: Collection[str]) -> Any:
    """A copy of a `widened` graph with the products named in `chosen` in INT8.

    `ranges` says of each multiplied tensor what its 8 bits stand for. Weights get one
    scale a column.
    """
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    graph = copy.graph
    paired: dict[str, str] = {}
    for product in products(model):
        if product.name not in chosen:
            continue
        place, node = next((i, n) for i, n in enumerate(graph.node) if n.name == product.name)
        old = node.input[1]
        if product.given not in paired:
            made = _paired(graph, product.given, ranges[product.given])
            paired[product.given] = made[-1].output[0]
            for extra in reversed(made):
                graph.node.insert(place, extra)
        node.input[0] = paired[product.given]
        node.input[1] = _stored(graph, product, old)
    _drop_unused(graph)
    onnx.checker.check_model(copy)
    return copy


def _paired(graph: Any, given: str, covered: Range) -> list[Any]:
    scale, zero = f"{given}.scale", f"{given}.zero"
    _constant(graph, scale, np.array(covered.scale, np.float32))
    _constant(graph, zero, np.array(covered.zero, np.uint8))
    make = onnx.helper.make_node
    return [
        make("QuantizeLinear", [given, scale, zero], [f"{given}.u8"]),
        make("DequantizeLinear", [f"{given}.u8", scale, zero], [f"{given}.near"]),
    ]


def _stored(graph: Any, product: Product, old: str) -> str:
    scale = np.maximum(np.abs(product.weights).max(axis=0), 1e-9) / 127.0
    whole = np.clip(np.round(product.weights / scale), -127, 127).astype(np.int8)
    _constant(graph, f"{old}.s8", whole)
    _constant(graph, f"{old}.scale", scale.astype(np.float32))
    _constant(graph, f"{old}.zero", np.zeros(len(scale), np.int8))
    node = onnx.helper.make_node(
        "DequantizeLinear", [f"{old}.s8", f"{old}.scale", f"{old}.zero"], [f"{old}.near"], axis=1
    )
    graph.node.insert(0, node)
    return f"{old}.near"


def _constant(graph: Any, name: str, values: NDArray[Any]) -> None:
    graph.initializer.append(onnx.numpy_helper.from_array(values, name))


def _drop_unused(graph: Any) -> None:
    used = {name for node in graph.node for name in node.input}
    for tensor in [t for t in graph.initializer if t.name not in used]:
        graph.initializer.remove(tensor)
