"""One of the two things that are compared: a tier, a voice, a speaker, or several of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from moodvox.errors import InputError, nearest

TIERS = ("quality", "fast")
FIELDS = ("voice", "speaker", "tier")


@dataclass(frozen=True)
class Variant:
    """What a line is spoken with instead of what it would be; empty = no change.

    Attributes:
        label: as it was written, for people.
    """

    label: str
    voice: str = ""
    speaker: str = ""
    tier: Literal["", "quality", "fast"] = ""


def parse_variant(text: str, *, where: str = "") -> Variant:
    """Read ``fast``, ``voice=hearth`` or ``voice=hearth, speaker=kathleen, tier=fast``.

    A word alone is a tier.

    Raises:
        InputError: it is none of these.
    """
    fields: dict[str, str] = {}
    for part in text.split(","):
        name, is_pair, value = (word.strip() for word in part.partition("="))
        if not is_pair:
            name, value = "tier", name
        if name not in FIELDS:
            raise InputError(
                f"'{name}' is nothing that can be compared", where=where, hint=nearest(name, FIELDS)
            )
        if name in fields:
            raise InputError(f"'{name}' is given twice in '{text}'", where=where)
        if not value:
            raise InputError(
                f"'{text}' says nothing",
                where=where,
                hint="a tier, or voice=NAME, speaker=NAME, tier=NAME with commas between",
            )
        if name == "tier" and value not in TIERS:
            raise InputError(
                f"no tier is called '{value}'",
                where=where,
                hint=f"quality or fast; a voice is voice={value}, a speaker speaker={value}",
            )
        fields[name] = value
    tier = fields.get("tier", "")
    return Variant(
        text.strip(),
        voice=fields.get("voice", ""),
        speaker=fields.get("speaker", ""),
        tier="fast" if tier == "fast" else "quality" if tier else "",
    )
