"""A listener made of arithmetic: how far a line would be played by now. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Playback:
    """Plays a line in real time from when it has a first sample and `after` is played.

    It stops where samples are missing and goes on when they come; each such stop is an
    underrun. Times are seconds of one clock.
    """

    after: Playback | None = None
    sample_rate_hz: int = 0
    available: int = 0
    ended: bool = False
    underruns: int = 0
    stalled_s: float = 0.0
    _position: float = 0.0
    _moved_s: float | None = None

    def add(self, samples: int, sample_rate_hz: int, now_s: float) -> None:
        """Samples have arrived."""
        self.advance(now_s)
        self.sample_rate_hz = sample_rate_hz
        self.available += samples

    def end(self, now_s: float) -> None:
        """No more samples will come."""
        self.advance(now_s)
        self.ended = True

    def advance(self, now_s: float) -> int:
        """Play on until `now_s`; the position in samples."""
        begin_s = self._begin_s(now_s)
        if begin_s is None:
            return 0
        if self._moved_s is None:
            self._moved_s = begin_s
        elapsed_s = max(0.0, now_s - self._moved_s)
        self._moved_s = max(now_s, self._moved_s)
        room = self.available - self._position
        wanted = elapsed_s * self.sample_rate_hz
        if wanted > room and not self.ended and self.available:
            if room > 0:
                self.underruns += 1
            self.stalled_s += (wanted - room) / self.sample_rate_hz
        self._position += min(room, wanted)
        return int(self._position)

    def is_over(self, now_s: float) -> bool:
        """Whether all of it has been played."""
        self.advance(now_s)
        return self.ended and self._position >= self.available

    def _begin_s(self, now_s: float) -> float | None:
        """When this line began to play; None if it has not."""
        if self._moved_s is not None:
            return self._moved_s
        if not self.available:
            return None
        if self.after is not None and not self.after.is_over(now_s):
            return None
        self.after = None
        return now_s
