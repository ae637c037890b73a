"""Voices that nobody uses go, and come back before they are missed."""

from __future__ import annotations

from collections.abc import Iterable

from moodvox.speech.engine import SpeechEngine

VoiceTier = tuple[str, str]


class Resting:
    """Knows when each voice's tier was last used.

    Args:
        engine: what holds them.
        unload_s: idle for so long, one is given back; None: never.
    """

    def __init__(self, engine: SpeechEngine, unload_s: float | None) -> None:
        self._engine = engine
        self._unload_s = unload_s
        self._used_s: dict[VoiceTier, float] = {}
        self.unloads = 0
        self.reloads = 0

    def use(self, voice: str, tier: str, now_s: float) -> None:
        """It is being used."""
        self._used_s[voice, tier] = now_s

    def look(self, in_use: Iterable[VoiceTier], now_s: float) -> None:
        """Give back what was idle for too long and is not among `in_use`."""
        if self._unload_s is None:
            return
        for key in in_use:
            self._used_s[key] = now_s
        for key in self._engine.loaded:
            if now_s - self._used_s.setdefault(key, now_s) >= self._unload_s:
                self._engine.unload(*key)
                del self._used_s[key]
                self.unloads += 1
