"""How long the next block of a line is.

Short blocks are heard and changed sooner, long ones cost less: on the bundled voice, one
thread, blocks of 4, 8 and 20 hops take 6.3, 4.7 and 2.7 % of the time that they sound
(docs/decisions/0031).
"""

from __future__ import annotations

STEADY = 2.0
"""Blocks after the first are so much longer, where the lead has room for four."""

UNHEARD = 5.0
"""So much longer where nobody listens and all is wanted (baking)."""

FAR_S = 1.0
"""Credit so far beyond what is rendered is no listener's."""


def block_length_s(
    block_s: float, *, blocks: int, lead_s: float, credit_ahead_s: float, crowded: bool = False
) -> float:
    """Seconds of the next block.

    Args:
        block_s: length of a first block.
        blocks: how many blocks of the line were rendered.
        lead_s: how far it may be rendered ahead of playback.
        credit_ahead_s: how far credit is ahead of what is rendered.
        crowded: many speak; then a first block is long enough to wait for the next one.
    """
    if credit_ahead_s > FAR_S and blocks:
        return block_s * UNHEARD
    if (blocks or crowded) and lead_s >= 2.0 * STEADY * block_s:
        return block_s * STEADY
    return min(block_s, lead_s)


def block_hops(length_s: float, sample_rate_hz: int, hop_samples: int) -> int:
    """So many whole hops are in a block of `length_s`, at least one."""
    return max(1, int(length_s * sample_rate_hz / hop_samples + 1e-6))
