"""Everything of a checkout, read and checked, before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError
from moodvox.importing.emotivoice import bert
from moodvox.importing.emotivoice.checkout import TEXT, Checkout, find_checkout
from moodvox.importing.emotivoice.config import Config, read_config
from moodvox.importing.emotivoice.weights import Weights, read_weights
from moodvox.importing.torchfile import read_torch, tensors_of
from moodvox.models.emotivoice.wordpiece import WordPiece
from moodvox.phonemes.frontends import fault_of

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Source:
    """A checkout's weights and what belongs to them."""

    checkout: Checkout
    config: Config
    weights: Weights
    bert_config: bert.BertConfig
    bert_weights: Mapping[str, Floats]
    words: WordPiece


def read_source(folder: Path, generator: Path | None = None) -> Source:
    """Read a checkout; `generator` is a checkpoint other than its newest.

    Raises:
        VoiceError: a file is missing, damaged, hostile, or does not fit the others.
    """
    checkout = find_checkout(folder, generator)
    config = read_config(checkout.config)
    path = checkout.generator
    weights = read_weights(tensors_of(read_torch(path), "generator", path), config, path)
    sizes = weights.sizes
    if len(checkout.tokens) != sizes.tokens:
        raise VoiceError(
            f"the token list has {len(checkout.tokens)} tokens, the model {sizes.tokens}",
            where=str(path),
            hint="checkpoint and data/youdao/text/tokenlist must be of one model",
        )
    if fault := fault_of("emotivoice", checkout.tokens, ()):
        raise VoiceError(fault, where=str(folder / TEXT / "tokenlist"), hint="take EmotiVoice's")
    if len(checkout.speakers) > sizes.speakers:
        raise VoiceError(
            f"the speaker list has {len(checkout.speakers)} names, the model {sizes.speakers} "
            "speakers",
            where=str(path),
            hint="checkpoint and data/youdao/text/speaker2 must be of one model",
        )
    words = WordPiece.load(checkout.vocabulary)
    bert_config = bert.read_bert_config(checkout.bert_config)
    path = checkout.style_encoder
    table = tensors_of(read_torch(path), "model", path)
    bert_weights = bert.read_bert_weights(table, bert_config, len(words), path)
    if bert_weights["pooler.dense.bias"].shape[0] != sizes.style:
        raise VoiceError(
            f"the style encoder's vectors have not the {sizes.style} numbers of the model",
            where=str(path),
            hint="both checkpoints must be of one model",
        )
    return Source(checkout, config, weights, bert_config, bert_weights, words)
