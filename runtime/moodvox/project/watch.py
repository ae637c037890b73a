"""Notices when the project file changes, and reads it again.

Nothing here runs by itself: whoever holds a watch calls `poll` as often as it likes
and gives the time. A file that turned out bad leaves the last good project in force.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from moodvox.errors import ProjectError
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.project.project import FILE_NAME, Project, read_project
from moodvox.project.takes import TAKES_FILE

LOOK_EVERY_S = 0.5
"""How long a change may go unnoticed; a look costs two calls to the file system."""

Stamp = tuple[int, int] | None
"""Time of change in ns and size in bytes; None = there is no such file."""


@dataclass(frozen=True)
class Change:
    """What a poll found: a project to go on with, or the fault that kept the old one."""

    project: Project
    error: ProjectError | None = None


class ProjectWatch:
    """Watches a project file, the lexicon that it names and the takes beside it.

    Args:
        path: the file, or its folder. Missing is a fault at the start like any other.
        emotions: names that the voices know.

    Attributes:
        project: the last good one; `Project.empty()` until there was one.
        error: why the file as it stands is not in force; None = it is.
    """

    def __init__(self, path: Path | str, *, emotions: Collection[str] = CORE_EMOTIONS) -> None:
        path = Path(path)
        self._file = path / FILE_NAME if path.is_dir() else path
        self._emotions = emotions
        self._looked_s = float("-inf")
        self._takes = self._file.with_name(TAKES_FILE)
        self._stamps: tuple[Stamp, Stamp, Stamp] | None = None
        self._lexicon: Path | None = None
        self.project = Project.empty()
        self.error: ProjectError | None = None

    def know(self, emotions: Collection[str]) -> None:
        """The voices know other emotions now: the next poll reads the project again."""
        self._emotions = emotions
        self._stamps = None
        self._looked_s = float("-inf")

    def poll(self, now_s: float) -> Change | None:
        """Look at the files if `LOOK_EVERY_S` have passed; None = nothing changed.

        The first poll reads the project. A lexicon or a take that changed is a change
        of the project.
        """
        if now_s - self._looked_s < LOOK_EVERY_S:
            return None
        self._looked_s = now_s
        if self._stamps == self._stamp_all():
            return None
        # Stamped before reading: a write in between shows at the next look.
        stamps = self._stamp_all()
        project, faults = read_project(self._file, emotions=self._emotions)
        self.error = faults[0] if faults else None
        if not faults:
            self.project = project
        if project.lexicon_file != self._lexicon:
            self._lexicon = project.lexicon_file
            stamps = (stamps[0], _stamp(self._lexicon), stamps[2])
        self._stamps = stamps
        return Change(self.project, self.error)

    def _stamp_all(self) -> tuple[Stamp, Stamp, Stamp]:
        return _stamp(self._file), _stamp(self._lexicon), _stamp(self._takes)


def _stamp(file: Path | None) -> Stamp:
    if file is None:
        return None
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
