"""Square brackets that are not ours: a format's own markup inside a line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from moodvox.dialogue.line import Gap

_BRACKET = re.compile(r"(?<!\\)\[(/?)([^\[\]]*)\]")
_NAME = re.compile(r"[\w$!>]+")


def markup_gaps(
    written: str, names: Collection[str], deciding: Collection[str] = ()
) -> Iterator[Gap]:
    """Brackets of which the first word is one of `names`: `[b]`, `[/b]`, `[wave a=1]`.

    Of those in `deciding` the game chooses the words: they are alternatives.
    """
    for match in _BRACKET.finditer(written):
        name = _NAME.match(match[2].strip())
        first = name[0].lower() if name else ""
        if first in deciding:
            yield Gap("alternatives", match.start(), match.end(), first)
        elif first in names or (match[1] and not first):
            yield Gap("markup", match.start(), match.end(), first)
