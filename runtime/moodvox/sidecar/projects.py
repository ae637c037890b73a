"""The project while the sidecar runs: read at the start, and again when its files change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from moodvox.errors import MoodvoxError
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.project.project import Project
from moodvox.project.watch import ProjectWatch
from moodvox.sidecar.casting import Casting
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.voices.pack import VoicePack
from moodvox.voices.presets import DEFAULT_PATH

log = logging.getLogger(__name__)

MakeReader = Callable[[Project], LineReader]
"""The language front end for a project."""


def english_reader(project: Project) -> LineReader:
    """English, with the project's names and moods."""
    return LineReader.english(project.lexicon, project.presets)


class ProjectKeeper:
    """Keeps the last project that was good in force.

    Args:
        path: the project's file or folder; None = no project.
        packs: the voices in reach.
        make_reader: the language front end.

    Attributes:
        casting: what is in force.
        fault: why the files as they stand are not; None = they are.
    """

    def __init__(
        self, path: Path | None, packs: Sequence[VoicePack], make_reader: MakeReader
    ) -> None:
        emotions = {pack.name: pack.presets.names for pack in packs}
        self._watch = ProjectWatch(path, emotions=_all_of(emotions)) if path else None
        self._make_reader = make_reader
        self._changes = 0
        self.fault: MoodvoxError | None = None
        self.casting = Casting(
            emotions=emotions,
            default_voice=packs[0].name if packs else "",
            tiers={pack.name: tuple(pack.manifest.tiers) for pack in packs},
            texts={pack.name: pack.text for pack in packs},
        )

    def look(self, now_s: float, engine: SpeechEngine) -> bool:
        """Look whether the files have changed; True if `casting` or `fault` is new.

        Lines that `engine` opens from now on are read as the project says, and know the
        speakers and emotions that have been enrolled.
        """
        learned = self._look_at_voices(engine)
        change = self._watch.poll(now_s) if self._watch is not None else None
        if change is None:
            return learned
        self.fault = change.error
        if change.error is not None:
            log.warning("the project is not in force: %s", change.error)
            return True
        project = change.project
        engine.reader = self._make_reader(project)
        engine.emotion_path = project.defaults.mood_path or DEFAULT_PATH
        self.casting = replace(self.casting, project=project)
        return True

    def behind(self, engine: SpeechEngine) -> bool:
        """Whether `engine` has learned speakers or emotions that `casting` does not know."""
        return engine.shelf.changes != self._changes

    def _look_at_voices(self, engine: SpeechEngine) -> bool:
        """Whether something has been enrolled or removed, here or by another process."""
        engine.shelf.refresh()
        if not self.behind(engine):
            return False
        self._changes = engine.shelf.changes
        emotions = {
            voice: engine.shelf.load(voice).presets.names for voice in self.casting.emotions
        }
        self.casting = replace(self.casting, emotions=emotions)
        if self._watch is not None:
            self._watch.know(_all_of(emotions))
        return True


def _all_of(emotions: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What a project may name: whatever any voice in reach knows."""
    return tuple(sorted({name for names in emotions.values() for name in names})) or CORE_EMOTIONS
