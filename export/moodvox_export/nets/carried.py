"""State of several layers in one packed tensor, so that a run time needs to know none."""

from __future__ import annotations

import torch
from torch import Tensor


class Carried:
    """Reads the packed state piece by piece and collects the next one."""

    def __init__(self, state: Tensor) -> None:
        self._state = state
        self._at = 0
        self._next: list[Tensor] = []

    def read(self, places: int, channels: int) -> Tensor:
        piece = self._state[:, self._at : self._at + places * channels]
        self._at += places * channels
        return piece.reshape(-1, places, channels)

    def write(self, values: Tensor) -> None:
        self._next.append(values.flatten(1))

    def packed(self) -> Tensor:
        return torch.cat(self._next, dim=1)
