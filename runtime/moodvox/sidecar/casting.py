"""Who speaks a character's lines, and what the words for moods mean to a voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from moodvox.mood.mood import Mood
from moodvox.mood.presets import MoodNames
from moodvox.mood.reading import mood_of
from moodvox.project.cast import CastMember
from moodvox.project.project import Project


@dataclass(frozen=True)
class Casting:
    """A project, and the voices that can play it; replaced as a whole on reload.

    Attributes:
        emotions: by voice, what its preset table knows.
        default_voice: the one that "" stands for.
        project: the cast, and the game's own moods.
        tiers: by voice, those that it has.
    """

    emotions: Mapping[str, tuple[str, ...]]
    default_voice: str = ""
    project: Project = field(default_factory=Project.empty)
    tiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def role(self, character: str) -> CastMember:
        return self.project.member(character)

    def tiers_of(self, voice: str) -> tuple[str, ...]:
        """The tiers of a voice; of one that is not there, the usual one."""
        return self.tiers.get(voice or self.default_voice) or ("quality",)

    def voices(self) -> tuple[str, ...]:
        """The voices that the project needs, the default first."""
        members = self.project.cast.values()
        wanted = [self.project.defaults.voice, *(member.voice for member in members)]
        return tuple(dict.fromkeys(voice or self.default_voice for voice in wanted))

    def mood(self, weights: Mapping[str, float], voice: str, where: str) -> Mood:
        """The mood that a message means by `weights`, in emotions that `voice` has.

        Raises:
            MoodError: a name means nothing to the voice or project, or the weights add up
                to more than 1; its place is below `where`.
        """
        known = self.emotions.get(voice or self.default_voice)
        if known is None:  # not a voice: `SpeechEngine.open` says so
            known = tuple(name for names in self.emotions.values() for name in names)
        names = MoodNames(known, self.project.presets)
        return mood_of(weights, names, where=where)
