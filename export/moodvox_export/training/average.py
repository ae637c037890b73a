"""The weights that are shipped: a moving average of those that are trained."""

from __future__ import annotations

import torch
from torch import nn


class Average:
    """Exponential moving average of a model's weights."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone() for k, v in model.state_dict().items()}

    def update(self, model: nn.Module, step: int) -> None:
        """Take in the weights after `step`; early ones are forgotten faster."""
        decay = min(self.decay, (1 + step) / (10 + step))
        now = [value.detach() for value in model.state_dict().values()]
        torch._foreach_lerp_(list(self.weights.values()), now, 1 - decay)
