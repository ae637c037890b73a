"""Where enrolled speakers and emotions are kept, and the cache of their vectors.

A project's own stand in `enrolled` beside its `moodvox.toml`: they are small text files,
to be kept with the game and shipped with it. What is enrolled while a game runs belongs
to the user, and to that game alone: two games may both have a "tom". Without a project
there is one place for all that a user enrols.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path
from typing import Final

ENVIRONMENT: Final = "MOODVOX_HOME"
"""The user's folder, instead of the system's place for it."""

ENROLLED: Final = "enrolled"
CACHE: Final = "cache"


def user_folder() -> Path:
    """The user's folder of Moodvox; it need not exist."""
    named = os.environ.get(ENVIRONMENT, "")
    if named:
        return Path(named)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Moodvox"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Moodvox"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "moodvox"


def user_enrolled(project: Path | None = None) -> Path:
    """Where the user's enrolled speakers and emotions stand, those of one project or of none."""
    if project is None:
        return user_folder() / ENROLLED
    folder = _folder_of(project).absolute()
    known = hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", folder.name).strip("-")[:40] or "game"
    return user_folder() / "games" / f"{name}-{known}"


def project_enrolled(project: Path) -> Path:
    """Where those of a project stand; `project` is its folder or its `moodvox.toml`."""
    return _folder_of(project) / ENROLLED


def enrolled_folders(project: Path | None, chosen: Path | None = None) -> tuple[Path, ...]:
    """Where to look for enrolled speakers and emotions, the first to count first.

    Args:
        project: its folder or file, if there is one.
        chosen: a folder instead of the user's, such as that of a saved game.
    """
    own = chosen if chosen is not None else user_enrolled(project)
    return (own,) if project is None else (project_enrolled(project), own)


def cache_folder() -> Path:
    """Where the store of embeddings is."""
    return user_folder() / CACHE


def _folder_of(project: Path) -> Path:
    return project if project.is_dir() else project.parent
