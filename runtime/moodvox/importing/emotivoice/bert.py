"""The style encoder: a BERT whose pooled vector is a text's style or meaning.

`content`  ids (B, N) -> vector (B, E): tanh of a linear layer over the first piece
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError
from moodvox.importing import layers
from moodvox.importing.graph import Graph

Floats = NDArray[np.float32]

PREFIX: Final = "module."
HEADS: Final = ("pitch_clf.", "speed_clf.", "energy_clf.", "emotion_clf.", "style_embed_proj.")
"""Parts that served its training: the voice has no use for them."""

MAX_BYTES: Final = 1 << 20


@dataclass(frozen=True)
class BertConfig:
    heads: int
    positions: int
    epsilon: float
    blocks: int


def read_bert_config(path: Path) -> BertConfig:
    """Read a BERT's `config.json`.

    Raises:
        VoiceError: missing, no JSON, or no BERT that is known.
    """
    hint = "take config.json and vocab.txt of WangZeJun/simbert-base-chinese"
    if not path.is_file():
        raise VoiceError(f"missing file '{path.name}'", where=str(path), hint=hint)
    if path.stat().st_size > MAX_BYTES:
        raise VoiceError(f"larger than {MAX_BYTES} bytes", where=str(path), hint=hint)
    try:
        table = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise VoiceError(f"no JSON: {error}", where=str(path), hint=hint) from error
    if not isinstance(table, dict) or table.get("hidden_act", "gelu") != "gelu":
        raise VoiceError("no configuration of a BERT with GELU", where=str(path), hint=hint)

    def number(key: str, low: int, high: int) -> int:
        value = table.get(key)
        if type(value) is not int or not low <= value <= high:
            raise VoiceError(
                f"'{key}' is {value!r}, wanted {low} to {high}", where=str(path), hint=hint
            )
        return value

    epsilon = table.get("layer_norm_eps", 1e-12)
    if type(epsilon) not in (int, float) or not 0.0 < epsilon < 1.0:
        raise VoiceError(f"'layer_norm_eps' is {epsilon!r}", where=str(path), hint=hint)
    return BertConfig(
        heads=number("num_attention_heads", 1, 128),
        positions=number("max_position_embeddings", 3, 4096),
        epsilon=float(epsilon),
        blocks=number("num_hidden_layers", 1, 96),
    )


def read_bert_weights(
    table: Mapping[str, NDArray[Any]], config: BertConfig, words: int, path: Path
) -> dict[str, Floats]:
    """The BERT's own tensors, checked.

    Raises:
        VoiceError: names that are missing or left over, or shapes that do not fit.
    """
    found = {
        name.removeprefix(PREFIX).removeprefix("bert."): np.asarray(value, np.float32)
        for name, value in table.items()
        if not name.removeprefix(PREFIX).startswith(HEADS)
        and not name.endswith("embeddings.position_ids")
    }
    stem = "embeddings.word_embeddings.weight"
    if stem not in found or found[stem].ndim != 2:
        raise VoiceError(
            f"'{path.name}' lacks '{PREFIX}bert.{stem}'",
            where=str(path),
            hint="this is no style encoder of EmotiVoice",
        )
    size = found[stem].shape[1]
    wide = found.get("encoder.layer.0.intermediate.dense.bias", np.zeros(4 * size)).shape[0]
    wanted = _expected(config, words, size, wide)
    shapes = {name: value.shape for name, value in found.items()}
    faults = [
        *(f"lacks {name}" for name in sorted(set(wanted) - set(shapes))),
        *(f"has {name} too much" for name in sorted(set(shapes) - set(wanted))),
        *(f"{name} is {shapes[name]}, wanted {shape}" for name, shape in wanted.items()
          if shapes.get(name, shape) != shape),
    ]  # fmt: skip
    if faults or size % config.heads:
        more = f" and {len(faults) - 4} more" if len(faults) > 4 else ""
        raise VoiceError(
            f"'{path.name}': {'; '.join(faults[:4]) or 'heads do not divide its size'}{more}",
            where=str(path),
            hint="checkpoint, config.json and vocab.txt must be of one style encoder",
        )
    return found


def _expected(config: BertConfig, words: int, size: int, wide: int) -> dict[str, tuple[int, ...]]:
    wanted: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (words, size),
        "embeddings.position_embeddings.weight": (config.positions, size),
        "embeddings.token_type_embeddings.weight": (2, size),
    }
    layer = {
        "attention.self.query": (size, size), "attention.self.key": (size, size),
        "attention.self.value": (size, size), "attention.output.dense": (size, size),
        "intermediate.dense": (wide, size), "output.dense": (size, wide),
    }  # fmt: skip
    norms = ["embeddings.LayerNorm"]
    dense = {"pooler.dense": (size, size)}
    for i in range(config.blocks):
        stem = f"encoder.layer.{i}"
        dense |= {f"{stem}.{name}": shape for name, shape in layer.items()}
        norms += [f"{stem}.attention.output.LayerNorm", f"{stem}.output.LayerNorm"]
    for name, shape in dense.items():
        wanted[f"{name}.weight"], wanted[f"{name}.bias"] = shape, shape[:1]
    for name in norms:
        wanted[f"{name}.weight"] = wanted[f"{name}.bias"] = (size,)
    return wanted


def content_graph(
    weights: Mapping[str, Floats], config: BertConfig, *, int8: bool = False
) -> bytes:
    """The graph, its matrices and the table of its words in 8 bits if `int8`."""
    return _Writer(weights, config, int8=int8).write()


class _Writer:
    def __init__(self, weights: Mapping[str, Floats], config: BertConfig, *, int8: bool) -> None:
        self.weights = weights
        self.config = config
        self.linear = layers.linear_int8 if int8 else layers.linear
        self.rows = layers.rows_int8 if int8 else layers.rows
        self.graph = Graph("content")
        self.size = weights["pooler.dense.bias"].shape[0]

    def write(self) -> bytes:
        graph, weights = self.graph, self.weights
        ids = graph.input("ids", ["B", "N"], whole=True)
        x = self.rows(graph, weights["embeddings.word_embeddings.weight"], ids)
        places = weights["embeddings.position_embeddings.weight"]
        places = places + weights["embeddings.token_type_embeddings.weight"][0]
        place = graph.slice(graph.constant(places), graph.constant([0]), graph.axis(ids, 1), 0)
        x = self._norm("embeddings.LayerNorm", graph.add(x, place))
        last = self.config.blocks - 1
        for i in range(self.config.blocks):
            x = self._block(f"encoder.layer.{i}", x, first_only=i == last)
        vector = graph.op("Tanh", self._dense("pooler.dense", x))
        graph.output("vector", graph.reshape(vector, 0, self.size), ["B", self.size])
        return graph.bytes()

    def _block(self, stem: str, x: str, *, first_only: bool) -> str:
        """Post-norm. Only the first piece is read in the end, so the last block does no more."""
        graph, heads = self.graph, self.config.heads
        own = x
        if first_only:
            own = graph.slice(x, graph.constant([0]), graph.constant([1]), 1)
        q = self._heads(self._dense(f"{stem}.attention.self.query", own), heads)
        k = self._heads(self._dense(f"{stem}.attention.self.key", x), heads)
        v = self._heads(self._dense(f"{stem}.attention.self.value", x), heads)
        scores = graph.op("MatMul", q, graph.transpose(k, 0, 1, 3, 2))
        scaled = graph.mul(scores, graph.constant(1.0 / np.sqrt(self.size // heads)))
        mixed = graph.op("MatMul", graph.op("Softmax", scaled, axis=-1), v)
        joined = graph.reshape(graph.transpose(mixed, 0, 2, 1, 3), 0, 0, self.size)
        out = self._dense(f"{stem}.attention.output.dense", joined)
        y = self._norm(f"{stem}.attention.output.LayerNorm", graph.add(own, out))
        wide = layers.gelu(graph, self._dense(f"{stem}.intermediate.dense", y))
        z = self._dense(f"{stem}.output.dense", wide)
        return self._norm(f"{stem}.output.LayerNorm", graph.add(y, z))

    def _heads(self, x: str, heads: int) -> str:
        split = self.graph.reshape(x, 0, 0, heads, self.size // heads)
        return self.graph.transpose(split, 0, 2, 1, 3)

    def _dense(self, stem: str, x: str) -> str:
        weights = self.weights
        return self.linear(self.graph, x, weights[f"{stem}.weight"], weights[f"{stem}.bias"])

    def _norm(self, stem: str, x: str) -> str:
        weights = self.weights
        return layers.layer_norm(
            self.graph, x, weights[f"{stem}.weight"], weights[f"{stem}.bias"], self.config.epsilon
        )
