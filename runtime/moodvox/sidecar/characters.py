"""How every character of every client feels."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import replace

from moodvox.errors import InputError
from moodvox.mood.character import CharacterMood
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.project.cast import CastMember
from moodvox.project.project import Project
from moodvox.sidecar.line import CharacterKey

MAX_CHARACTERS = 10_000
"""Of one client: more is a fault of the game, which makes up names."""


class Characters:
    """The moods of characters, each of one client."""

    def __init__(self) -> None:
        self._moods: dict[CharacterKey, CharacterMood] = {}
        self._count: Counter[int] = Counter()

    def mood(self, key: CharacterKey, role: CastMember, now_s: float) -> CharacterMood:
        """The state of a character, who begins at the temperament of `role`.

        Raises:
            InputError: the client has too many characters.
        """
        if key not in self._moods:
            if self._count[key[0]] >= MAX_CHARACTERS:
                raise InputError(f"more than {MAX_CHARACTERS} characters", where="character")
            self._moods[key] = role.mood(now_s)
            self._count[key[0]] += 1
        return self._moods[key]

    def moved(self, key: CharacterKey, role: CastMember, now_s: float) -> CharacterMood:
        """A copy of a character's state, to be tried out before `keep`."""
        return copy.copy(self.mood(key, role, now_s))

    def keep(self, key: CharacterKey, mood: CharacterMood) -> None:
        self._moods[key] = mood

    def forget(self, session: int) -> None:
        """A client has left."""
        for key in [key for key in self._moods if key[0] == session]:
            del self._moods[key]
        del self._count[session]

    def recast(self, project: Project, now_s: float) -> None:
        """The project has changed: characters take on their new temperaments."""
        for (_, name), mood in self._moods.items():
            role = project.member(name)
            mood.retemper(
                role.temperament,
                now_s=now_s,
                half_life_s=role.decay_half_life_s,
                rate_limit_per_s=role.rate_limit_per_s,
            )


def carried_on(curve: MoodCurve, spoken: Mood) -> MoodCurve:
    """`curve` from time 0 on, beginning with the mood that is being spoken.

    A line may be in another mood than its character (its own curve, a tag); a move must
    begin there, or it would begin with a jump.
    """
    first, *rest = curve.keyframes
    if not rest:
        return replace(curve, earlier=())
    return replace(curve, keyframes=(replace(first, mood=spoken), *rest), earlier=())
