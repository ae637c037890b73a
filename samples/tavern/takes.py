"""What was heard of each line, as an engine's audio source would have played it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Arrival:
    """One block, as it came in.

    Attributes:
        at_s: when it arrived, on the scene's clock.
        first_sample: its position in the line.
        audio: (S,) float32.
        mood: emotion -> weight at its first sample.
        lead_ms: how much unplayed sound the line had in hand once it had arrived.
    """

    at_s: float
    first_sample: int
    audio: Floats
    mood: Mapping[str, float]
    lead_ms: float


@dataclass
class Take:
    """One line, from the cue to its end. Times are on the scene's clock.

    Attributes:
        text: without tags.
        asked_s: when `speak` was sent.
        started_s: when its first sample was played; None until then.
        samples: how many have arrived.
        played: how many have been played.
        underruns: how often playback had to wait for sound.
        waiting: it is waiting now.
        ending: "finished", "cancelled" or "dropped"; "" until it is over.
        error: why it failed, as the sidecar said it; "" otherwise.
        render_ms: time that the sidecar spent rendering it.
    """

    id: str
    character: str
    text: str
    sample_rate_hz: int
    asked_s: float
    started_s: float | None = None
    samples: int = 0
    played: int = 0
    underruns: int = 0
    waiting: bool = False
    ending: str = ""
    error: str = ""
    arrivals: list[Arrival] = field(default_factory=list)
    render_ms: float = 0.0

    def add(self, arrival: Arrival) -> None:
        """Append a block."""
        self.arrivals.append(arrival)
        self.samples += len(arrival.audio)

    def move_on(self, step: int) -> Floats:
        """Play the next `step` samples, or as many as there are, and return them."""
        first, last = self.played, min(self.played + step, self.samples)
        if last < first + step and not self.ending:
            self.underruns += not self.waiting
            self.waiting = True
        else:
            self.waiting = False
        pieces = []
        for arrival in reversed(self.arrivals):
            begin, end = first - arrival.first_sample, last - arrival.first_sample
            if end > 0:
                pieces.append(arrival.audio[max(0, begin) : end])
            if begin >= 0:
                break
        self.played = last
        return np.concatenate([*reversed(pieces), np.zeros(0, np.float32)])

    @property
    def audio(self) -> Floats:
        """(S,) all that has arrived."""
        return np.concatenate([*(a.audio for a in self.arrivals), np.zeros(0, np.float32)])

    @property
    def duration_s(self) -> float:
        return self.samples / self.sample_rate_hz

    @property
    def first_audio_ms(self) -> float | None:
        """From `speak` to the arrival of the first block."""
        return (self.arrivals[0].at_s - self.asked_s) * 1000.0 if self.arrivals else None

    @property
    def real_time_factor(self) -> float | None:
        """Time spent rendering for each second of sound, as the sidecar reports it."""
        return self.render_ms / 1000.0 / self.duration_s if self.samples else None

    @property
    def over(self) -> bool:
        """No more will come, and all that came has been played."""
        return bool(self.error) or (bool(self.ending) and self.played >= self.samples)


@dataclass(frozen=True)
class Event:
    """Something that happened to a line from outside: shown in the picture."""

    at_s: float
    label: str


def mix(takes: list[Take], sample_rate_hz: int) -> Floats:
    """(S,) the whole scene as it was heard, each line where its playback began."""
    heard = [take for take in takes if take.started_s is not None and take.samples]
    ends = [start_of(take, sample_rate_hz) + take.samples for take in heard]
    scene = np.zeros(max(ends, default=0), np.float32)
    for take, end in zip(heard, ends, strict=True):
        scene[end - take.samples : end] += take.audio
    # Two people may speak at once; the loudest moment decides, so that nothing clips.
    peak = float(np.abs(scene).max(initial=0.0))
    return scene / peak * 0.98 if peak > 0.98 else scene


def start_of(take: Take, sample_rate_hz: int) -> int:
    """Sample of the scene at which a line begins."""
    return round((take.started_s or 0.0) * sample_rate_hz)
