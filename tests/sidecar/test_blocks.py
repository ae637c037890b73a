"""How long blocks are."""

from __future__ import annotations

import pytest

from moodvox.sidecar.blocks import block_length_s


def test_in_a_crowd_a_first_block_is_long_enough_to_wait_for_the_next() -> None:
    long_s = block_length_s(0.04, blocks=0, lead_s=0.25, credit_ahead_s=0.0, crowded=True)
    short_s = block_length_s(0.04, blocks=0, lead_s=0.1, credit_ahead_s=0.0, crowded=True)
    assert long_s == pytest.approx(0.08)
    assert short_s == pytest.approx(0.04)


@pytest.mark.parametrize(
    ("blocks", "lead_s", "credit_ahead_s", "length_s"),
    [
        (0, 0.25, 0.0, 0.04),
        (1, 0.25, 0.0, 0.08),
        (9, 0.25, -0.2, 0.08),
        (0, 0.25, 1e9, 0.04),
        (1, 0.25, 1e9, 0.2),
        (1, 0.10, 0.0, 0.04),
        (0, 0.04, 0.0, 0.04),
        (5, 0.02, 0.0, 0.02),
    ],
)
def test_the_first_block_is_short_and_nobody_listens_to_long_ones(
    blocks: int, lead_s: float, credit_ahead_s: float, length_s: float
) -> None:
    length = block_length_s(0.04, blocks=blocks, lead_s=lead_s, credit_ahead_s=credit_ahead_s)
    assert length == pytest.approx(length_s)
