"""Where Moodvox may keep what it can make again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "MOODVOX_CACHE"
"""Names another folder for all of it."""


def cache_folder(kind: str) -> Path:
    """The folder for one kind of thing; it need not be there.

    `MOODVOX_CACHE`, or the place that the system has for caches.
    """
    return _root() / kind


def _root() -> Path:
    told = os.environ.get(VARIABLE)
    if told:
        return Path(told)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "Moodvox" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "Moodvox"
    told = os.environ.get("XDG_CACHE_HOME")
    return (Path(told) if told else Path.home() / ".cache") / "moodvox"
