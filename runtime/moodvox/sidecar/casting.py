"""Who speaks a character's lines, and how that character is by nature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from moodvox.errors import MoodError
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.mood.presets import MoodNames, scaled

DEFAULT_PRIORITY = 50


@dataclass(frozen=True)
class Role:
    """One character of the cast. "" stands for the default voice or speaker."""

    voice: str = ""
    speaker: str = ""
    tier: str = "auto"
    priority: int = DEFAULT_PRIORITY
    temperament: Mood = NEUTRAL_MOOD
    decay_half_life_s: float | None = None
    rate_limit_per_s: float | None = None
    rate: float = 1.0
    pitch_st: float = 0.0


@dataclass(frozen=True)
class Casting:
    """The cast of a project, and its own mixtures of emotions; replaced as a whole on reload.

    Attributes:
        roles: by character; any other character gets `default`.
        presets: the project's own mixtures.
        emotions: by voice, what its preset table knows.
        default_voice: the one that "" stands for.
    """

    emotions: Mapping[str, tuple[str, ...]]
    default_voice: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    presets: Mapping[str, Mood] = field(default_factory=dict)
    default: Role = field(default_factory=Role)

    def role(self, character: str) -> Role:
        return self.roles.get(character, self.default)

    def mood(self, weights: Mapping[str, float], voice: str, where: str) -> Mood:
        """The mood that a message means by `weights`, in emotions that `voice` has.

        Raises:
            MoodError: a name means nothing to the voice or project, or the weights add up
                to more than 1; its place is below `where`.
        """
        names = MoodNames(self.emotions.get(voice or self.default_voice, ()), self.presets)
        pairs: list[tuple[str, float]] = []
        for word, weight in weights.items():
            found = names.find(word)
            if found is None:
                raise MoodError(
                    f"unknown emotion '{word}'", where=f"{where}.{word}", hint=names.hint(word)
                )
            pairs += scaled(found, weight).weights
        try:
            return Mood.of(pairs)
        except MoodError as fault:
            raise MoodError(fault.message, where=where, hint=fault.hint) from None
