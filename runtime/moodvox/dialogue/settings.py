"""What a project says about its dialogue files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST_S = 30.0
"""Lines that take longer to say are asked about: nobody waits that long."""


@dataclass(frozen=True)
class DialogueSettings:
    """How dialogue files are read.

    Attributes:
        speakers: names that a plain script may begin a row with.
        markup: the game's own markup names: left alone and not spoken.
        text_column: the column of a sheet that is spoken; "" = the first that looks so.
        variables: examples of what the game puts into lines, for checking and baking.
        longest_s: lines that take longer to say are too long.
    """

    speakers: frozenset[str] = frozenset()
    markup: frozenset[str] = frozenset()
    text_column: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    longest_s: float = LONGEST_S


DEFAULTS = DialogueSettings()
"""A project that says nothing."""
