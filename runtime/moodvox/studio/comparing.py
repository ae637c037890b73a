"""Blind tests: the page hears "first" and "second" and never learns which is which."""

from __future__ import annotations

import getpass
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from moodvox.ab.loudness import matched
from moodvox.ab.pairs import Pair, Side, deal
from moodvox.ab.ratings import Choice, Rating, keep
from moodvox.ab.result import Result
from moodvox.client import LineHandle
from moodvox.errors import InputError
from moodvox.studio.hearing import Asked

RATINGS_FILE = "moodvox.ratings.jsonl"

Floats = NDArray[np.float32]
Speak = Callable[[Asked], LineHandle]


@dataclass
class BlindTest:
    """One listener's test: what is compared, in which order, and what was chosen.

    Attributes:
        lines: by item, what each side asks for.
    """

    name: str
    labels: dict[Side, str]
    lines: dict[str, dict[Side, Asked]]
    pairs: list[Pair]
    seed: int
    file: Path
    ratings: list[Rating] = field(default_factory=list)
    _heard: dict[str, dict[Side, tuple[Floats, int]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(
        cls,
        labels: dict[Side, str],
        lines: dict[str, dict[Side, Asked]],
        *,
        seed: int,
        repeats: int,
        file: Path,
    ) -> BlindTest:
        """Deal a test.

        Raises:
            InputError: there is nothing to compare.
        """
        pairs = deal(list(lines), seed, repeats=repeats)
        return cls(f"{labels['a']} | {labels['b']}", labels, lines, pairs, seed, file)

    def samples(self, number: int, heard: Literal[1, 2], speak: Speak) -> tuple[Floats, int]:
        """(S,) what is heard first or second in a pair, as loud as the other; its rate."""
        pair = self._pair(number)
        with self._lock:
            if pair.item not in self._heard:
                self._heard[pair.item] = self._speak(pair.item, speak)
            return self._heard[pair.item][pair.side(heard)]

    def rate(self, number: int, choice: Literal["1", "2", "same"]) -> None:
        """Keep what a listener says of a pair.

        Raises:
            InputError: the pair was judged already, or the file cannot be written.
        """
        pair = self._pair(number)
        if number <= len(self.ratings):
            raise InputError(f"pair {number} has been judged")
        chosen: Choice = "same" if choice == "same" else pair.side(1 if choice == "1" else 2)
        rating = Rating(
            test=self.name,
            item=pair.item,
            choice=chosen,
            first=pair.first,
            rater=_listener(),
            seed=self.seed,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        keep(self.file, rating)
        self.ratings.append(rating)

    def report(self) -> dict[str, Any]:
        """How far it is; the result, and with it who was who, only at the end."""
        over = len(self.ratings) == len(self.pairs)
        told: dict[str, Any] = {"judged": len(self.ratings), "pairs": len(self.pairs), "over": over}
        if over:
            result = Result.of(self.ratings)
            told["result"] = {
                "sentence": result.sentence(self.labels["a"], self.labels["b"]),
                "labels": self.labels,
                "chose": {"a": result.chose_a, "b": result.chose_b, "same": result.same},
                "share_b": result.share_b,
                "low": result.low,
                "high": result.high,
                "p_value": result.p_value,
                "first_share": result.first_share,
                "file": str(self.file),
            }
        return told

    def _pair(self, number: int) -> Pair:
        if not 1 <= number <= len(self.pairs):
            raise InputError(f"there is no pair {number}")
        return self.pairs[number - 1]

    def _speak(self, item: str, speak: Speak) -> dict[Side, tuple[Floats, int]]:
        a, b = (speak(self.lines[item][side]) for side in ("a", "b"))
        one, other = matched(a.samples(), b.samples(), a.sample_rate_hz, b.sample_rate_hz)
        return {"a": (one, a.sample_rate_hz), "b": (other, b.sample_rate_hz)}


def _listener() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
