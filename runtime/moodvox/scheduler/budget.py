"""How much of the player's machine may be used: a share of one core, in small helpings."""

from __future__ import annotations

from dataclasses import dataclass, field

TICK_S = 1.0 / 60.0
"""An engine's tick, where a budget is given for each."""


@dataclass
class Budget:
    """Time that may be spent, refilled at a steady rate.

    A turn is not cut short: one that takes more than is there leaves a debt, and the
    next waits until it is paid.

    Attributes:
        share: seconds that may be spent in a second; `inf`: no limit.
        helping_s: the most that is saved up.
    """

    share: float = float("inf")
    helping_s: float = 0.05
    _left_s: float = field(default=0.0, repr=False)
    _filled_s: float | None = field(default=None, repr=False)

    @classmethod
    def of(cls, *, cpu_share: float | None = None, tick_budget_ms: float | None = None) -> Budget:
        """The tighter of a share of one core and so many milliseconds in each tick."""
        shares: list[tuple[float, float]] = []
        if cpu_share is not None:
            shares.append((cpu_share, 0.1 * cpu_share))
        if tick_budget_ms is not None:
            shares.append((tick_budget_ms / 1e3 / TICK_S, tick_budget_ms / 1e3))
        if not shares:
            return cls()
        share, helping_s = min(shares)
        return cls(share, helping_s)

    @property
    def is_limited(self) -> bool:
        return self.share != float("inf")

    def capacity(self, lanes: int) -> float:
        """Seconds that a second has for rendering in so many threads."""
        return min(float(lanes), self.share)

    def spend(self, seconds: float, now_s: float) -> None:
        """So much was spent until now."""
        if self.is_limited:
            self._fill(now_s)
            self._left_s -= seconds

    def free_s(self, now_s: float) -> float:
        """From when on something may be spent; `now_s` or later."""
        if not self.is_limited:
            return now_s
        self._fill(now_s)
        return now_s if self._left_s > 0.0 else now_s - self._left_s / self.share + 1e-6

    def _fill(self, now_s: float) -> None:
        if self._filled_s is None:
            self._left_s = self.helping_s
        else:
            gained_s = max(0.0, now_s - self._filled_s) * self.share
            self._left_s = min(self.helping_s, self._left_s + gained_s)
        self._filled_s = now_s
