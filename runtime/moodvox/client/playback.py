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
    over_s: float | None = None
    """When its last sample had been played."""
    _first_s: float | None = None
    _moved_s: float | None = None
    _position: float = 0.0

    def add(self, samples: int, sample_rate_hz: int, now_s: float) -> None:
        """Samples have arrived."""
        self.advance(now_s)
        if self._first_s is None:
            self._first_s = now_s
        self.sample_rate_hz = sample_rate_hz
        self.available += samples

    def end(self, now_s: float) -> None:
        """No more samples will come."""
        self.advance(now_s)
        self.ended = True
        if self._position >= self.available and self.over_s is None:
            self.over_s = now_s

    def advance(self, now_s: float) -> int:
        """Play on until `now_s`; the position in samples."""
        if self._moved_s is None:
            self._moved_s = self._begin_s(now_s)
        if self._moved_s is None or now_s <= self._moved_s:
            return self._whole()
        room = self.available - self._position
        wanted = (now_s - self._moved_s) * self.sample_rate_hz
        if wanted < room:
            self._position += wanted
        else:
            self._run_dry(room, self._moved_s + room / self.sample_rate_hz, now_s)
        self._moved_s = now_s
        return self._whole()

    def is_over(self, now_s: float) -> bool:
        """Whether all of it has been played."""
        self.advance(now_s)
        return self.over_s is not None and self.over_s <= now_s

    def _run_dry(self, room: float, dry_s: float, now_s: float) -> None:
        """All that has come was played at `dry_s`."""
        self._position = float(self.available)
        if self.ended:
            self.over_s = dry_s if self.over_s is None else self.over_s
        else:
            self.underruns += room > 0
            self.stalled_s += now_s - dry_s

    def _begin_s(self, now_s: float) -> float | None:
        """When this line began to play; None if it has not."""
        if self._first_s is None:
            return None
        if self.after is None:
            return self._first_s
        if not self.after.is_over(now_s) or self.after.over_s is None:
            return None
        begin_s = max(self._first_s, self.after.over_s)
        self.after = None
        return begin_s

    def _whole(self) -> int:
        return int(self._position + 1e-6)
