"""How long blocks are."""

from __future__ import annotations

import pytest

from moodvox.sidecar.blocks import block_length_s


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
