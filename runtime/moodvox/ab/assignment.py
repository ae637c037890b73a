"""The same comparison in a live game: who speaks as a and who as b, decided by a hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from moodvox.ab.pairs import Side
from moodvox.ab.variant import Variant

Unit = Literal["character", "line"]


@dataclass(frozen=True)
class Assignment:
    """Gives every character (or every line) one variant, always the same one.

    Attributes:
        by: what is assigned: a character keeps its variant, or each line id has its own.
        salt: another one deals anew.
        share_b: how many of them are b, 0 to 1.
    """

    a: Variant
    b: Variant
    by: Unit = "character"
    salt: str = ""
    share_b: float = 0.5

    def side(self, character: str, line: str) -> Side:
        """Who it is; depends on nothing but the names and the salt."""
        unit = character if self.by == "character" else line
        digest = hashlib.sha256(f"{self.salt}\0{unit}".encode()).digest()
        return "b" if int.from_bytes(digest[:8], "big") < self.share_b * 2.0**64 else "a"

    def variant(self, side: Side) -> Variant:
        return self.a if side == "a" else self.b
