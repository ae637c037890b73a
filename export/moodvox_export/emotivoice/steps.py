"""`python -m moodvox_export emotivoice STEP ...`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from moodvox_export.groups import Steps, run_step

STEPS: Steps = {
    "distil": ("moodvox_export.emotivoice.distil", "teach a small vocoder, for the fast tier"),
    "measure": (
        "moodvox_export.emotivoice.measure",
        "the full size with random weights against the original's computation",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    return run_step("emotivoice", STEPS, words)
