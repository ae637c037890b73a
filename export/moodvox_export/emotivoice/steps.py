"""`python -m moodvox_export emotivoice STEP ...`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from moodvox.errors import InputError, nearest

STEPS: dict[str, tuple[str, str]] = {
    "distil": ("moodvox_export.emotivoice.distil", "teach a small vocoder, for the fast tier"),
    "measure": (
        "moodvox_export.emotivoice.measure",
        "the full size with random weights against the original's computation",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("--help", "-h"):
        for step, (_, what) in STEPS.items():
            print(f"  emotivoice {step:10s} {what}")
        return 0 if words else 2
    if words[0] not in STEPS:
        raise InputError(
            f"unknown step '{words[0]}'", where="emotivoice", hint=nearest(words[0], STEPS)
        )
    return int(importlib.import_module(STEPS[words[0]][0]).main(words[1:]))
