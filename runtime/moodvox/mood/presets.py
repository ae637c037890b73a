"""Which words name a mood: a voice's emotions, their aliases and a project's mixtures."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from functools import cached_property

from moodvox.errors import nearest
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.mood.names import ALIASES, NEUTRAL


class MoodNames:
    """The mood words that a script, a project file or a message may use.

    Case does not matter and `-` counts as `_`. An emotion's own name wins over a preset
    of that name, a preset over an alias.
    """

    def __init__(
        self,
        emotions: Collection[str],
        presets: Mapping[str, Mood] | None = None,
        aliases: Mapping[str, str] = ALIASES,
    ) -> None:
        self.emotions = frozenset(emotions) - {NEUTRAL}
        self._presets = presets or {}
        self._aliases = aliases

    @cached_property
    def _table(self) -> dict[str, Mood]:
        """Made when a mood is looked for: most lines name none."""
        table = {
            alias: Mood(((name, 1.0),))
            for alias, name in self._aliases.items()
            if name in self.emotions
        }
        table |= {folded(name): mood for name, mood in self._presets.items()}
        table |= {folded(name): Mood(((name, 1.0),)) for name in self.emotions}
        table[NEUTRAL] = NEUTRAL_MOOD
        return table

    def find(self, word: str) -> Mood | None:
        """The mood that `word` means at full weight; None if it means none."""
        return self._table.get(folded(word))

    def hint(self, word: str, *, also: Collection[str] = ()) -> str:
        """The nearest word that `find` (or `also`) knows; if none is near, all but aliases."""
        own = {NEUTRAL, *self.emotions, *self._presets, *also}
        close = difflib.get_close_matches(folded(word), {*self._table, *also}, n=1, cutoff=0.5)
        return f"did you mean '{close[0]}'?" if close else nearest(word, own)


def folded(word: str) -> str:
    """The form that mood words are compared in."""
    return word.lower().replace("-", "_")


def scaled(mood: Mood, weight: float) -> Mood:
    """`mood` with every weight multiplied by `weight` (0 to 1).

    Products are rounded to a billionth, so that one half of 0.3 is written 0.15.
    """
    return Mood.of(
        (name, weight if share == 1.0 else round(share * weight, 9)) for name, share in mood.weights
    )
