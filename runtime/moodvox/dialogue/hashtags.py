"""Tags that a format has for its lines: reading them, and which of them are for us."""

from __future__ import annotations

import re
from collections.abc import Iterable

from moodvox.dialogue.line import Hashtag

MOOD_NAMES = ("mood", "emotion")
"""A tag of one of these names is the line's mood."""

SPEAKER_NAMES = ("speaker", "character")

_NAMED = re.compile(r"\s*([^\s:=]+)\s*[:=]\s*(.*?)\s*$", re.DOTALL)


def cut_tag(body: str, start: int, stop: int) -> Hashtag:
    """`body` as name and value: `mood:angry`, `mood = angry`, or a name alone."""
    match = _NAMED.match(body)
    if match is None:
        return Hashtag(body.strip(), "", start, stop)
    return Hashtag(match[1], match[2], start, stop)


def value_of(tags: Iterable[Hashtag], names: Iterable[str]) -> Hashtag | None:
    """The first tag of one of `names` that has a value."""
    wanted = set(names)
    return next((tag for tag in tags if tag.name.lower() in wanted and tag.value), None)


def mood_of(tags: Iterable[Hashtag]) -> tuple[str, int]:
    """The mood among the tags as `mood.notation` reads it, and its place; "" and -1 for none.

    A tag that cannot hold spaces writes `angry=0.6+sad=0.2` or `angry:0.6`.
    """
    tag = value_of(tags, MOOD_NAMES)
    if tag is None:
        return "", -1
    return re.sub(r"[=:]", " ", tag.value), tag.stop - len(tag.value)
