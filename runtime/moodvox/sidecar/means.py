"""What there is to speak with: the machine's limits, the processor time spent, the voices held."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict

from moodvox.project.limits import Limits
from moodvox.scheduler import Budget, Governor, Scheduler
from moodvox.scheduler.batching import MAX_TURN_S
from moodvox.sidecar.resting import Resting, VoiceTier
from moodvox.speech.engine import SpeechEngine


class Means:
    """Keeps to the limits.

    Args:
        engine: what holds the voices.
        limits: what the player's machine allows.
        cpu_clock: processor time of this process.
    """

    def __init__(
        self, engine: SpeechEngine, limits: Limits, cpu_clock: Callable[[], float]
    ) -> None:
        self._engine = engine
        self._limits = limits
        self._cpu_clock = cpu_clock
        self._cpu_s = cpu_clock()
        self._budget = Budget.of(cpu_share=limits.cpu_share, tick_budget_ms=limits.tick_budget_ms)
        self.governor = Governor()
        self.resting = Resting(engine, limits.unload_s)

    def scheduler(self, lanes: int) -> Scheduler:
        """One that knows how much time there is, if so many threads render."""
        tick_ms = self._limits.tick_budget_ms
        return Scheduler(
            governor=self.governor,
            capacity=self._budget.capacity(lanes),
            max_turn_s=MAX_TURN_S if tick_ms is None else min(MAX_TURN_S, tick_ms / 1e3),
            opens_beside=True,
            lanes=lanes,
        )

    def rest_until_s(self, now_s: float) -> float:
        """Until when the limits leave no time; `now_s` where they do."""
        if not self._budget.is_limited:
            return now_s
        cpu_s = self._cpu_clock()
        self._budget.spend(cpu_s - self._cpu_s, now_s)
        self._cpu_s = cpu_s
        return self._budget.free_s(now_s)

    def give_back(self, in_use: Collection[VoiceTier], now_s: float) -> None:
        """Let voices go that were idle for too long."""
        self.resting.look(in_use, now_s)

    def counters(self) -> dict[str, float]:
        """For `stats`."""
        limits = {n: float(v) for n, v in asdict(self._limits).items() if v is not None}
        return {
            "level": float(self.governor.level),
            "level_changes": float(self.governor.changes),
            "cpu_s": round(self._cpu_clock(), 4),
            "voices_loaded": float(len(self._engine.loaded)),
            "voices_unloaded": float(self.resting.unloads),
            "voices_reloaded": float(self.resting.reloads),
            **{f"limit_{name}": value for name, value in limits.items()},
        }
