"""Who speaks: a character's voice, nature and place in the queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from moodvox.mood.character import CharacterMood
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.mood.presets import MoodNames
from moodvox.project.table import Table
from moodvox.script.limits import MAX_PITCH_ST, MAX_RATE, MIN_RATE
from moodvox.script.scene import NOT_IN_NAMES

Tier = Literal["auto", "quality", "fast"]
TIERS: tuple[Tier, ...] = ("auto", "quality", "fast")

PRIORITIES: dict[str, int] = {"story": 80, "normal": 50, "ambient": 20}
"""Words for a priority (0 to 100, higher first where not all can be in time)."""

MAX_HALF_LIFE_S = 3600.0
MAX_RATE_LIMIT_PER_S = 1000.0


@dataclass(frozen=True)
class CastMember:
    """One character.

    Attributes:
        name: as the game calls it.
        voice: name of a voice; "" = the first that is installed.
        speaker: a speaker of the voice or a mixture; "" = the voice's default.
        temperament: the mood that the character comes back to.
        priority: 0 to 100.
        tier: "auto" lets the scheduler choose.
        rate_limit_per_s: no weight of its mood changes faster; None = no limit.
        decay_half_life_s: of the way back to the temperament; None = moods stay.
        rate: speed factor of all it says.
        pitch_st: shift of all it says, in semitones.
    """

    name: str
    voice: str = ""
    speaker: str = ""
    temperament: Mood = NEUTRAL_MOOD
    priority: int = PRIORITIES["normal"]
    tier: Tier = "auto"
    rate_limit_per_s: float | None = None
    decay_half_life_s: float | None = None
    rate: float = 1.0
    pitch_st: float = 0.0

    def mood(self, now_s: float) -> CharacterMood:
        """The character's mood, at its temperament from `now_s` on."""
        return CharacterMood(
            self.temperament,
            half_life_s=self.decay_half_life_s,
            rate_limit_per_s=self.rate_limit_per_s,
            now_s=now_s,
        )


def read_member(name: str, table: Table, names: MoodNames, default: CastMember) -> CastMember:
    """Read one `[cast.NAME]`; what it does not say is as in `default`.

    The default speaker belongs to the default voice: a member with a voice of its own
    does not inherit it.
    """
    voice = table.text("voice", default.voice)
    inherited = default.speaker if voice == default.voice else ""
    rate = table.number("rate", MIN_RATE, MAX_RATE)
    pitch_st = table.number("pitch_st", -MAX_PITCH_ST, MAX_PITCH_ST)
    member = CastMember(
        name=name,
        voice=voice,
        speaker=table.text("speaker", inherited),
        temperament=table.mood("temperament", names),
        priority=_priority(table, default.priority),
        tier=read_tier(table, default.tier),
        rate_limit_per_s=_positive(table, "rate_limit_per_s", MAX_RATE_LIMIT_PER_S),
        decay_half_life_s=_positive(table, "decay_half_life_s", MAX_HALF_LIFE_S),
        rate=default.rate if rate is None else rate,
        pitch_st=default.pitch_st if pitch_st is None else pitch_st,
    )
    table.finish()
    return member


def read_tier(table: Table, default: Tier) -> Tier:
    """The `tier` of a table."""
    return cast(Tier, table.choice("tier", TIERS, default))


def check_name(name: str) -> str:
    """What is wrong with a character's name; "" = nothing."""
    strange = sorted(NOT_IN_NAMES & set(name))
    if strange:
        return f"a character's name cannot hold '{strange[0]}'"
    return "" if name.strip() == name and name else "a character's name cannot be blank"


def _priority(table: Table, default: int) -> int:
    if table.is_text("priority"):
        return PRIORITIES.get(table.choice("priority", PRIORITIES, ""), default)
    number = table.whole("priority", 0, 100)
    return default if number is None else number


def _positive(table: Table, key: str, high: float) -> float | None:
    number = table.number(key, 0.0, high)
    if number == 0.0:
        table.fault(key, f"{key} must be above 0", hint="leave the key out for none")
        return None
    return number
