"""What turns of one voice cost on this machine, tried before anybody listens.

A scheduler that has seen a single line speak does not know that many go together for
less, and parts a crowd that begins in its first seconds into turns that are too small.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from moodvox.scheduler.costs import FIRST
from moodvox.sidecar.blocks import STEADY, block_hops
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream

SIZES = (1, 8, 24)
"""Lines in a turn, from alone to as many as a crowd brings."""

MOST_S = 0.25
"""A size that would not be done within this time is not tried: of a voice so slow a single
line tells enough."""

TEXT = "One line after another is said here, and nobody at all will ever hear any of them."


@dataclass(frozen=True)
class Tried:
    """A turn with `batch` lines and blocks of `samples` took `seconds`."""

    samples: int
    batch: int
    seconds: float


def rehearse(engine: SpeechEngine, voice: str, tier: str, block_s: float) -> Iterator[Tried]:
    """Turns as a crowd will need them, the smallest first, each as often as it takes to be
    believed.

    Args:
        block_s: length of a line's first block; the turns have that of later ones.

    Raises:
        MoodvoxError: the voice cannot speak.
    """
    began_s = time.monotonic()
    request = LineRequest(id="", text=TEXT, voice=voice, tier=tier)
    streams: list[LineStream] = []
    for size in SIZES:
        spent_s = time.monotonic() - began_s
        if streams and spent_s * (1.0 + size / len(streams)) > MOST_S:
            return
        streams += [engine.open(request, cached=False) for _ in range(size - len(streams))]
        hop_samples = streams[0].hop_samples
        hops = block_hops(STEADY * block_s, streams[0].sample_rate_hz, hop_samples)
        engine.render(streams, hops)  # not what it costs to begin
        for _ in range(FIRST):
            turn_s = time.monotonic()
            blocks = engine.render(streams, hops)
            if any(len(block.pcm) < hops * hop_samples for block in blocks):
                return
            yield Tried(hops * hop_samples, size, time.monotonic() - turn_s)
