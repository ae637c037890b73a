"""EmotiVoice's model in torch, written from its description; weights by checkpoint names.

It computes what the original computes, in the original's order and with weight norm
evaluated at every call, so that its time is the original's. One line at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from moodvox.importing.emotivoice.config import Config

Tensors = Mapping[str, Tensor]

EPSILON = 1e-12


@dataclass(frozen=True)
class Spoken:
    """Durations (P,) in hops, mel bands (H, M) and samples (S,)."""

    durations: Tensor
    mel: Tensor
    samples: Tensor


class Reference:
    """`tensors` are a generator's, with weight norm of either naming or folded."""

    def __init__(self, tensors: Tensors, config: Config) -> None:
        self.tensors = tensors
        self.config = config

    def speak(self, ids: Tensor, speaker: int, style: Tensor, content: Tensor) -> Spoken:
        """ids (P,), style and content (E,)."""
        durations, mel = self.bands(ids, speaker, style, content)
        return Spoken(durations, mel, self.vocode(mel))

    def bands(
        self, ids: Tensor, speaker: int, style: Tensor, content: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The acoustic model: durations (P,), mel (H, M)."""
        w, heads = self.tensors, self.config
        x = self._transformer("am.encoder", w["am.src_word_emb.weight"][ids], heads.encoder_heads)
        rows = (w["am.spk_tokenizer.weight"][speaker], style, content)
        x = torch.cat([x, *(row.expand(len(ids), -1) for row in rows)], dim=1)
        x = self._linear("am.embed_projection1", x)
        pitch, energy = self._predict("pitch", x), self._predict("energy", x)
        durations = torch.clamp(torch.round(torch.exp(self._predict("duration", x)) - 1), min=0)
        x = x + self._embed("pitch", pitch) + self._embed("energy", energy)
        hops = durations if durations.any() else torch.ones_like(durations)
        middles = torch.cumsum(hops, 0) - hops / 2
        moments = torch.arange(int(hops.sum()), dtype=torch.float32)
        shares = torch.softmax(-0.1 * (moments[:, None] - middles[None]) ** 2, dim=1)
        x = self._transformer("am.decoder", shares @ x, heads.decoder_heads)
        return durations.long(), self._linear("am.to_mel", x)

    def vocode(self, mel: Tensor) -> Tensor:
        """The vocoder: mel (H, M) -> samples (S,)."""
        config = self.config
        x = self._conv("generator.conv_pre", mel.T[None])
        kernels = len(config.dilations)
        for i, rate in enumerate(config.rates):
            weight, bias = self._weight(f"generator.ups.{i}"), self._bias(f"generator.ups.{i}")
            pad = (weight.shape[2] - rate) // 2
            x = functional.leaky_relu(x, 0.1)
            x = functional.conv_transpose1d(x, weight, bias, stride=rate, padding=pad)
            total = torch.zeros_like(x)
            for j, dilations in enumerate(config.dilations):
                stem, y = f"generator.resblocks.{i * kernels + j}", x
                for k, dilation in enumerate(dilations):
                    z = functional.leaky_relu(y, 0.1)
                    z = functional.leaky_relu(self._conv(f"{stem}.convs1.{k}", z, dilation), 0.1)
                    y = self._conv(f"{stem}.convs2.{k}", z) + y
                total = total + y
            x = total / kernels
        x = self._conv("generator.conv_post", functional.leaky_relu(x, 0.01))
        return torch.tanh(x).flatten()

    def _transformer(self, stem: str, x: Tensor, heads: int) -> Tensor:
        length, channels = x.shape
        steps = torch.exp(
            torch.arange(0, channels, 2).float() * -(torch.log(torch.tensor(1e4)) / channels)
        )
        angle = torch.arange(length).float()[:, None] * steps
        places = torch.stack([torch.sin(angle), torch.cos(angle)], dim=2).reshape(length, -1)
        x = x + self.tensors[f"{stem}.embed.0.alpha"] * places
        count = len({n.split(".")[3] for n in self.tensors if n.startswith(f"{stem}.encoders.")})
        for i in range(count):
            block = f"{stem}.encoders.{i}"
            y = self._norm(f"{block}.norm1", x)
            q, k, v = (
                self._linear(f"{block}.self_attn.linear_{n}", y).reshape(length, heads, -1)
                .transpose(0, 1) for n in "qkv"
            )  # fmt: skip
            scores = q @ k.transpose(1, 2) / (channels // heads) ** 0.5
            mixed = (torch.softmax(scores, dim=2) @ v).transpose(0, 1).reshape(length, channels)
            x = x + self._linear(f"{block}.self_attn.linear_out", mixed)
            y = self._norm(f"{block}.norm2", x).T[None]
            y = functional.gelu(self._conv(f"{block}.feed_forward.w_1", y))
            x = x + self._conv(f"{block}.feed_forward.w_2", y)[0].T
        return self._norm(f"{stem}.after_norm", x)

    def _predict(self, kind: str, x: Tensor) -> Tensor:
        stem = f"am.{kind}_predictor"
        i = 0
        while f"{stem}.conv.{i}.0.bias" in self.tensors:
            y = functional.relu(self._conv(f"{stem}.conv.{i}.0", x.T[None]))[0].T
            x = self._norm(f"{stem}.conv.{i}.2", y)
            i += 1
        return self._linear(f"{stem}.linear", x)[:, 0]

    def _embed(self, kind: str, values: Tensor) -> Tensor:
        return self._conv(f"am.{kind}_embed.0", values[None, None])[0].T

    def _linear(self, stem: str, x: Tensor) -> Tensor:
        return functional.linear(x, self.tensors[f"{stem}.weight"], self._bias(stem))

    def _conv(self, stem: str, x: Tensor, dilation: int = 1) -> Tensor:
        weight = self._weight(stem)
        pad = (weight.shape[2] - 1) * dilation // 2
        return functional.conv1d(x, weight, self._bias(stem), padding=pad, dilation=dilation)

    def _norm(self, stem: str, x: Tensor) -> Tensor:
        shape = (x.shape[-1],)
        return functional.layer_norm(
            x, shape, self.tensors[f"{stem}.weight"], self._bias(stem), EPSILON
        )

    def _bias(self, stem: str) -> Tensor:
        return self.tensors[f"{stem}.bias"]

    def _weight(self, stem: str) -> Tensor:
        if f"{stem}.weight" in self.tensors:
            return self.tensors[f"{stem}.weight"]
        g, v = self.tensors[f"{stem}.weight_g"], self.tensors[f"{stem}.weight_v"]
        return torch._weight_norm(v, g, 0)
