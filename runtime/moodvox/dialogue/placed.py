"""A line that stands in one row of a file: what every such format says of it alike."""

from __future__ import annotations

from moodvox.dialogue.excerpt import Excerpt
from moodvox.dialogue.hashtags import mood_of
from moodvox.dialogue.line import DialogueLine, Hashtag
from moodvox.dialogue.rows import Row


def line_in(
    row: Row,
    begin: int,
    written: str,
    line_id: str = "",
    *,
    tags: tuple[Hashtag, ...] = (),
    choice: bool = False,
    unnamed: str = "row",
) -> DialogueLine:
    """The line whose text begins at ``row.text[begin]``; who speaks is left to the format.

    Args:
        line_id: as the file has it; "" makes one of `unnamed` and the row's number.
        tags: the line's own, its mood among them.
    """
    place = row.start + begin
    mood, mood_place = mood_of(tags)
    return DialogueLine(
        id=line_id or f"{unnamed}-{row.number}",
        speaker="",
        excerpt=Excerpt.whole(written, place),
        row=row.number,
        column=begin + 1,
        span=(place, place + len(written)),
        named=bool(line_id),
        mood=mood,
        mood_place=mood_place,
        hashtags=tags,
        kind="choice" if choice else "line",
    )
