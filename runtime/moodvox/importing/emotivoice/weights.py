"""The generator's tensors: every one accounted for, weight norm folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError
from moodvox.importing.emotivoice.config import MEL_BANDS, Config

Floats = NDArray[np.float32]
Shape = tuple[int, ...]

TRAINING_ONLY: Final = ("am.alignment_module.",)
"""Tensors that the finished model has no use for."""

NORMS: Final = (
    (".weight_g", ".weight_v"),
    (".parametrizations.weight.original0", ".parametrizations.weight.original1"),
)
"""Names of a length and a direction: torch before 2.1, and since."""

SHOWN: Final = 8


@dataclass(frozen=True)
class Sizes:
    """Axes of the model, all taken from its tensors.

    Attributes:
        tokens, speakers: rows of the two tables.
        channels: C of the acoustic model.
        style: length of a style vector, and of a content vector.
        encoder_blocks, decoder_blocks: transformer blocks.
        predictor_layers: convolutions of the duration, pitch and energy predictor.
        stages: channels after each upsampling of the vocoder.
        kernels: of the residual blocks of one stage.
    """

    tokens: int
    speakers: int
    channels: int
    style: int
    encoder_blocks: int
    decoder_blocks: int
    predictor_layers: tuple[int, int, int]
    stages: tuple[int, ...]
    kernels: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Weights:
    """Sizes and folded tensors by the checkpoint's names."""

    sizes: Sizes
    tensors: Mapping[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        return self.tensors[name]


PREDICTORS: Final = ("duration", "pitch", "energy")


def read_weights(table: Mapping[str, NDArray[Any]], config: Config, path: Path) -> Weights:
    """Fold and check the generator's table of tensors.

    Raises:
        VoiceError: names that are missing or left over, or shapes that do not fit.
    """
    folded = {
        name: value
        for name, value in fold_norms(table, path).items()
        if not name.startswith(TRAINING_ONLY)
    }
    sizes = _sizes(folded, config, path)
    _account(folded, dict(_expected(sizes, config, folded)), path)
    _check_kernels(folded, config, path)
    for heads, part in ((config.encoder_heads, "encoder"), (config.decoder_heads, "decoder")):
        if sizes.channels % heads:
            raise VoiceError(
                f"{heads} heads do not divide the {part}'s {sizes.channels} channels",
                where=str(path),
                hint="the config.yaml belongs to another checkpoint",
            )
    return Weights(sizes, folded)


def fold_norms(table: Mapping[str, NDArray[Any]], path: Path) -> dict[str, Floats]:
    """The table with each pair of length g and direction v as its weight g v / |v|.

    Raises:
        VoiceError: one of a pair is missing, or a direction has no length.
    """
    folded = {name: np.asarray(value, np.float32) for name, value in table.items()}
    for length, direction in NORMS:
        for name in [name for name in folded if name.endswith((length, direction))]:
            stem = name.removesuffix(length).removesuffix(direction)
            pair = (stem + length, stem + direction)
            if pair[0] not in folded and pair[1] not in folded:
                continue
            missing = [each for each in pair if each not in folded]
            if missing or f"{stem}.weight" in folded:
                raise VoiceError(
                    f"'{path.name}' lacks '{(missing or [name])[0]}' beside '{name}'",
                    where=str(path),
                    hint="save the whole generator again",
                )
            g, v = folded.pop(pair[0]), folded.pop(pair[1])
            norm = np.sqrt(
                np.square(v, dtype=np.float64).sum(axis=tuple(range(1, v.ndim)), keepdims=True)
            )
            if g.shape != norm.shape or not (norm > 0).all():
                raise VoiceError(
                    f"'{stem}' has a weight norm that is none",
                    where=str(path),
                    hint="save the whole generator again",
                )
            folded[f"{stem}.weight"] = (v * (g / norm)).astype(np.float32)
    return folded


def _sizes(table: Mapping[str, Floats], config: Config, path: Path) -> Sizes:
    def axis(name: str, place: int) -> int:
        value = table.get(name)
        if value is None or value.ndim <= place:
            raise VoiceError(
                f"'{path.name}' lacks '{name}'",
                where=str(path),
                hint="this is no generator of EmotiVoice: take 'g_...', not 'do_...'",
            )
        return int(value.shape[place])

    channels = axis("am.src_word_emb.weight", 1)
    rest = axis("am.embed_projection1.weight", 1) - 2 * channels
    if rest <= 0 or rest % 2:
        raise VoiceError(
            "'am.embed_projection1.weight' has an impossible width",
            where=str(path),
            hint="this is no generator of EmotiVoice",
        )
    stages = tuple(axis(f"generator.ups.{i}.weight", 1) for i in range(len(config.rates)))
    return Sizes(
        tokens=axis("am.src_word_emb.weight", 0),
        speakers=axis("am.spk_tokenizer.weight", 0),
        channels=channels,
        style=rest // 2,
        encoder_blocks=_count(table, r"am\.encoder\.encoders\.(\d+)\."),
        decoder_blocks=_count(table, r"am\.decoder\.encoders\.(\d+)\."),
        predictor_layers=tuple(  # type: ignore[arg-type]
            _count(table, rf"am\.{kind}_predictor\.conv\.(\d+)\.") for kind in PREDICTORS
        ),
        stages=stages,
        kernels=tuple(
            axis(f"generator.resblocks.{i}.convs1.0.weight", 2)
            for i in range(len(config.dilations))
        ),
    )


def _count(table: Mapping[str, Floats], pattern: str) -> int:
    found = {int(match[1]) for name in table if (match := re.match(pattern, name))}
    return max(found, default=-1) + 1


def _expected(
    sizes: Sizes, config: Config, table: Mapping[str, Floats]
) -> Iterator[tuple[str, Shape]]:
    """Every name that such a model has, with its shape."""
    c = sizes.channels
    yield "am.src_word_emb.weight", (sizes.tokens, c)
    yield "am.spk_tokenizer.weight", (sizes.speakers, c)
    yield from _layer("am.embed_projection1", c, 2 * c + 2 * sizes.style)
    yield from _layer("am.to_mel", MEL_BANDS, c)
    for kind in ("pitch", "energy"):
        yield from _layer(f"am.{kind}_embed.0", c, 1, _kernel(table, f"am.{kind}_embed.0"))
    for kind, layers in zip(PREDICTORS, sizes.predictor_layers, strict=True):
        stem = f"am.{kind}_predictor"
        for i in range(layers):
            yield from _layer(f"{stem}.conv.{i}.0", c, c, _kernel(table, f"{stem}.conv.{i}.0"))
            yield from _norm(f"{stem}.conv.{i}.2", c)
        yield from _layer(f"{stem}.linear", 1, c)
    for part, blocks in (("encoder", sizes.encoder_blocks), ("decoder", sizes.decoder_blocks)):
        yield from _transformer(f"am.{part}", blocks, c, table)
    yield from _vocoder(sizes, config, table)


def _transformer(
    stem: str, blocks: int, c: int, table: Mapping[str, Floats]
) -> Iterator[tuple[str, Shape]]:
    yield f"{stem}.embed.0.alpha", ()
    yield from _norm(f"{stem}.after_norm", c)
    for i in range(blocks):
        block = f"{stem}.encoders.{i}"
        for name in "qkv":
            yield from _layer(f"{block}.self_attn.linear_{name}", c, c)
        yield from _layer(f"{block}.self_attn.linear_out", c, c)
        wide = table.get(f"{block}.feed_forward.w_1.bias", np.zeros(4 * c)).shape[0]
        for name, out, into in (("w_1", wide, c), ("w_2", c, wide)):
            layer = f"{block}.feed_forward.{name}"
            yield from _layer(layer, out, into, _kernel(table, layer))
        yield from _norm(f"{block}.norm1", c)
        yield from _norm(f"{block}.norm2", c)


def _vocoder(
    sizes: Sizes, config: Config, table: Mapping[str, Floats]
) -> Iterator[tuple[str, Shape]]:
    first = table.get("generator.conv_pre.bias", np.zeros(2 * sizes.stages[0])).shape[0]
    widths = (first, *sizes.stages)
    yield from _layer("generator.conv_pre", first, MEL_BANDS, _kernel(table, "generator.conv_pre"))
    blocks = len(sizes.kernels)
    for i, rate in enumerate(config.rates):
        name = f"generator.ups.{i}"
        kernel = _kernel(table, name, rate * 2)
        yield f"{name}.weight", (widths[i], widths[i + 1], kernel)
        yield f"{name}.bias", (widths[i + 1],)
        for j, kernel in enumerate(sizes.kernels):
            for convs in ("convs1", "convs2"):
                for k in range(len(config.dilations[j])):
                    block = f"generator.resblocks.{i * blocks + j}.{convs}.{k}"
                    yield from _layer(block, widths[i + 1], widths[i + 1], kernel)
    last = "generator.conv_post"
    yield from _layer(last, 1, widths[-1], _kernel(table, last))


def _layer(stem: str, *shape: int) -> Iterator[tuple[str, Shape]]:
    yield f"{stem}.weight", shape
    yield f"{stem}.bias", shape[:1]


def _norm(stem: str, channels: int) -> Iterator[tuple[str, Shape]]:
    yield f"{stem}.weight", (channels,)
    yield f"{stem}.bias", (channels,)


def _kernel(table: Mapping[str, Floats], stem: str, usual: int = 3) -> int:
    weight = table.get(f"{stem}.weight")
    return usual if weight is None or weight.ndim != 3 else int(weight.shape[2])


def _account(table: Mapping[str, Floats], wanted: Mapping[str, Shape], path: Path) -> None:
    """Every name of `wanted`, none beside, all of the right shape and odd kernels."""
    wrong = [
        f"{name} is {table[name].shape}, wanted {shape}"
        for name, shape in wanted.items()
        if name in table and table[name].shape != shape
    ]
    faults = []
    for what, names in (
        ("lacks", sorted(set(wanted) - set(table))),
        ("has too much:", sorted(set(table) - set(wanted))),
        ("has other shapes:", wrong),
    ):
        if names:
            faults.append(f"{what} {_shown(names)}")
    if faults:
        raise VoiceError(
            f"'{path.name}' {'; '.join(faults)}",
            where=str(path),
            hint="the checkpoint and config.yaml must be of one EmotiVoice model",
        )


def _check_kernels(table: Mapping[str, Floats], config: Config, path: Path) -> None:
    for name, value in table.items():
        if value.ndim != 3:
            continue
        kernel = value.shape[2]
        risen = re.fullmatch(r"generator\.ups\.(\d+)\.weight", name)
        rate = config.rates[int(risen[1])] if risen else 1
        if kernel < rate or (kernel - rate) % 2:
            raise VoiceError(
                f"'{name}' has a kernel of {kernel}, which does not fit its rate {rate}",
                where=str(path),
                hint="the config.yaml belongs to another checkpoint",
            )


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
