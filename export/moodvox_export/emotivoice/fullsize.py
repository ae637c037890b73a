"""A checkout of EmotiVoice in its real shapes, with random weights."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from moodvox.phonemes.chinese.pinyin import FINALS, INITIALS
from moodvox.phonemes.emotivoice.tokens import NEEDED

Floats = NDArray[np.float32]

GENERATOR = Path("outputs/prompt_tts_open_source_joint/ckpt/g_00000001")
STYLE_ENCODER = Path("outputs/style_encoder/ckpt/checkpoint_1")
BERT = Path("WangZeJun/simbert-base-chinese")

TOKENS, SPEAKERS, CHANNELS, STYLE, BLOCKS = 502, 2014, 384, 768, 4
STAGES = ((512, 256, 16), (256, 128, 16), (128, 64, 4), (64, 32, 4))
KERNELS = (3, 7, 11)
BERT_WORDS, BERT_BLOCKS, BERT_WIDE = 13685, 12, 3072

CONFIG = """sr: 16000
hop_length: 256
n_mels: 80
model:
  encoder_n_heads: 8
  decoder_n_heads: 8
  resblock: '1'
  upsample_rates: [8, 8, 2, 2]
  resblock_dilation_sizes: [[1, 3, 5], [1, 3, 5], [1, 3, 5]]
"""


Draw = Callable[..., Floats]


def write_checkout(folder: Path, rng: np.random.Generator) -> None:
    """A whole checkout: checkpoints, configuration, lists and vocabulary."""
    tokens = [
        "_",
        *NEEDED,
        *INITIALS,
        "y",
        *(f"{f}{t}" for f in sorted(FINALS) for t in range(1, 6)),
    ]
    tokens += [f"spare{i}" for i in range(TOKENS - len(tokens))]
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "，",
        "。",
        *map(chr, range(ord("a"), ord("z") + 1)),
    ]
    words += [chr(0x4E00 + i) for i in range(BERT_WORDS - len(words))]
    bert = {
        "hidden_act": "gelu", "num_attention_heads": 12, "max_position_embeddings": 512,
        "num_hidden_layers": BERT_BLOCKS, "layer_norm_eps": 1e-12,
    }  # fmt: skip
    texts = {
        "config/joint/config.yaml": CONFIG,
        "data/youdao/text/tokenlist": "\n".join(tokens),
        "data/youdao/text/speaker2": "\n".join(map(str, range(SPEAKERS))),
        f"{BERT.as_posix()}/config.json": json.dumps(bert),
        f"{BERT.as_posix()}/vocab.txt": "\n".join(words),
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    checkpoints = {
        GENERATOR: ("generator", generator(rng)),
        STYLE_ENCODER: ("model", style_encoder(rng)),
    }
    for file, (key, tensors) in checkpoints.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save({key: {k: torch.from_numpy(v) for k, v in tensors.items()}}, path)


def generator(rng: np.random.Generator) -> dict[str, Floats]:
    """Tensors of the generator, with the old names of weight norm."""
    return dict(_generator(rng))


def _generator(rng: np.random.Generator) -> Iterator[tuple[str, Floats]]:
    def draw(*shape: int, scale: float = 1.0) -> Floats:
        return (rng.standard_normal(shape) * scale).astype(np.float32)

    def layer(stem: str, *shape: int) -> Iterator[tuple[str, Floats]]:
        yield f"{stem}.weight", draw(*shape, scale=float(np.prod(shape[1:])) ** -0.5)
        yield f"{stem}.bias", draw(shape[0], scale=0.01)

    def norm(stem: str) -> Iterator[tuple[str, Floats]]:
        yield f"{stem}.weight", np.ones(CHANNELS, np.float32)
        yield f"{stem}.bias", np.zeros(CHANNELS, np.float32)

    c = CHANNELS
    yield "am.src_word_emb.weight", draw(TOKENS, c)
    yield "am.spk_tokenizer.weight", draw(SPEAKERS, c)
    yield from layer("am.embed_projection1", c, 2 * c + 2 * STYLE)
    yield from layer("am.to_mel", 80, c)
    for kind, count in (("duration", 2), ("pitch", 3), ("energy", 2)):
        for i in range(count):
            yield from layer(f"am.{kind}_predictor.conv.{i}.0", c, c, 3)
            yield from norm(f"am.{kind}_predictor.conv.{i}.2")
        yield f"am.{kind}_predictor.linear.weight", draw(1, c, scale=0.4 / c**0.5)
        yield f"am.{kind}_predictor.linear.bias", np.full(1, 1.8 * (kind == "duration"), np.float32)
    for kind in ("pitch", "energy"):
        yield from layer(f"am.{kind}_embed.0", c, 1, 9)
    for part in ("encoder", "decoder"):
        yield f"am.{part}.embed.0.alpha", np.full((), 0.5, np.float32)
        yield from norm(f"am.{part}.after_norm")
        for i in range(BLOCKS):
            block = f"am.{part}.encoders.{i}"
            for name in ("q", "k", "v", "out"):
                yield from layer(f"{block}.self_attn.linear_{name}", c, c)
            yield from layer(f"{block}.feed_forward.w_1", 4 * c, c, 3)
            yield from layer(f"{block}.feed_forward.w_2", c, 4 * c, 3)
            yield from norm(f"{block}.norm1")
            yield from norm(f"{block}.norm2")
    yield from _vocoder(draw)


def _vocoder(draw: Draw) -> Iterator[tuple[str, Floats]]:
    def normed(stem: str, out: int, *shape: int, gain: float = 1.0) -> Iterator[tuple[str, Floats]]:
        yield f"{stem}.weight_v", draw(*shape)
        yield f"{stem}.weight_g", np.full((shape[0], 1, 1), gain, np.float32)
        yield f"{stem}.bias", draw(out, scale=0.01)

    yield from normed("generator.conv_pre", STAGES[0][0], STAGES[0][0], 80, 7)
    for i, (into, out, kernel) in enumerate(STAGES):
        yield from normed(f"generator.ups.{i}", out, into, out, kernel, gain=1.5)
        for j, k in enumerate(KERNELS):
            for convs in ("convs1", "convs2"):
                for n in range(3):
                    name = f"generator.resblocks.{i * 3 + j}.{convs}.{n}"
                    yield from normed(name, out, out, out, k, gain=0.7)
    yield from normed("generator.conv_post", 1, 1, STAGES[-1][1], 7, gain=0.3)


def style_encoder(rng: np.random.Generator) -> dict[str, Floats]:
    """Tensors of the style encoder."""
    tensors: dict[str, Floats] = {}

    def draw(name: str, *shape: int, scale: float = 0.03) -> None:
        tensors[f"module.bert.{name}"] = (rng.standard_normal(shape) * scale).astype(np.float32)

    def norm(name: str) -> None:
        tensors[f"module.bert.{name}.weight"] = np.ones(STYLE, np.float32)
        tensors[f"module.bert.{name}.bias"] = np.zeros(STYLE, np.float32)

    def dense(name: str, out: int, into: int) -> None:
        draw(f"{name}.weight", out, into)
        draw(f"{name}.bias", out)

    draw("embeddings.word_embeddings.weight", BERT_WORDS, STYLE)
    draw("embeddings.position_embeddings.weight", 512, STYLE)
    draw("embeddings.token_type_embeddings.weight", 2, STYLE)
    norm("embeddings.LayerNorm")
    for i in range(BERT_BLOCKS):
        stem = f"encoder.layer.{i}"
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            dense(f"{stem}.attention.{name}", STYLE, STYLE)
        norm(f"{stem}.attention.output.LayerNorm")
        dense(f"{stem}.intermediate.dense", BERT_WIDE, STYLE)
        dense(f"{stem}.output.dense", STYLE, BERT_WIDE)
        norm(f"{stem}.output.LayerNorm")
    dense("pooler.dense", STYLE, STYLE)
    return tensors
