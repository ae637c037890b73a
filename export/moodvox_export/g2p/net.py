"""The net that reads letters: letters (B, L) -> symbol scores (B, L * SLOTS, V).

Every letter has `SLOTS` places for a symbol or for nothing (the blank of CTC), so that
one Run gives the whole word: no decoder, no loop. Half way up the net says what it
would answer already and reads its own answer on (self-conditioned CTC), which lets
the upper layers mend what independent slots get wrong. All weights are in MatMuls:
neighbouring letters come in by shifting, not by convolution.

L letters of the longest word with its two bounds, B words, D = width.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from moodvox.phonemes.g2p import BLANK, LETTERS, PAD, SLOTS, TARGETS


def with_neighbours(x: Tensor) -> Tensor:
    """Each letter with the one before and the one behind it: (B, L, D) -> (B, L, 3 D)."""
    before, behind = F.pad(x, (0, 0, 1, 0))[:, :-1], F.pad(x, (0, 0, 0, 1))[:, 1:]
    return torch.cat([before, x, behind], -1)


class Attention(nn.Module):
    """Self-attention over the letters of a word: (B, L, D) -> (B, L, D)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.into = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """`hidden` (B, 1, 1, L): a large negative number where there is no letter."""
        words, letters, width = x.shape
        parts = self.into(x).reshape(words, letters, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5 + hidden
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(words, letters, width)
        out: Tensor = self.out(mixed)
        return out


class Layer(nn.Module):
    """Attention, then a feed-forward part that sees both neighbours of a letter."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.norm_attention = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm_inner = nn.LayerNorm(width)
        self.into = nn.Linear(3 * width, inner)
        self.out = nn.Linear(inner, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, present: Tensor, hidden: Tensor) -> Tensor:
        """`present` (B, L, 1): 1 where there is a letter."""
        x = x + self.attention(self.norm_attention(x), hidden)
        inner = self.norm_inner(x) * present
        inner = self.out(F.silu(self.into(with_neighbours(inner))))
        out: Tensor = x + self.dropout(inner)
        return out


class LetterNet(nn.Module):
    """Letters to symbol scores; see the module's text."""

    def __init__(
        self, *, width: int = 192, layers: int = 5, heads: int = 4, inner: int = 384,
        dropout: float = 0.1, mid: tuple[int, ...] = (2, 3),
    ) -> None:  # fmt: skip
        super().__init__()
        self.mid = mid
        self.embed = nn.Embedding(len(LETTERS), width, padding_idx=PAD)
        self.start = nn.Linear(3 * width, width)
        self.layers = nn.ModuleList(Layer(width, heads, inner, dropout) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, SLOTS * len(TARGETS))
        self.feed_back = nn.Linear(SLOTS * len(TARGETS), width)
        self.dropout = nn.Dropout(dropout)

    def _answer(self, x: Tensor) -> Tensor:
        words, letters, _ = x.shape
        scores: Tensor = self.head(self.norm(x))
        return scores.reshape(words, letters, SLOTS, len(TARGETS))

    def answers(self, letters: Tensor) -> list[Tensor]:
        """Scores (B, L * SLOTS, V) of the layers in `mid`, then the final ones."""
        present = (letters != PAD).to(self.embed.weight.dtype).unsqueeze(-1)
        hidden = ((present - 1.0) * 1e4).permute(0, 2, 1).unsqueeze(1)
        x = self.embed(letters)
        x = self.dropout(self.start(with_neighbours(x)))
        found = []
        for index, layer in enumerate(self.layers):
            x = layer(x, present, hidden)
            if index + 1 in self.mid:
                answer = self._answer(x)
                found.append(answer.flatten(1, 2))
                x = x + self.feed_back(answer.softmax(-1).flatten(2))
        found.append(self._answer(x).flatten(1, 2))
        return found

    def forward(self, letters: Tensor) -> Tensor:
        """Letters (B, L) int64 -> scores (B, L * SLOTS, V); a padded letter says blank."""
        scores = self.answers(letters)[-1]
        present = (letters != PAD).to(scores.dtype).unsqueeze(-1)
        present = present.repeat(1, 1, SLOTS).flatten(1).unsqueeze(-1)
        blank = F.one_hot(torch.tensor(BLANK), len(TARGETS)).to(scores.dtype)
        return scores * present + blank * (1.0 - present)
