"""A foreign ONNX file: read within limits, and its noise made repeatable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from moodvox.errors import VoiceError
from moodvox.importing.graph import onnx

MAX_BYTES: Final = 1 << 30
MAX_NODES: Final = 100_000
MAX_DEPTH: Final = 4
"""Of graphs within graphs (If, Loop)."""

SEED: Final = "moodvox_seed"
DURATIONS: Final = "moodvox_durations"

MICROSOFT: Final = frozenset(
    "Attention BiasGelu DequantizeLinear DynamicQuantizeLSTM DynamicQuantizeMatMul FastGelu "
    "FusedConv FusedGemm FusedMatMul Gelu LayerNormalization MatMulInteger16 MatMulIntegerToFloat "
    "MatMulNBits MultiHeadAttention QAttention QEmbedLayerNormalization QGemm QLinearAdd "
    "QLinearConcat QLinearConv QLinearLeakyRelu QLinearMul QLinearSigmoid QuantizeLinear "
    "QuickGelu SimplifiedLayerNormalization SkipLayerNormalization "
    "SkipSimplifiedLayerNormalization".split()
)
"""Operators of com.microsoft that fused and quantised exports hold."""

_NORMAL: Final = {"RandomNormal", "RandomNormalLike"}
_UNIFORM: Final = {"RandomUniform", "RandomUniformLike"}
_PRIME: Final = (1 << 31) - 1


def read_graph(path: Path) -> Any:
    """The graph at `path`, checked.

    Raises:
        VoiceError: missing, too large, no ONNX, or with operators or outside data that an
            imported voice may not have.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise VoiceError(
                f"the graph has over {MAX_BYTES} bytes",
                where=str(path),
                hint="no voice is so large: is it the right file?",
            )
        content = path.read_bytes()
    except OSError as error:
        raise VoiceError(f"cannot read the graph: {error.strerror or error}", where=str(path),
                         hint="give the model's .onnx file") from error  # fmt: skip
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except Exception as error:  # protobuf's own kinds differ between its implementations
        raise VoiceError("no ONNX file", where=str(path), hint="give the .onnx file") from error
    if not model.graph.node or not model.opset_import:
        raise VoiceError(
            "no ONNX file: it has no graph", where=str(path), hint="give the .onnx file"
        )
    if fault := _fault(model):
        raise VoiceError(fault, where=str(path), hint="export it again with standard operators")
    return model


def _fault(model: Any) -> str:
    if model.functions:
        return "the graph brings functions of its own"
    for count, (node, depth) in enumerate(_nodes(model.graph, 0), 1):
        if count > MAX_NODES:
            return f"the graph has over {MAX_NODES} nodes"
        if depth > MAX_DEPTH:
            return f"the graph has graphs within graphs, over {MAX_DEPTH} deep"
        standard = node.domain in ("", "ai.onnx") and onnx.defs.has(node.op_type)
        if not standard and not (node.domain == "com.microsoft" and node.op_type in MICROSOFT):
            name = f"{node.domain}.{node.op_type}".lstrip(".")
            return f"the graph has the foreign operator '{name}'"
    for tensor in _tensors(model.graph):
        if tensor.data_location == onnx.TensorProto.EXTERNAL:
            return f"the weight '{tensor.name}' lies in another file"
    return ""


def _nodes(graph: Any, depth: int) -> Iterator[tuple[Any, int]]:
    for node in graph.node:
        yield node, depth
        if depth <= MAX_DEPTH:
            for inner in _inner(node):
                yield from _nodes(inner, depth + 1)


def _inner(node: Any) -> Iterator[Any]:
    for attribute in node.attribute:
        if attribute.type == onnx.AttributeProto.GRAPH:
            yield attribute.g
        elif attribute.type == onnx.AttributeProto.GRAPHS:
            yield from attribute.graphs


def _tensors(graph: Any) -> Iterator[Any]:
    yield from graph.initializer
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                yield attribute.t
            elif attribute.type == onnx.AttributeProto.TENSORS:
                yield from attribute.tensors
        for inner in _inner(node):
            yield from _tensors(inner)


def seeded(model: Any) -> tuple[bool, int]:
    """Give the graph an input `SEED` in place of its random numbers, wherever that can be.

    ONNX Runtime draws other numbers in every run, so that a line would never be the same
    twice: not in a cache, not in a bake, not after a mood event.

    Returns:
        Whether the graph has the input now, and how many sources of noise are left.
    """
    nodes: list[Any] = []
    constants: list[Any] = []
    left = sum(
        node.op_type in _NORMAL | _UNIFORM for node, depth in _nodes(model.graph, 0) if depth
    )
    found = 0
    for node in model.graph.node:
        if node.op_type in _NORMAL | _UNIFORM:
            found += 1
            nodes += _noise(node, found, constants)
        else:
            nodes.append(node)
    if not found:
        return False, left
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(constants)
    kind = onnx.TensorProto.INT64
    model.graph.input.append(onnx.helper.make_tensor_value_info(SEED, kind, [1]))
    return True, left


def _noise(node: Any, number: int, constants: list[Any]) -> list[Any]:
    """Nodes that give what `node` gave: a hash of each number's place and the seed.

    Products of two numbers below 2**31 stay below 2**62, so int64 holds them exactly.
    """
    prefix = f"moodvox_noise_{number}"
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    made: list[Any] = []
    steps = iter(range(1000))

    def constant(value: Any, kind: Any = np.int64) -> str:
        name = f"{prefix}_c{next(steps)}"
        constants.append(onnx.numpy_helper.from_array(np.array(value, kind), name))
        return name

    def op(kind: str, *inputs: str, **more: Any) -> str:
        name = f"{prefix}_v{next(steps)}"
        made.append(onnx.helper.make_node(kind, list(inputs), [name], **more))
        return name

    shape = op("Shape", node.input[0]) if node.input else constant(list(attributes["shape"]))
    count = op("ReduceProd", shape, keepdims=0)
    place = op("Range", constant(0), count, constant(1))
    prime = constant(_PRIME)
    seed = op("Mod", op("Mul", SEED, constant([16807 + number])), prime)

    def uniform(salt: int) -> str:
        """(count,) in (0, 1)."""
        value = op("Mod", op("Add", op("Mul", place, constant(48271 + 2 * salt)), seed), prime)
        for factor in (69621, 630360016, 742938285, 950706376):
            mixed = op("Add", op("Mul", value, value), op("Mul", value, constant(factor + salt)))
            value = op("Mod", op("Add", mixed, constant(salt * 7919 + number)), prime)
        real = op("Cast", op("Add", value, constant(1)), to=onnx.TensorProto.DOUBLE)
        return op("Div", real, constant(float(1 << 31), np.float64))

    def real(value: str) -> str:
        return op("Cast", value, to=onnx.TensorProto.FLOAT)

    if node.op_type in _NORMAL:
        radius = op("Sqrt", op("Mul", real(op("Log", uniform(1))), constant(-2.0, np.float32)))
        angle = op("Mul", real(uniform(2)), constant(2.0 * np.pi, np.float32))
        plain, scale, shift = op("Mul", radius, op("Cos", angle)), "scale", "mean"
        factor, offset = attributes.get(scale, 1.0), attributes.get(shift, 0.0)
    else:
        low, high = attributes.get("low", 0.0), attributes.get("high", 1.0)
        plain, factor, offset = real(uniform(1)), high - low, low
    moved = op("Mul", plain, constant(factor, np.float32))
    moved = op("Add", moved, constant(offset, np.float32))
    shaped = op("Reshape", moved, shape)
    kind = attributes.get("dtype", onnx.TensorProto.FLOAT)
    made.append(onnx.helper.make_node("Cast", [shaped], [node.output[0]], to=kind))
    return made


def with_durations(model: Any) -> bool:
    """Give VITS' lengths out as `DURATIONS`: the one value that such a graph rounds up.

    False, and nothing is changed, if there is not exactly one.
    """
    values = [node.output[0] for node in model.graph.node if node.op_type == "Ceil"]
    if len(values) != 1:
        return False
    model.graph.node.append(onnx.helper.make_node("Identity", values, [DURATIONS]))
    model.graph.output.append(
        onnx.helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.FLOAT, None)
    )
    return True


def metadata(model: Any) -> dict[str, str]:
    """What the graph's maker wrote into it."""
    return {entry.key: entry.value for entry in model.metadata_props}


def bytes_of(model: Any) -> bytes:
    return bytes(model.SerializeToString())
