"""HiFi-GAN as a graph that renders a line in stretches, exactly.

`render`  mel (B, W, M), inside (2,) -> samples (B, S), in floats
`running` mel (1, W, M), last (1,), pastN -> samples (1, S), nextN, in 8 bits

`inside` says whether the stretch has context at its left and right (1), or begins and
ends where the line does (0). With context on both sides it holds `context` columns
more than it renders; what each layer no longer needs of them is cut off on the way, so
that the wide and cheap layers see them and the long and dear ones hardly do.

`running` is fed with each column once and carries what each layer has heard; its samples
come `delay_samples` late (`importing.convolving`).

A transposed convolution is written as a convolution to `rate` times the channels whose
outputs are then interleaved: the same sums, on every execution provider.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.importing.convolving import STATES, Carrier, Convolver, RunningConvolver
from moodvox.importing.emotivoice.config import MEL_BANDS, Config
from moodvox.importing.emotivoice.weights import Weights
from moodvox.importing.graph import Graph
from moodvox.importing.int8 import Range

Floats = NDArray[np.float32]

SLOPE: Final = 0.1
LAST_SLOPE: Final = 0.01
WORTH: Final = 4
"""Fewer samples than this are not worth a cut of their own."""


@dataclass(frozen=True)
class Needs:
    """Context that is still needed behind each layer, in samples at its own rate.

    Attributes:
        columns: before everything: of the mel.
        first: behind the first convolution.
        risen: behind each upsampling.
        stages: behind the residual blocks of each stage.
    """

    columns: int
    first: int
    risen: tuple[int, ...]
    stages: tuple[int, ...]


def needs_of(weights: Weights, config: Config) -> Needs:
    """Walk back from one sample to all that it hears."""
    reach = _reach(weights["generator.conv_post.weight"])
    risen, stages = [], []
    for i in reversed(range(len(config.rates))):
        stages.append(reach)
        reach += max(
            sum((kernel - 1) // 2 * (dilation + 1) for dilation in row)
            for kernel, row in zip(weights.sizes.kernels, config.dilations, strict=True)
        )
        risen.append(reach)
        kernel, rate = weights[f"generator.ups.{i}.weight"].shape[2], config.rates[i]
        pad = (kernel - rate) // 2
        reach = max((reach + kernel - 1 - pad) // rate, (reach - 1 + pad) // rate + 1)
    first = reach
    return Needs(first + _reach(weights["generator.conv_pre.weight"]), first,
                 tuple(reversed(risen)), tuple(reversed(stages)))  # fmt: skip


def _reach(weight: Floats) -> int:
    return int(weight.shape[2] - 1) // 2


def render_graph(
    weights: Weights, config: Config, *, probe: bool = False
) -> tuple[bytes, list[str]]:
    """The graph in floats, and the names of its probes (`int8.EightBits`)."""
    graph = Graph("render")
    convs = Convolver(graph, probe=probe)
    return _Windows(weights, config, graph, convs).write(), convs.probes


def running_graph(weights: Weights, config: Config, ranges: Mapping[str, Range]) -> bytes:
    """The graph in 8 bits; `ranges` by the probes of the one in floats."""
    graph = Graph("running")
    mel = graph.input("mel", [1, "W", MEL_BANDS])
    carrier = Carrier(graph, graph.input("last", [1], whole=True))
    convs = RunningConvolver(graph, ranges, carrier)
    writer = _Running(weights, config, graph, convs, carrier)
    x = graph.op("Tanh", writer.write(mel))
    graph.output("samples", graph.reshape(x, 0, -1), [1, "S"])
    return graph.bytes({"delay_samples": str(writer.late), STATES: carrier.metadata()})


class _Layers:
    """What both graphs are made of."""

    def __init__(
        self, weights: Weights, config: Config, graph: Graph, convs: Convolver | RunningConvolver
    ) -> None:
        self.weights = weights
        self.config = config
        self.graph = graph
        self.convs = convs

    def _conv(self, name: str, x: str, dilation: int = 1) -> str:
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return self.convs.conv(name, x, weight, bias, dilation=dilation)

    def _spread(self, i: int, x: str) -> str:
        """All samples that come of each, side by side as channels."""
        name, rate = f"generator.ups.{i}", self.config.rates[i]
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return self.convs.conv(name, x, spread(weight, rate), np.tile(bias, rate))

    def _block(self, i: int, j: int) -> str:
        return f"generator.resblocks.{i * len(self.weights.sizes.kernels) + j}"

    def _mean(self, branches: Sequence[str]) -> str:
        total = branches[0]
        for branch in branches[1:]:
            total = self.graph.add(total, branch)
        return self.graph.mul(total, self.graph.constant(1.0 / len(branches)))

    def _relu(self, x: str, slope: float) -> str:
        return self.graph.op("LeakyRelu", x, alpha=slope)


class _Running(_Layers):
    """In pieces; values are (1, T, C).

    Attributes:
        late: so many samples, at the rate of the layer that was written last.
    """

    def __init__(
        self,
        weights: Weights,
        config: Config,
        graph: Graph,
        convs: RunningConvolver,
        carrier: Carrier,
    ) -> None:
        super().__init__(weights, config, graph, convs)
        self.carrier = carrier
        self.late = 0

    def write(self, mel: str) -> str:
        x = self._conv("generator.conv_pre", mel)
        self.late = _reach(self.weights["generator.conv_pre.weight"])
        for i, rate in enumerate(self.config.rates):
            x = self._spread(i, self._relu(x, SLOPE))
            weight = self.weights[f"generator.ups.{i}.weight"]
            reach = (spread(weight, rate).shape[2] - 1) // 2
            x = self.graph.reshape(x, 0, -1, weight.shape[1])
            self.late = (self.late + reach) * rate
            x = self._stage(i, x)
        x = self._conv("generator.conv_post", self._relu(x, LAST_SLOPE))
        self.late += _reach(self.weights["generator.conv_post.weight"])
        return x

    def _stage(self, i: int, x: str) -> str:
        """The mean of the residual blocks; the quick ones wait for the latest."""
        carrier, channels = self.carrier, self.weights.sizes.stages[i]
        branches = []
        kernels = self.weights.sizes.kernels
        reaches = [
            [(kernel - 1) // 2 * (dilation + 1) for dilation in row]
            for kernel, row in zip(kernels, self.config.dilations, strict=True)
        ]
        latest = max(map(sum, reaches))
        for j, row in enumerate(self.config.dilations):
            y = x
            for k, dilation in enumerate(row):
                z = self._conv(f"{self._block(i, j)}.convs1.{k}", self._relu(y, SLOPE), dilation)
                z = self._conv(f"{self._block(i, j)}.convs2.{k}", self._relu(z, SLOPE))
                y = self.graph.add(z, carrier.delayed(y, reaches[j][k], channels))
            branches.append(carrier.delayed(y, latest - sum(reaches[j]), channels))
        self.late += latest
        return self._mean(branches)


class _Windows(_Layers):
    """With context on both sides; values are (B, C, T)."""

    def __init__(self, weights: Weights, config: Config, graph: Graph, convs: Convolver) -> None:
        super().__init__(weights, config, graph, convs)
        self.needs = needs_of(weights, config)
        self.context = self.needs.columns
        self.left = self.right = ""

    def write(self) -> bytes:
        graph, needs = self.graph, self.needs
        mel = graph.input("mel", ["B", "W", MEL_BANDS])
        inside = graph.input("inside", [2], whole=True)
        self.left, self.right = graph.ops("Split", [inside], 2, axis=0)
        x = graph.transpose(mel, 0, 2, 1)
        x = self._cut(self._conv("generator.conv_pre", x), needs.first)
        for i, rate in enumerate(self.config.rates):
            x = self._risen(i, self._relu(x, SLOPE))
            self.context *= rate
            x = self._cut(x, needs.risen[i])
            x = self._cut(self._stage(i, x), needs.stages[i])
        x = self._conv("generator.conv_post", self._relu(x, LAST_SLOPE))
        x = graph.op("Tanh", self._cut(x, 0, always=True))
        graph.output("samples", graph.reshape(x, 0, -1), ["B", "S"])
        return graph.bytes({"context_columns": str(needs.columns)})

    def _stage(self, i: int, x: str) -> str:
        """The mean of the residual blocks."""
        branches = []
        for j, row in enumerate(self.config.dilations):
            y = x
            for k, dilation in enumerate(row):
                z = self._conv(f"{self._block(i, j)}.convs1.{k}", self._relu(y, SLOPE), dilation)
                z = self._conv(f"{self._block(i, j)}.convs2.{k}", self._relu(z, SLOPE))
                y = self.graph.add(z, y)
            branches.append(y)
        return self._mean(branches)

    def _risen(self, i: int, x: str) -> str:
        """I channels to O, `rate` times as long."""
        rate, out = self.config.rates[i], self.weights[f"generator.ups.{i}.weight"].shape[1]
        y = self.graph.reshape(self._spread(i, x), 0, rate, out, -1)
        return self.graph.reshape(self.graph.transpose(y, 0, 2, 3, 1), 0, out, -1)

    def _cut(self, x: str, wanted: int, *, always: bool = False) -> str:
        """Leave `wanted` samples of context where there is context."""
        spare = self.context - wanted
        if spare == 0 or (spare < WORTH and not always):
            return x
        self.context = wanted
        graph = self.graph
        start = graph.mul(self.left, graph.constant([spare]))
        behind = graph.mul(self.right, graph.constant([spare]))
        end = graph.op("Sub", graph.axis(x, 2), behind)
        return graph.slice(x, start, end, 2)


def spread(weight: Floats, rate: int) -> Floats:
    """A transposed convolution's weight (I, O, K) as a convolution's (rate * O, I, K').

    Output channel r * O + o gives the samples at place r of each input's `rate`.
    """
    into, out, kernel = weight.shape
    pad = (kernel - rate) // 2
    reach = max((kernel - 1 - pad) // rate, (rate - 1 + pad) // rate)
    wide = np.zeros((rate, out, into, 2 * reach + 1), np.float32)
    for r in range(rate):
        for tap in range(-reach, reach + 1):
            place = r + pad - tap * rate
            if 0 <= place < kernel:
                wide[r, :, :, reach + tap] = weight[:, :, place].T
    return wide.reshape(rate * out, into, -1)
