"""Convolutions over time: whole in floats, or in 8 bits with what came before carried along.

Run in pieces, a convolution of reach r needs the last 2 r samples of what it was given
before, and gives its samples r late. At a line's beginning it is given r zeros instead,
behind its end r zeros more, so that in pieces of any length a line is what it is whole.
No sample is computed twice, and none that is not needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.importing.graph import Graph
from moodvox.importing.int8 import EightBits, Range, rounded, step_of

Floats = NDArray[np.float32]

STATES: Final = "states"
"""Key of the metadata: for each `pastN` its channels, first length, filling and whether it
is of bytes."""


class Convolver(EightBits):
    """Convolutions of whole stretches in floats, padded with zeros; values are (B, C, T)."""

    def __init__(self, graph: Graph, *, probe: bool = False) -> None:
        super().__init__(graph, probe=probe)

    def conv(self, name: str, x: str, weight: Floats, bias: Floats, *, dilation: int = 1) -> str:
        """I channels to O, as long as `x`, with weight (O, I, K), K odd."""
        reach = (weight.shape[2] - 1) * dilation // 2
        self._observe(f"{name}.in", x)
        y = self.graph.op(
            "Conv", x, self.graph.constant(weight), self.graph.constant(bias),
            dilations=[dilation], pads=[reach, reach], kernel_shape=[weight.shape[2]],
        )  # fmt: skip
        self._observe(f"{name}.out", y)
        return y


@dataclass(frozen=True)
class State:
    """What is carried of one place: (1, T, `channels`), at first `length` of `filling`."""

    channels: int
    length: int
    filling: int
    bytes: bool


class Carrier:
    """The states of a graph that runs in pieces, as inputs `pastN` and outputs `nextN`.

    Args:
        last: (1,) int64, 1 in the run that reaches the line's end.
    """

    def __init__(self, graph: Graph, last: str) -> None:
        self.graph = graph
        self.last = last
        self.states: list[State] = []

    def extended(self, x: str, reach: int, channels: int, zero: np.uint8) -> str:
        """Bytes x (1, T, C) with `reach` samples before and behind it that they need."""
        graph = self.graph
        past = self._past(State(channels, reach, int(zero), bytes=True))
        zeros = graph.constant(np.full((1, reach, channels), zero, np.uint8))
        length = graph.mul(self.last, graph.constant([reach]))
        behind = graph.slice(zeros, graph.constant([0]), length, 1)
        whole = graph.op("Concat", past, x, behind, axis=1)
        self._next(whole, graph.op("Sub", graph.axis(whole, 1), graph.constant([2 * reach])))
        return whole

    def delayed(self, x: str, samples: int, channels: int) -> str:
        """Floats x (1, T, C) so many samples late; all that is left at the line's end."""
        if not samples:
            return x
        graph = self.graph
        past = self._past(State(channels, 0, 0, bytes=False))
        whole = graph.op("Concat", past, x, axis=1)
        late = graph.op("Sub", graph.constant([1]), self.last)
        held = graph.mul(late, graph.constant([samples]))
        cut = graph.op("Sub", graph.axis(whole, 1), held)
        self._next(whole, cut)
        return graph.slice(whole, graph.constant([0]), cut, 1)

    def metadata(self) -> str:
        """The states for `STATES`."""
        return json.dumps([[s.channels, s.length, s.filling, int(s.bytes)] for s in self.states])

    def _past(self, state: State) -> str:
        number = len(self.states)
        self.states.append(state)
        shape: list[int | str] = [1, f"T{number}", state.channels]
        return self.graph.input(f"past{number}", shape, small=state.bytes)

    def _next(self, whole: str, start: str) -> None:
        number = len(self.states) - 1
        state = self.states[number]
        rest = self.graph.slice(whole, start, self.graph.axis(whole, 1), 1)
        shape: list[int | str] = [1, f"N{number}", state.channels]
        self.graph.output(f"next{number}", rest, shape, small=state.bytes)


class RunningConvolver(EightBits):
    """Convolutions in 8 bits that run in pieces; values are (1, T, C), as kernels want them."""

    def __init__(self, graph: Graph, ranges: Mapping[str, Range], carrier: Carrier) -> None:
        super().__init__(graph, ranges=ranges)
        self._known = ranges
        self.carrier = carrier

    def conv(self, name: str, x: str, weight: Floats, bias: Floats, *, dilation: int = 1) -> str:
        """I channels to O with weight (O, I, K), K odd; the samples come a reach late."""
        kernel = weight.shape[2]
        into, out = self._known[f"{name}.in"], self._known[f"{name}.out"]
        scale, zero = step_of(into)
        whole, steps = rounded(weight.reshape(len(weight), -1))
        b_steps = steps * scale
        whole_bias = np.clip(np.rint(bias / b_steps), -(2**31) + 1, 2**31 - 1).astype(np.int32)
        graph, step = self.graph, self._step(into)
        small = graph.op("QuantizeLinear", x, *step)
        reach = (kernel - 1) * dilation // 2
        small = self.carrier.extended(small, reach, weight.shape[1], zero)
        turned = graph.op("DequantizeLinear", graph.transpose(small, 0, 2, 1), *step)
        y = graph.op(
            "Conv", turned, self._near(whole.reshape(weight.shape), steps, 0),
            self._near(whole_bias, b_steps, 0), dilations=[dilation], kernel_shape=[kernel],
        )  # fmt: skip
        step = self._step(out)
        back = graph.transpose(graph.op("QuantizeLinear", y, *step), 0, 2, 1)
        return graph.op("DequantizeLinear", back, *step)
