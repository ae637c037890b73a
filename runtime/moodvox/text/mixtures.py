"""Words of more than letters: addresses, dotted initials, models (R2D2, H.323).

Each function takes the folded text and a place; it returns the pieces that begin
there, or None.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from moodvox.text import tables, wording
from moodvox.text.numbers import digits, model_number
from moodvox.text.numerals import match_numeral


@dataclass(frozen=True)
class Piece:
    """Words that all come from ``text[start:end]``; `spelled`: they are letters' names."""

    words: tuple[str, ...]
    start: int
    end: int
    spelled: bool = False


_ADDRESS = re.compile(
    r"(?P<scheme>https?://|www\.)(?P<rest>[^\s<>\"]+)"
    r"|(?P<mail>[\w.+-]{1,64}@[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63}){1,8})"
    r"|(?P<domain>[A-Za-z\d][A-Za-z\d-]{0,62}(?:\.[A-Za-z\d-]{1,63}){0,8}?"
    r"\.(?:com|org|net|io|gg|tv|edu|gov|dev|co\.uk)(?:/[^\s<>\"]*)?)(?![A-Za-z\d])"
)
_DOTTED = re.compile(r"[A-Za-z](?:\.[A-Za-z](?![A-Za-z]))+\.?|[Pp]h\.?D\b\.?")
_MODEL = re.compile(r"([A-Za-z]{1,3})\.(\d+)(?![A-Za-z\d]|\.\d)")
_MIXED = re.compile(r"(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]+")
_MARKUP = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:[ =][^<>]*)?/?>")
_SIGN_NAMES = {".": "dot", "@": "at", "/": "slash", "-": "dash", "_": "underscore", "+": "plus"}
_SENTENCE = re.compile(r"[\"')\]]*\s+[\"'(\[]*[A-Z][a-z']*\b")


def begins_sentence(after: str) -> bool:
    """Whether a capital word, or nothing at all, follows a dot that may end a sentence."""
    return not after.strip(" \n\"')]") or _SENTENCE.match(after) is not None


def match_address(text: str, place: int, known: Container[str]) -> list[Piece] | None:
    """A web or mail address, its dots said."""
    match = _ADDRESS.match(text, place)
    if match is None:
        return None
    said = match["mail"] or match["domain"] or match["rest"]
    stripped = said.rstrip(".,;:!?)]}'")
    end = match.end() - (len(said) - len(stripped))
    if match["scheme"] == "www.":
        stripped = f"www.{stripped}"
    pieces = []
    for part in re.findall(r"[A-Za-z]+|\d+|[.@/_+-]", stripped.rstrip("/")):
        lower = part.lower()
        if part in _SIGN_NAMES:
            pieces.append(Piece((_SIGN_NAMES[part],), place, end))
        elif part.isdigit():
            pieces.append(Piece(tuple(digits(part)), place, end))
        elif lower in known or wording.is_sayable(lower):
            pieces.append(Piece((lower,), place, end))
        else:
            pieces.append(Piece(tuple(wording.spell(part)), place, end, spelled=True))
    return pieces or None


def match_dotted(text: str, place: int, known: Container[str]) -> list[Piece] | None:
    """U.S.A., e.g., a.m.: letters with dots; a dot that also ends the sentence is left."""
    match = _DOTTED.match(text, place)
    if match is None:
        return None
    bare = match[0].replace(".", "").lower()
    words = tables.DOTTED.get(bare, " ".join(bare)).split()
    end = match.end()
    rest = text[end:]
    following = re.match(r"\s+([A-Z][a-z']*)\b", rest)
    ends = begins_sentence(rest) and not (following and following[1] not in tables.STARTERS)
    if match[0].endswith(".") and bare not in ("eg", "ie") and ends:
        end -= 1
    return [Piece(tuple(words), place, end, spelled=words == wording.spell(bare))]


def match_model(text: str, place: int, known: Container[str]) -> list[Piece] | None:
    """Letters, a dot, digits: H.323."""
    match = _MODEL.match(text, place)
    if match is None or wording.abbreviation(match[1], True, match[2], "") is not None:
        return None
    return [
        Piece(tuple(wording.spell(match[1])), place, match.end(1), spelled=True),
        Piece(tuple(model_number(match[2])), match.start(2), match.end()),
    ]


def match_mixed(text: str, place: int, known: Container[str]) -> list[Piece] | None:
    """Letters and digits in one word: R2D2, mp3; not what is a numeral (5km, 3rd)."""
    match = _MIXED.match(text, place)
    if match is None:
        return None
    numeral = match_numeral(text, place)
    if numeral is not None and numeral[0] >= match.end():
        return None
    pieces = []
    for part in re.finditer(r"[A-Za-z]+|\d+", match[0]):
        start, end = place + part.start(), place + part.end()
        lower = part[0].lower()
        if part[0].isdigit():
            found = match_numeral(part[0], 0)
            pieces.append(Piece(tuple(found[1] if found else digits(part[0])), start, end))
        elif len(lower) > 2 and (lower in known or (len(lower) > 3 and wording.is_sayable(lower))):
            pieces.append(Piece((lower,), start, end))
        else:
            pieces.append(Piece(tuple(wording.spell(lower)), start, end, spelled=True))
    return pieces


def match_markup(text: str, place: int) -> int | None:
    """Where a tag of rich text (``<b>``, ``<color=#f00>``) that begins here ends."""
    match = _MARKUP.match(text, place)
    return None if match is None else match.end()
