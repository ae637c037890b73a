"""The table `[ab]`: two ways to speak that are compared in a live game."""

from __future__ import annotations

from typing import cast

from moodvox.ab.assignment import Assignment, Unit
from moodvox.ab.variant import Variant, parse_variant
from moodvox.errors import InputError
from moodvox.project.table import Table

UNITS = ("character", "line")


def read_assignment(table: Table) -> Assignment | None:
    """Who speaks as a and who as b; None if the table is not there or has a fault."""
    texts = {key: table.text(key) for key in ("a", "b")}
    by = table.choice("by", UNITS, "character")
    salt = table.text("salt")
    share_b = table.number("share_b", 0.0, 1.0)
    table.finish()
    if not any(texts.values()):
        return None
    a, b = (_variant(table, key, text) for key, text in texts.items())
    if a is None or b is None:
        return None
    share_b = 0.5 if share_b is None else share_b
    return Assignment(a, b, by=cast(Unit, by), salt=salt, share_b=share_b)


def _variant(table: Table, key: str, text: str) -> Variant | None:
    try:
        return parse_variant(text)
    except InputError as fault:
        table.fault(key, fault.message, hint=fault.hint, at_value=bool(text))
        return None
