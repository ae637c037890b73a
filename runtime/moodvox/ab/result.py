"""What a blind test proves: a share with its interval, an exact test, and a plain sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from moodvox.ab.ratings import Rating

CONFIDENCE = 0.95
Z = 1.959963984540054
"""Of the normal distribution, two-sided, for `CONFIDENCE`."""


@dataclass(frozen=True)
class Result:
    """Of one test. Judgements of "same" are told, and decide nothing.

    Attributes:
        share_b: of those who had a preference, how many chose b; 0.5 if nobody had.
        low, high: the 95 % Wilson interval of `share_b`.
        p_value: how often chance alone would be at least as one-sided (exact binomial,
            two-sided).
        first_share: how often the one heard first was chosen; far from 0.5, order mattered.
    """

    chose_a: int
    chose_b: int
    same: int
    raters: int
    share_b: float
    low: float
    high: float
    p_value: float
    first_share: float

    @classmethod
    def of(cls, ratings: Iterable[Rating]) -> Result:
        """Count ratings of one test; there may be none."""
        kept = list(ratings)
        chose_a = sum(rating.choice == "a" for rating in kept)
        chose_b = sum(rating.choice == "b" for rating in kept)
        decided = chose_a + chose_b
        low, high = wilson(chose_b, decided)
        first = sum(rating.choice == rating.first for rating in kept)
        return cls(
            chose_a=chose_a,
            chose_b=chose_b,
            same=len(kept) - decided,
            raters=len({rating.rater for rating in kept}),
            share_b=chose_b / decided if decided else 0.5,
            low=low,
            high=high,
            p_value=binomial_p(chose_b, decided),
            first_share=first / decided if decided else 0.5,
        )

    @property
    def is_decided(self) -> bool:
        """Whether chance alone is an unlikely reason."""
        return self.p_value < 1.0 - CONFIDENCE

    def sentence(self, a: str, b: str) -> str:
        """The result in words, `a` and `b` being the names of the variants."""
        decided = self.chose_a + self.chose_b
        if not decided:
            heard = f" ({self.same} times no difference was heard)" if self.same else ""
            return f"Nobody has preferred '{a}' or '{b}' yet{heard}."
        name, count = (b, self.chose_b) if self.chose_b >= self.chose_a else (a, self.chose_a)
        low, high = (self.low, self.high) if name == b else (1 - self.high, 1 - self.low)
        share = f"{count / decided:.0%} (95 % interval {low:.0%} to {high:.0%})"
        ties = f"; {self.same} times no difference was heard" if self.same else ""
        if self.is_decided:
            return (
                f"'{name}' is preferred: {share} of {decided} choices, which chance alone "
                f"would give in {_percent(self.p_value)} of such tests{ties}."
            )
        return (
            f"No preference is proven: '{name}' was chosen in {share} of {decided} choices, "
            f"and chance alone would give that in {_percent(self.p_value)} of such tests{ties}."
        )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share; (0, 1) if nothing was tried."""
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    scale = 1.0 + Z * Z / trials
    middle = (share + Z * Z / (2.0 * trials)) / scale
    half = Z / scale * math.sqrt(share * (1.0 - share) / trials + (Z / (2.0 * trials)) ** 2)
    # At the ends the interval touches 0 and 1, which rounding may miss.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return low, high


def binomial_p(successes: int, trials: int) -> float:
    """Exact two-sided p-value of a fair coin; 1 if nothing was tried."""
    if trials == 0:
        return 1.0
    fewer = min(successes, trials - successes)
    tail = sum(math.comb(trials, count) for count in range(fewer + 1))
    return float(min(1.0, 2 * tail / 2**trials))


def _percent(share: float) -> str:
    return "less than 0.1 %" if share < 0.001 else f"{share * 100:.2g} %"
