"""A file's name for any id: one that Windows, macOS and Linux take, and that stands once."""

from __future__ import annotations

import hashlib
import re

MAX_CHARS = 100

_STRANGE = re.compile(r"[^\w.-]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def file_stem(line_id: str) -> str:
    """`line_id` as a file's name without its ending.

    An id of letters, digits and ``_ - .`` stays as it is. Yarn looks for the files of its
    lines without the `line:` of their ids. All else is replaced, and told apart by a hash.
    """
    plain = line_id.removeprefix("line:")
    stem = _STRANGE.sub("_", plain).strip(".").lstrip("-")[:MAX_CHARS]
    if stem == plain and stem and not _RESERVED.fullmatch(stem):
        return stem
    return f"{stem or 'line'}-{_digest(line_id)}"


def spoken_stem(speaker: str, text: str, again: int) -> str:
    """A name for a line without an id: made of its words, so that other lines do not matter.

    `again` counts the lines before it with the same speaker and words.
    """
    who = file_stem(speaker) if speaker else "line"
    which = str(again) if again else ""
    return f"{who}-{_digest(chr(0).join((speaker, text, which)))}"


class Names:
    """Names of one folder; capitals do not tell two files apart everywhere."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, stem: str, line_id: str) -> str:
        """`stem`, or one like it if that is taken."""
        if stem.casefold() in self._taken:
            stem = f"{stem}-{_digest(line_id)}"
        self._taken.add(stem.casefold())
        return stem


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
