"""ConvNeXt blocks over time that run whole or in steps, with the same result.

Shape letters: B lines, T places (phonemes, hops or columns), C channels.

A block looks `left` places back and `right` ahead. Run whole, both sides are padded
with zeros. Run in steps, the last `left + right` inputs are carried as state, and the
output comes `right` places late. Places outside the line are zero at the input of every
block in both forms (`mask`), so the two agree to rounding.

ConvNeXt: Liu et al. 2022 (arXiv 2201.03545); over time as in Vocos, Siuzdak 2023
(arXiv 2306.00814).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class ConvNeXt(nn.Module):
    """(B, T, C) -> (B, T, C); `cheap` bends with ReLU, which costs nothing beside GELU."""

    def __init__(
        self,
        channels: int,
        *,
        left: int,
        right: int,
        expansion: int = 3,
        dilation: int = 1,
        cheap: bool = False,
    ) -> None:
        super().__init__()
        self.bend = functional.relu if cheap else functional.gelu
        self.left = left * dilation
        self.right = right * dilation
        self.depthwise = nn.Conv1d(
            channels, channels, left + right + 1, groups=channels, dilation=dilation
        )
        self.norm = nn.LayerNorm(channels, eps=1e-5)
        self.widen = nn.Linear(channels, channels * expansion)
        self.narrow = nn.Linear(channels * expansion, channels)
        self.scale = nn.Parameter(torch.full((channels,), 0.1))

    def _mix(self, window: Tensor) -> Tensor:
        """(B, left + T + right, C) -> (B, T, C), without the residual."""
        return self._bent(self.depthwise(window.transpose(1, 2)).transpose(1, 2))

    def _mix_in_graph(self, window: Tensor) -> Tensor:
        """As `_mix`, as onnxruntime likes it: in two dimensions it has kernels for one filter
        a channel that are twelve times as fast, and takes the transposes into them.
        """
        return self._bent(self._filtered(window.unsqueeze(1), 0).squeeze(1))

    def mix_row(self, row: Tensor) -> Tensor:
        """As `_mix_in_graph`, for whole lines (B, 1, T, C) with zeros at both ends: only of a
        block that looks as far back as ahead, and without a mask.
        """
        return self._bent(self._filtered(row, self.left))

    def _filtered(self, row: Tensor, padding: int) -> Tensor:
        """Each channel of (B, 1, T, C) by its own filter. Along the row: where a filter leaves
        out places, that is twice as fast as along a column.
        """
        kernel, bias = self.depthwise.weight.unsqueeze(2), self.depthwise.bias
        mixed = functional.conv2d(
            row.permute(0, 3, 1, 2), kernel, bias, groups=len(kernel),
            padding=(0, padding), dilation=(1, self.depthwise.dilation[0]),
        )  # fmt: skip
        return mixed.permute(0, 2, 3, 1)

    def _bent(self, mixed: Tensor) -> Tensor:
        """(..., T, C) through the wide layer and back; the scale is one with its weights."""
        widened = self.bend(self.widen(self.norm(mixed)))
        weight, bias = self.narrow.weight * self.scale[:, None], self.narrow.bias * self.scale
        return functional.linear(widened, weight, bias)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """The whole line at once; `mask` (B, T, 1) is 1 inside the line."""
        window = functional.pad(x, (0, 0, self.left, self.right))
        mix = self._mix_in_graph if torch.onnx.is_in_onnx_export() else self._mix
        return (x + mix(window)) * mask

    def step(self, x: Tensor, inside: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """The next T places: (output, carried inputs).

        `past` (B, left + right, C) are the inputs before `x`. Output i belongs to the
        place `right` before input i; `inside` (B, T, 1) is 1 where that is in the line.
        """
        window = torch.cat([past, x], dim=1)
        centre = window[:, self.left : -self.right or None]
        mix = self._mix_in_graph if torch.onnx.is_in_onnx_export() else self._mix
        return (centre + mix(window)) * inside, window[:, -(self.left + self.right) :]
