"""Who speaks a character's lines, and what the words for moods mean to a voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from moodvox.ab.pairs import Side
from moodvox.mood.mood import Mood
from moodvox.mood.presets import MoodNames
from moodvox.mood.reading import mood_of
from moodvox.phonemes.frontends import VoiceText
from moodvox.project.cast import CastMember
from moodvox.project.project import Project
from moodvox.protocol import Speak


@dataclass(frozen=True)
class Casting:
    """A project, and the voices that can play it; replaced as a whole on reload.

    Attributes:
        emotions: by voice, what its preset table knows.
        default_voice: the one that "" stands for.
        project: the cast, and the game's own moods.
        tiers: by voice, those that it has.
        texts: by voice, how its lines are read; of one that is not there, in English.
    """

    emotions: Mapping[str, tuple[str, ...]]
    default_voice: str = ""
    project: Project = field(default_factory=Project.empty)
    tiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, VoiceText] = field(default_factory=dict)

    def role(self, character: str) -> CastMember:
        return self.project.member(character)

    def compared(self, speak: Speak) -> tuple[CastMember, Side | None]:
        """Who speaks, as the project's comparison deals it, and which variant that is.

        A line for which the game itself asks what is compared is no part of it (None).
        """
        role, comparison = self.role(speak.character), self.project.comparison
        if comparison is None:
            return role, None
        side = comparison.side(speak.character, speak.id)
        variant = comparison.variant(side)
        asked = {"voice": speak.voice, "speaker": speak.speaker, "tier": speak.tier}
        both = (comparison.a, comparison.b)
        for name, own in asked.items():
            if own not in (None, "", "auto") and any(getattr(one, name) for one in both):
                return role, None
        speaker = variant.speaker or ("" if variant.voice else role.speaker)
        return replace(
            role,
            voice=variant.voice or role.voice,
            speaker=speaker,
            tier=variant.tier or role.tier,
        ), side

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
