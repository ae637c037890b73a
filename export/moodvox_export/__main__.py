"""`python -m moodvox_export VERB ...`: from recordings to a voice pack."""

from __future__ import annotations

import importlib
import sys

from moodvox.errors import MoodvoxError

VERBS: dict[str, tuple[str, str]] = {
    "corpus": ("moodvox_export.corpus.build", "align and analyse recordings"),
    "texts": ("moodvox_export.texts", "lines of game dialogue to train with"),
    "train": ("moodvox_export.acoustic.train", "train the acoustic model"),
    "distil": ("moodvox_export.acoustic.distil", "train a small decoder for a fast tier"),
    "sounds": ("moodvox_export.sounds", "recorded laughs and sighs to the sounds of a voice"),
    "encoder": ("moodvox_export.encoders.steps", "nets that learn speakers and emotions"),
    "emotivoice": ("moodvox_export.emotivoice.steps", "imported voices: how fast they are"),
    "quantise": ("moodvox_export.quantising.quantise", "a pack in INT8, measured beside fp32"),
    "judge": ("moodvox_export.judging.judge", "score a voice beside its recordings"),
    "to-onnx": ("moodvox_export.shipping.to_onnx", "graphs alone, held to what torch gives"),
    "ceiling": ("moodvox_export.shipping.ceiling", "speed of the nets in torch, here or on a GPU"),
    "card": ("moodvox_export.shipping.card", "model card from what the runs left behind"),
    "pack": ("moodvox_export.shipping.voice", "graphs, presets and speakers to a voice pack"),
}
"""In the order of the work."""


def main() -> int:
    names = sys.argv[1:]
    if not names or names[0] not in VERBS:
        for verb, (_, what) in VERBS.items():
            print(f"  {verb:10s} {what}")
        return 0 if names in ([], ["--help"], ["-h"]) else 2
    try:
        return int(importlib.import_module(VERBS[names[0]][0]).main(names[1:]))
    except MoodvoxError as error:
        print(f"moodvox_export: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        # Of the system: a full disk, a folder that may not be written.
        print(f"moodvox_export: {names[0]}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
