"""From a mood event to the first changed sample that is heard, while a line plays."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moodvox.bench.figures import Figures
from moodvox.bench.hearing import Hearing
from moodvox.bench.texts import TEXTS
from moodvox.client import Arrival, Client
from moodvox.protocol import Block
from moodvox.protocol.limits import MAX_SAMPLES

Tier = Literal["quality", "fast"]

BEFORE = {"calm": 0.5}
AFTER = "angry"
FIRST_S = 0.8
STEP_S = 0.037
"""Events come at other places of a block each time."""


HEARD = 1e-3
"""Of full scale: what differs by less is rounding, for the two lines are cut differently."""

LONG_S = 5.0
"""So long a change is waited for."""


def measure_moods(client: Client, voice: str, tier: Tier, rounds: int) -> Figures | None:
    """Milliseconds, by the clock of a player in real time; None if no line showed a change.

    The first changed sample is the first that differs from the same line without an event.
    """
    waits_ms = []
    for turn in range(rounds):
        say = partial(
            client.say, text=TEXTS["long"], voice=voice or None, mood=BEFORE, tier=tier, seed=turn
        )
        line = say("Bench")
        line.wait_for_sound()
        time.sleep(FIRST_S + STEP_S * turn)
        event_s = time.monotonic() - line.said_s
        client.set_mood("Bench", {AFTER: 1.0}, line=line.id)
        for event in line:
            late = time.monotonic() - line.said_s - event_s > LONG_S
            if late or (isinstance(event, Block) and AFTER in event.mood):
                break
        client.cancel(everything=True)
        plain = say("Plain")
        plain.credit(MAX_SAMPLES)
        plain.wait()
        heard_s = first_difference_s(
            line.samples(), plain.samples(), line.arrivals, line.sample_rate_hz
        )
        if heard_s is not None:
            waits_ms.append((heard_s - event_s) * 1e3)
    return Figures.of(waits_ms) if waits_ms else None


def first_difference_s(
    spoken: NDArray[np.float32],
    plain: NDArray[np.float32],
    arrivals: Sequence[Arrival],
    sample_rate_hz: int,
) -> float | None:
    """When a player comes to the first sample that is `spoken` otherwise than in `plain`, in
    seconds after the line that came in `arrivals` was asked for; None if they are alike."""
    count = min(len(spoken), len(plain))
    differs = np.flatnonzero(np.abs(spoken[:count] - plain[:count]) > HEARD)
    if not len(differs):
        return None
    first = int(differs[0])
    before = [one for one in arrivals if one.first_sample <= first]
    behind = before[-1].first_sample + before[-1].samples - first
    return Hearing.of(before, sample_rate_hz).over_s - behind / sample_rate_hz
