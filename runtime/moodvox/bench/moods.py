"""From a mood event to the first changed sample that is heard, while a line plays."""

from __future__ import annotations

import time

from moodvox.bench.figures import Figures
from moodvox.bench.hearing import Hearing
from moodvox.bench.texts import TEXTS
from moodvox.client import Client
from moodvox.protocol import Block

BEFORE = {"calm": 0.5}
AFTER = "angry"
FIRST_S = 0.8
STEP_S = 0.037
"""Events come at other places of a block each time."""


def measure_moods(client: Client, voice: str, rounds: int) -> Figures | None:
    """Milliseconds, by the clock of a player in real time; None if no line showed a change.

    A change counts from the first block that begins with it: what the block before may
    have of it already is not counted.
    """
    waits_ms = []
    for turn in range(rounds):
        line = client.say("Bench", TEXTS["long"], voice=voice or None, mood=BEFORE, seed=turn)
        line.wait_for_sound()
        time.sleep(FIRST_S + STEP_S * turn)
        event_s = time.monotonic() - line.said_s
        client.set_mood("Bench", {AFTER: 1.0}, line=line.id)
        changed = next((e for e in line if isinstance(e, Block) and AFTER in e.mood), None)
        client.cancel(everything=True)
        if changed is not None:
            before = [one for one in line.arrivals if one.first_sample < changed.first_sample]
            heard_s = Hearing.of(before, line.sample_rate_hz).over_s
            waits_ms.append((heard_s - event_s) * 1e3)
    return Figures.of(waits_ms) if waits_ms else None
