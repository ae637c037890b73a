"""The acoustic model as two graphs, cut where durations, pitch and energy are known.

`plan`    ids (B, P), mask (B, P, 1), speaker (B, S), emotion (B, P, E), content (B, E)
          -> hidden (B, P, C), length, pitch, energy (B, P)
`decode`  hidden (B, P, C), pitch, energy, hops (B, P), mask (B, P, 1) -> mel (B, H, M)

`emotion` is a style vector less the neutral one, phoneme by phoneme; `length` is the
logarithm of 1 + hops; `pitch` and `energy` are in the model's standard units. Lines
shorter than their batch are masked, so that each gives what it gives alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.importing import layers
from moodvox.importing.emotivoice.config import MEL_BANDS, Config
from moodvox.importing.emotivoice.weights import PREDICTORS, Weights
from moodvox.importing.graph import Graph
from moodvox.importing.int8 import Multiplier, Range

Floats = NDArray[np.float32]

EPSILON: Final = 1e-12
WIDTH: Final = 0.1
"""How sharply a column belongs to the phoneme whose middle is near."""


def plan_graph(weights: Weights, config: Config, neutral: Floats) -> bytes:
    """Text encoder, speaker, mood and content, and the three predictors."""
    sizes = weights.sizes
    c, e = sizes.channels, sizes.style
    graph = Graph("plan")
    ids = graph.input("ids", ["B", "P"], whole=True)
    mask = graph.input("mask", ["B", "P", 1])
    speaker = graph.input("speaker", ["B", c])
    emotion = graph.input("emotion", ["B", "P", e])
    content = graph.input("content", ["B", e])
    x = graph.op("Gather", graph.constant(weights["am.src_word_emb.weight"]), ids)
    encoder = _Transformer(Multiplier(graph), weights, "am.encoder", config.encoder_heads)
    x = encoder.write(x, mask, sizes.encoder_blocks)
    split = weights["am.embed_projection1.weight"]
    bias = weights["am.embed_projection1.bias"] + split[:, 2 * c : 2 * c + e] @ neutral
    x = layers.linear(graph, x, split[:, :c], bias)
    x = graph.add(x, layers.linear(graph, emotion, split[:, 2 * c : 2 * c + e], None))
    line = graph.add(
        layers.linear(graph, speaker, split[:, c : 2 * c], None),
        layers.linear(graph, content, split[:, 2 * c + e :], None),
    )
    x = graph.add(x, graph.op("Unsqueeze", line, graph.constant([1])))
    graph.output("hidden", x, ["B", "P", c])
    names = ("length", "pitch", "energy")
    for name, kind, count in zip(names, PREDICTORS, sizes.predictor_layers, strict=True):
        y = _predictor(graph, weights, f"am.{kind}_predictor", x, mask, count)
        graph.output(name, y, ["B", "P"])
    return graph.bytes()


def decode_graph(
    weights: Weights,
    config: Config,
    *,
    probe: bool = False,
    ranges: Mapping[str, Range] | None = None,
) -> tuple[bytes, list[str]]:
    """Pitch and energy put in, phonemes stretched to their hops, decoded to mel bands.

    Returns:
        the graph, and the names of its probes (`int8.EightBits`).
    """
    c = weights.sizes.channels
    graph = Graph("decode")
    x = graph.input("hidden", ["B", "P", c])
    pitch = graph.input("pitch", ["B", "P"])
    energy = graph.input("energy", ["B", "P"])
    hops = graph.input("hops", ["B", "P"])
    mask = graph.input("mask", ["B", "P", 1])
    for name, value in (("pitch", pitch), ("energy", energy)):
        column = graph.op("Unsqueeze", value, graph.constant([2]))
        stem = f"am.{name}_embed.0"
        x = graph.add(
            x, layers.conv_along(graph, column, weights[f"{stem}.weight"],
                                 weights[f"{stem}.bias"], mask)
        )  # fmt: skip
    x, hop_mask = _stretched(graph, x, hops, mask)
    products = Multiplier(graph, probe=probe, ranges=ranges)
    decoder = _Transformer(products, weights, "am.decoder", config.decoder_heads)
    x = decoder.write(x, hop_mask, weights.sizes.decoder_blocks)
    mel = layers.linear(graph, x, weights["am.to_mel.weight"], weights["am.to_mel.bias"])
    graph.output("mel", mel, ["B", "H", MEL_BANDS])
    return graph.bytes(), products.probes


def _stretched(graph: Graph, x: str, hops: str, mask: str) -> tuple[str, str]:
    """x (B, P, C) -> (B, H, C), and which of the H hops belong to each line (B, H, 1)."""
    ends = graph.op("CumSum", hops, graph.constant(1))
    middles = graph.op("Sub", ends, graph.mul(hops, graph.constant(0.5)))
    totals = graph.op("ReduceMax", ends, axes=[1], keepdims=1)
    longest = graph.op("Cast", graph.op("ReduceMax", totals, keepdims=0), to=7)
    place = graph.op("Range", graph.constant(0), longest, graph.constant(1))
    moments = graph.reshape(graph.op("Cast", place, to=1), 1, -1, 1)
    apart = graph.op("Sub", moments, graph.op("Unsqueeze", middles, graph.constant([1])))
    score = graph.mul(graph.mul(apart, apart), graph.constant(-WIDTH))
    missing = graph.op("Sub", graph.constant(1.0), graph.transpose(mask, 0, 2, 1))
    score = graph.add(score, graph.mul(missing, graph.constant(layers.FAR)))
    shares = graph.op("Softmax", score, axis=2)
    inside = graph.op("Less", moments, graph.op("Unsqueeze", totals, graph.constant([1])))
    return graph.op("MatMul", shares, x), graph.op("Cast", inside, to=1)


def _predictor(graph: Graph, weights: Weights, stem: str, x: str, mask: str, count: int) -> str:
    for i in range(count):
        conv, norm = f"{stem}.conv.{i}.0", f"{stem}.conv.{i}.2"
        x = layers.conv_along(graph, x, weights[f"{conv}.weight"], weights[f"{conv}.bias"], mask)
        x = _norm(graph, weights, norm, graph.op("Relu", x))
    y = layers.linear(graph, x, weights[f"{stem}.linear.weight"], weights[f"{stem}.linear.bias"])
    return graph.reshape(y, 0, 0)


class _Transformer:
    """Writes pre-norm blocks over x (B, L, C)."""

    def __init__(self, products: Multiplier, weights: Weights, stem: str, heads: int) -> None:
        self.graph = products.graph
        self.products = products
        self.weights = weights
        self.stem = stem
        self.heads = heads

    def write(self, x: str, mask: str, blocks: int) -> str:
        graph, stem = self.graph, self.stem
        alpha = graph.constant(self.weights[f"{stem}.embed.0.alpha"])
        places = layers.sinusoids(graph, x, self.weights.sizes.channels)
        x = graph.add(x, graph.mul(places, alpha))
        missing = layers.key_mask(graph, mask)
        for i in range(blocks):
            block = f"{stem}.encoders.{i}"
            y = self._norm(f"{block}.norm1", x)
            x = graph.add(x, self._attention(f"{block}.self_attn", y, missing))
            y = self._norm(f"{block}.norm2", x)
            y = layers.gelu(graph, self._conv(f"{block}.feed_forward.w_1", y, mask))
            x = graph.add(x, self._conv(f"{block}.feed_forward.w_2", y, mask))
        return self._norm(f"{stem}.after_norm", x)

    def _attention(self, stem: str, x: str, missing: str) -> str:
        graph, heads, c = self.graph, self.heads, self.weights.sizes.channels
        parts = {name: self.weights[f"{stem}.linear_{name}.weight"] for name in "qkv"}
        biases = {name: self.weights[f"{stem}.linear_{name}.bias"] for name in "qkv"}
        scale = np.float32(1.0 / np.sqrt(c // heads))
        parts["q"], biases["q"] = parts["q"] * scale, biases["q"] * scale
        weight, bias = (np.concatenate(list(each.values())) for each in (parts, biases))
        both = self.products.linear(f"{stem}.qkv", x, weight, bias)
        split = graph.reshape(both, 0, 0, 3, heads, c // heads)
        q, k, v = (
            graph.op("Gather", graph.transpose(split, 2, 0, 3, 1, 4), graph.constant(i), axis=0)
            for i in range(3)
        )
        scores = graph.add(graph.op("MatMul", q, graph.transpose(k, 0, 1, 3, 2)), missing)
        mixed = graph.op("MatMul", graph.op("Softmax", scores, axis=-1), v)
        joined = graph.reshape(graph.transpose(mixed, 0, 2, 1, 3), 0, 0, c)
        out = f"{stem}.linear_out"
        return self.products.linear(
            out, joined, self.weights[f"{out}.weight"], self.weights[f"{out}.bias"]
        )

    def _conv(self, name: str, x: str, mask: str) -> str:
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return self.products.conv_along(name, x, weight, bias, mask)

    def _norm(self, stem: str, x: str) -> str:
        return _norm(self.graph, self.weights, stem, x)


def _norm(graph: Graph, weights: Weights, stem: str, x: str) -> str:
    return layers.layer_norm(graph, x, weights[f"{stem}.weight"], weights[f"{stem}.bias"], EPSILON)
