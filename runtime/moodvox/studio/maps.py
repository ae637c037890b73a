"""Members of the cast and takes, as the page and the wire have them."""

from __future__ import annotations

from typing import Any

import msgspec

from moodvox.project.cast import CastMember
from moodvox.project.takes import as_map
from moodvox.protocol import Take as WireTake
from moodvox.script.take import Take


def role_map(member: CastMember) -> dict[str, Any]:
    """A member of the cast as the page shows it."""
    return {
        "name": member.name,
        "voice": member.voice,
        "speaker": member.speaker,
        "temperament": member.temperament.as_dict(),
        "half_life_s": member.decay_half_life_s,
        "rate_limit_per_s": member.rate_limit_per_s,
        "rate": member.rate,
        "pitch_st": member.pitch_st,
        "priority": member.priority,
        "tier": member.tier,
    }


def take_of(asked: WireTake | None) -> Take | None:
    """The take in a question, checked."""
    if asked is None:
        return None
    return Take.of(asked.phonemes, [msgspec.structs.asdict(edit) for edit in asked.edits])


def wire_take(take: Take) -> WireTake:
    """A pinned take as `speak` has it."""
    return msgspec.convert(as_map(take), WireTake)
