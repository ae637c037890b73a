"""`python -m moodvox_export encoder WHAT ...`: the nets that learn from recordings."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from moodvox_export.groups import Steps, run_step

STEPS: Steps = {
    "material": ("moodvox_export.encoders.material", "make clips of anybody in any mood"),
    "speaker": ("moodvox_export.encoders.train", "train the speaker encoder"),
    "emotion": ("moodvox_export.encoders.train", "train the emotion encoder"),
    "verify": ("moodvox_export.encoders.verify", "measure both on people they never heard"),
    "cloning": ("moodvox_export.encoders.cloning", "measure a voice that speaks as others do"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    return run_step("encoder", STEPS, words, shared=("speaker", "emotion"))
