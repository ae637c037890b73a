"""Plain text folded to the few characters that the reader knows, offsets kept.

Accents go, full-width and other compatibility forms become plain, all quotes become
``'`` or ``"``, all spaces one kind, long dashes one kind. Every folded character knows
which characters of the plain text it stands for, so that marks stay exact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from moodvox.errors import TextError
from moodvox.text.clauses import Notice

_SAME = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "'\".,;:!?()[]{}<>/\\&@#%$£€¥+-*=_~^|°…—\u2013 \n"
)
"""Characters that the reader knows; everything else is turned into these or left out."""

_KNOWN = re.compile(f"[{re.escape(''.join(sorted(_SAME)))}]+")

_REPLACED = {
    **dict.fromkeys("’‘‛`´ʼʹ′＇", "'"),
    **dict.fromkeys("“”„‟«»‹›「」『』″〝〞", '"'),
    **dict.fromkeys("―⸺⸻﹘", "—"),
    **dict.fromkeys("‐‑⁃−﹣", "-"),
    **dict.fromkeys("‒", "\u2013"),
    **dict.fromkeys("。｡", "."), **dict.fromkeys("、､，", ","),
    **dict.fromkeys("\t\r\x0b\x0c", " "), **dict.fromkeys("\x85\u2028\u2029", "\n"),
    **dict.fromkeys("•·‣▪●■◦", ","),
    "⁄": "/", "∕": "/", "‽": "?!", "⁇": "??", "⁈": "?!", "⁉": "!?", "‼": "!!", "⋯": "…",
    "¿": " ", "¡": " ", "™": "", "®": "", "©": "", "℠": "",
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d",
    "Đ": "D", "ð": "th", "Ð": "Th", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ı": "i", "ħ": "h",
    "½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "⅔": " 2/3", "⅛": " 1/8",
    "²": " squared ", "³": " cubed ", "×": " times ", "÷": " divided by ", "±": " plus or minus ",
    "≈": " about ", "≠": " not equal to ", "≤": " at most ", "≥": " at least ",
    "∞": " infinity ", "→": " to ", "√": " root ", "№": "No. ",
}  # fmt: skip


FIXED = "\ufffc"
"""Stands in the folded text for a stretch whose pronunciation the writer fixed."""


@dataclass(frozen=True)
class Folded:
    """`text[i]` stands for ``plain[starts[i]:ends[i]]``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    notices: tuple[Notice, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` (not empty) stands in the plain text."""
        return self.starts[start], self.ends[end - 1]


class _Folder:
    def __init__(self) -> None:
        self.text: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.skipped: list[tuple[int, int]] = []

    def put(self, characters: str, start: int, end: int) -> None:
        for character in characters:
            self.text.append(character)
            self.starts.append(start)
            self.ends.append(end)

    def take(self, characters: str, start: int) -> None:
        """Characters that stay as they are."""
        places = range(start, start + len(characters) + 1)
        self.text += characters
        self.starts += places[:-1]
        self.ends += places[1:]

    def stretch(self, end: int) -> None:
        """A mark without a body of its own belongs to the character before it."""
        if self.ends:
            place = len(self.ends) - 1
            while place and self.starts[place - 1] == self.starts[-1]:
                place -= 1
            for each in range(place, len(self.ends)):
                self.ends[each] = end

    def skip(self, start: int, end: int) -> None:
        """A picture or a sign that nobody speaks: it parts words and is reported."""
        if self.skipped and self.skipped[-1][1] == start:
            self.skipped[-1] = (self.skipped[-1][0], end)
        else:
            self.skipped.append((start, end))
        self.put(" ", start, end)


def _greek_name(plain: str, place: int) -> str:
    """A Greek letter that stands alone (a symbol: "π") by its name, else empty."""
    beside = plain[max(0, place - 1) : place] + plain[place + 1 : place + 2]
    name = unicodedata.name(plain[place], "")
    if not name.startswith("GREEK ") or any(c.isalpha() and ord(c) > 0x24F for c in beside):
        return ""
    return f" {name.split(' LETTER ')[-1].split(' ')[0].lower()} " if " LETTER " in name else ""


def _fold_one(folder: _Folder, plain: str, place: int) -> None:
    character = plain[place]
    end = place + 1
    if character in _REPLACED:
        replaced = _REPLACED[character]
        folder.put(replaced, place, end)
        if not replaced:
            folder.stretch(end)
        return
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Mc", "Cf") or character in "\u200d\ufe0f":
        if folder.skipped and folder.skipped[-1][1] == place:
            folder.skipped[-1] = (folder.skipped[-1][0], end)
        folder.stretch(end)
        return
    if category[0] == "Z" or category == "Cc":
        folder.put(" ", place, end)
        return
    if category == "Nd":
        folder.put(str(unicodedata.digit(character)), place, end)
        return
    plainer = "".join(
        _REPLACED.get(part, part)
        for part in unicodedata.normalize("NFKD", character)
        if unicodedata.category(part) != "Mn"
    )
    if plainer and all(part in _SAME for part in plainer) and category != "So":
        folder.put(plainer, place, end)
    elif category[0] == "L":
        if name := _greek_name(plain, place):
            folder.put(name, place, end)
            return
        script = unicodedata.name(character, "an unnamed letter").split(" ")[0].lower()
        raise TextError(
            f"'{character}' ({script}) cannot be spoken: this voice reads English",
            where=f"character {place + 1}",
            hint="write it in Latin letters, or give a pronunciation with [say ... as ...]",
        )
    else:
        folder.skip(place, end)


def _fold_between(folder: _Folder, plain: str, start: int, end: int) -> None:
    place = start
    while place < end:
        if (known := _KNOWN.match(plain, place, end)) is not None:
            folder.take(known[0], place)
            place = known.end()
        else:
            _fold_one(folder, plain, place)
            place += 1


def fold(plain: str, fixed: Mapping[int, int] | None = None) -> Folded:
    """Fold `plain`; `fixed` maps the start of each fixed stretch to its end.

    Raises:
        TextError: a letter of a script that cannot be spoken; names it and its place.
    """
    folder = _Folder()
    place = 0
    for start, end in sorted((fixed or {}).items()):
        _fold_between(folder, plain, place, start)
        folder.put(FIXED, start, end)
        place = end
    _fold_between(folder, plain, place, len(plain))
    notices = tuple(
        Notice(f"'{plain[start:end]}' is not spoken", start, end) for start, end in folder.skipped
    )
    return Folded("".join(folder.text), tuple(folder.starts), tuple(folder.ends), notices)
