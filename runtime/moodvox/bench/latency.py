"""Time to first audio: from the event to the first block, over a real socket.

One closed-loop client asks for a line, notes when its first block is in its hands,
takes the rest as fast as it comes, and asks for the next. The sidecar is a process of
its own, as beside a game.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from moodvox.bench.figures import Figures
from moodvox.bench.texts import TEXTS
from moodvox.client import Client

Teller = Callable[[str], None]
"""Is told how far the measurement is."""


@dataclass(frozen=True)
class Latency:
    """Of one text.

    Attributes:
        first_block_ms: from `speak` to the first block, at the client.
        plan_ms: the sidecar's own figure for script, text, phonemes and plan.
        again_ms: as `first_block_ms`, of the same line said once more: from the cache.
        block_samples: length of the first block.
    """

    text: str
    first_block_ms: Figures
    plan_ms: Figures
    again_ms: Figures
    block_samples: int


def measure_latency(
    client: Client, voice: str, rounds: int, tell: Teller = lambda text: None
) -> list[Latency]:
    """Ask for every text `rounds` times, in turns, after one turn that does not count.

    In turns, because a machine that is slow for a while should be slow for all of them.
    """
    first_ms: dict[str, list[float]] = {name: [] for name in TEXTS}
    plan_ms: dict[str, list[float]] = {name: [] for name in TEXTS}
    again_ms: dict[str, list[float]] = {name: [] for name in TEXTS}
    lengths: dict[str, int] = {}
    for turn in range(rounds + 1):
        for name, text in TEXTS.items():
            tell(f"time to first audio: round {turn} of {rounds}, {name}")
            unread = text + " " * turn  # a text that was read is remembered
            line = client.say("Bench", unread, voice=voice or None, seed=turn)
            done = line.wait()
            again = client.say("Bench", unread, voice=voice or None, seed=turn)
            again.wait()
            if turn and line.first_block_s is not None and again.first_block_s is not None:
                again_ms[name].append(again.first_block_s * 1000.0)
                first_ms[name].append(line.first_block_s * 1000.0)
                plan_ms[name].append(done.timings.plan_ms)
                lengths[name] = line.blocks[0].samples
    return [
        Latency(
            name,
            Figures.of(first_ms[name]),
            Figures.of(plan_ms[name]),
            Figures.of(again_ms[name]),
            lengths[name],
        )
        for name in TEXTS
    ]
