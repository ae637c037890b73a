"""The project's own moods: `grim = "angry 0.3 + sad 0.4"`; one may be made of others."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from moodvox.mood.easing import EASINGS
from moodvox.mood.mood import Mood
from moodvox.mood.presets import MoodNames, folded
from moodvox.mood.tokens import Tokens
from moodvox.project.table import Table
from moodvox.script.tags import TAG_NAMES

RESERVED = frozenset((*TAG_NAMES, *EASINGS, "over", "after", "as", "s", "ms", "st"))
"""Words that tags and directions are made of."""

_NAME = re.compile(r"[^\W\d]\w*(?:-\w+)*")


def read_presets(table: Table, emotions: Collection[str]) -> dict[str, Mood]:
    """Read `[presets]`; a mood may be made of presets that stand above or below it."""
    waiting: dict[str, str] = {}
    for name in table.names():
        fault = _name_fault(name, MoodNames(emotions), waiting)
        if fault:
            table.fault(name, fault, at_value=False)
        else:
            waiting[folded(name)] = name
    needs = {word: _words(table.take(name)) for word, name in waiting.items()}
    found: dict[str, Mood] = {}
    while waiting:
        ready = [word for word in waiting if not needs[word] & set(waiting)]
        for word in ready:
            name = waiting.pop(word)
            found[name] = table.mood(name, MoodNames(emotions, found))
        if not ready:
            _refuse_circle(table, waiting)
            break
    return found


def _name_fault(name: str, names: MoodNames, taken: Collection[str]) -> str:
    if not _NAME.fullmatch(name):
        return f"'{name}' is not a word: letters, digits, _ and - only, beginning with a letter"
    if folded(name) in RESERVED:
        return f"'{name}' has a meaning of its own in tags"
    if names.find(name) is not None:
        return f"'{name}' is an emotion already"
    return f"preset '{name}' stands twice" if folded(name) in taken else ""


def _words(value: object) -> set[str]:
    """Every word that a mood is made of."""
    if isinstance(value, Mapping):
        return {folded(str(key)) for key in value}
    tokens = Tokens(value if isinstance(value, str) else "")
    words = set()
    while tokens.peek().kind != "end":
        words.add(folded(tokens.take().text))
    return words


def _refuse_circle(table: Table, waiting: Mapping[str, str]) -> None:
    names = ", ".join(f"'{name}'" for name in waiting.values())
    table.fault(next(iter(waiting.values())), f"presets made of each other or themselves: {names}")
