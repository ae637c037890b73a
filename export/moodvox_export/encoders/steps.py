"""`python -m moodvox_export encoder WHAT ...`: the nets that learn from recordings."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from moodvox.errors import InputError, nearest

STEPS: dict[str, tuple[str, str]] = {
    "material": ("moodvox_export.encoders.material", "make clips of anybody in any mood"),
    "speaker": ("moodvox_export.encoders.train", "train the speaker encoder"),
    "emotion": ("moodvox_export.encoders.train", "train the emotion encoder"),
    "verify": ("moodvox_export.encoders.verify", "measure both on people they never heard"),
    "cloning": ("moodvox_export.encoders.cloning", "measure a voice that speaks as others do"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("--help", "-h"):
        for step, (_, what) in STEPS.items():
            print(f"  encoder {step:10s} {what}")
        return 0 if words else 2
    if words[0] not in STEPS:
        raise InputError(
            f"unknown step '{words[0]}'", where="encoder", hint=nearest(words[0], STEPS)
        )
    module = importlib.import_module(STEPS[words[0]][0])
    own = words if STEPS[words[0]][0].endswith(".train") else words[1:]
    return int(module.main(own))
