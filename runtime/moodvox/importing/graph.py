"""Writes ONNX graphs, node by node: the only module of the run time that imports onnx.

Opset 17, no control flow, no ConvTranspose: what every execution provider takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError

try:
    import onnx as onnx  # noqa: PLC0414 - `foreign.graphs` takes it from here
except ImportError as error:  # pragma: no cover - the tests' environment has it
    raise VoiceError(
        "importing a voice needs the package 'onnx'", hint="pip install 'moodvox[import]'"
    ) from error

OPSET: Final = 17
IR_VERSION: Final = 9

Array = NDArray[Any]
Shape = Sequence[int | str]


class Graph:
    """A graph being written. Values are named by strings; equal constants are kept once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._known: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._count = 0

    def input(self, name: str, shape: Shape, *, whole: bool = False, small: bool = False) -> str:
        """An input, float32, int64 (`whole`) or uint8 (`small`); free axes by name."""
        self._inputs.append(_value(name, shape, whole=whole, small=small))
        return name

    def output(
        self, name: str, value: str, shape: Shape, *, whole: bool = False, small: bool = False
    ) -> None:
        """Give `value` out as `name`."""
        self._nodes.append(onnx.helper.make_node("Identity", [value], [name]))
        self._outputs.append(_value(name, shape, whole=whole, small=small))

    def constant(self, value: Array | float | int | Sequence[int]) -> str:
        """A constant: floats become float32, whole numbers int64; int8 and uint8 stay."""
        array = np.asarray(value)
        if array.dtype.kind == "f":
            array = array.astype(np.float32)
        elif array.dtype not in (np.int8, np.uint8, np.int32, np.bool_):
            array = array.astype(np.int64)
        key = (array.dtype.str, array.shape, array.tobytes() if array.size <= 64 else b"")
        if key[2] and key in self._known:
            return self._known[key]
        name = self._fresh("w")
        whole = np.ascontiguousarray(array).reshape(array.shape)
        self._weights.append(onnx.numpy_helper.from_array(whole, name))
        if key[2]:
            self._known[key] = name
        return name

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """A node with one output; an empty input name leaves that input out."""
        return self.ops(kind, inputs, 1, **attributes)[0]

    def ops(self, kind: str, inputs: Sequence[str], outputs: int, **attributes: Any) -> list[str]:
        """A node with several outputs."""
        names = [self._fresh(kind.lower()) for _ in range(outputs)]
        self._nodes.append(onnx.helper.make_node(kind, list(inputs), names, **attributes))
        return names

    def add(self, first: str, second: str) -> str:
        return self.op("Add", first, second)

    def mul(self, first: str, second: str) -> str:
        return self.op("Mul", first, second)

    def transpose(self, value: str, *axes: int) -> str:
        return self.op("Transpose", value, perm=list(axes))

    def reshape(self, value: str, *shape: int) -> str:
        """0 keeps an axis, -1 takes what is left."""
        return self.op("Reshape", value, self.constant(list(shape)))

    def axis(self, value: str, axis: int) -> str:
        """The length of an axis, int64 of shape (1,)."""
        return self.op("Shape", value, start=axis, end=axis + 1)

    def scalar_axis(self, value: str, axis: int) -> str:
        """The length of an axis, an int64 scalar."""
        return self.op("Squeeze", self.axis(value, axis), self.constant([0]))

    def slice(self, value: str, start: str, end: str, axis: int) -> str:
        """`start` and `end` are int64 of shape (1,)."""
        return self.op("Slice", value, start, end, self.constant([axis]))

    def bytes(self, metadata: Mapping[str, str] | None = None) -> bytes:
        """The finished graph, checked."""
        graph = onnx.helper.make_graph(
            self._nodes, self._name, self._inputs, self._outputs, self._weights
        )
        model = onnx.helper.make_model(
            graph,
            opset_imports=[onnx.helper.make_opsetid("", OPSET)],
            producer_name="moodvox",
        )
        model.ir_version = IR_VERSION
        onnx.helper.set_model_props(model, dict(metadata or {}))
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString())

    def _fresh(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"


def _value(name: str, shape: Shape, *, whole: bool, small: bool) -> onnx.ValueInfoProto:
    kind = onnx.TensorProto.INT64 if whole else onnx.TensorProto.FLOAT
    kind = onnx.TensorProto.UINT8 if small else kind
    return onnx.helper.make_tensor_value_info(name, kind, list(shape))
