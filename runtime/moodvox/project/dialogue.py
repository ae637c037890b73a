"""How a project's dialogue files are read, and what the game puts into their lines."""

from __future__ import annotations

from collections.abc import Iterable

from moodvox.dialogue.marking import variable_name
from moodvox.dialogue.settings import LONGEST_S, DialogueSettings
from moodvox.project.table import Table

MAX_LONGEST_S = 600.0


def read_dialogue_settings(
    table: Table, variables: Table, speakers: Iterable[str]
) -> DialogueSettings:
    """Read `[dialogue]` and `[variables]`; `speakers` are the cast."""
    longest_s = table.number("longest_s", 1.0, MAX_LONGEST_S)
    settings = DialogueSettings(
        speakers=frozenset(speakers),
        markup=frozenset(name.lower() for name in table.texts("markup")),
        text_column=table.text("text_column"),
        variables={variable_name(name): variables.text(name) for name in variables.names()},
        longest_s=LONGEST_S if longest_s is None else longest_s,
    )
    table.finish()
    return settings
