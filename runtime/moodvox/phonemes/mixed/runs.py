"""A text parted into stretches of one language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from moodvox.phonemes.chinese.words import is_hanzi
from moodvox.text.hanzi import UNITS

Language = Literal["zh", "en"]

_PAUSES: Final = frozenset(",.;:!?，。；：！？、…—\n")
_UNIT: Final = re.compile(
    rf"(?<=\d)(?:{'|'.join(map(re.escape, sorted(UNITS, key=len, reverse=True)))})(?![A-Za-z])"
)
"""What a number is counted in is read in the language of the number."""


@dataclass(frozen=True)
class Run:
    """``plain[start:end]`` is of one language, or (`said`) its sounds are given."""

    language: Language
    start: int
    end: int
    said: tuple[str, ...] | None = None


def split_runs(plain: str, said: Sequence[tuple[int, int, tuple[str, ...]]] = ()) -> list[Run]:
    """Stretches in order; signs go with what they follow, digits with what they touch.

    Args:
        said: (start, end, sounds) of what the writer gave the sounds of; not overlapping.
    """
    runs: list[Run] = []
    place = 0
    for start, end, sounds in sorted(said):
        runs += _split(plain, place, start)
        language: Language = "zh" if any(s[:1].islower() for s in sounds) else "en"
        runs.append(Run(language, start, end, sounds))
        place = end
    return runs + _split(plain, place, len(plain))


def _split(plain: str, start: int, end: int) -> list[Run]:
    """Cut where the language of letters changes, then join what is alike."""
    marks: list[tuple[int, int, Language | None]] = []
    units = {place for match in _UNIT.finditer(plain, start, end)
             for place in range(*match.span())}  # fmt: skip
    for place in range(start, end):
        language = None if place in units else _language_of(plain[place])
        if marks and marks[-1][2] == language:
            marks[-1] = (marks[-1][0], place + 1, language)
        else:
            marks.append((place, place + 1, language))
    runs: list[Run] = []
    for index, (first, last, language) in enumerate(marks):
        before = marks[index - 1][2] if index else None
        behind = marks[index + 1][2] if index + 1 < len(marks) else None
        if language is not None:
            _put(runs, language, first, last)
            continue
        cut = _cut(plain, first, last, before, behind)
        _put(runs, before or behind or "zh", first, cut)
        _put(runs, behind or before or "zh", cut, last)
    return runs


def _cut(
    plain: str, first: int, last: int, before: Language | None, behind: Language | None
) -> int:
    """Where a stretch without letters passes from one language to the next."""
    if before is None or behind is None or before == behind:
        return last
    digits = re.search(r"[\d$¥€£#+-]*\d.*", plain[first:last], re.S)
    if digits is None:
        return last
    touches = not any(c in _PAUSES for c in plain[first : first + digits.start()])
    return last if touches else first + digits.start()


def _put(runs: list[Run], language: Language, start: int, end: int) -> None:
    if start == end:
        return
    if runs and runs[-1].language == language and runs[-1].end == start:
        runs[-1] = Run(language, runs[-1].start, end)
    else:
        runs.append(Run(language, start, end))


def _language_of(character: str) -> Language | None:
    if is_hanzi(character):
        return "zh"
    folded = unicodedata.normalize("NFKC", character)
    return "en" if any(c.isalpha() for c in folded) else None
