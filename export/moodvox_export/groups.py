"""Verbs of `moodvox_export` that have steps of their own: `encoder train`, `emotivoice distil`."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Mapping, Sequence

from moodvox.errors import InputError, nearest

Steps = Mapping[str, tuple[str, str]]
"""Step -> the module whose `main` does it, and what it does."""


def run_step(group: str, steps: Steps, words: Sequence[str], shared: Collection[str] = ()) -> int:
    """Run the step that the first of `words` names; without one, say which there are.

    Args:
        shared: steps whose module does several, and so wants its name too.

    Raises:
        InputError: there is no such step.
    """
    if not words or words[0] in ("--help", "-h"):
        for step, (_, what) in steps.items():
            print(f"  {group} {step:10s} {what}")
        return 0 if words else 2
    if words[0] not in steps:
        raise InputError(f"unknown step '{words[0]}'", where=group, hint=nearest(words[0], steps))
    own = words if words[0] in shared else words[1:]
    return int(importlib.import_module(steps[words[0]][0]).main(own))
