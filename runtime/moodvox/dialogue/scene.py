"""Scenes of our own (`.mood`), as lines; `script.scene` knows what else they hold."""

from __future__ import annotations

from dataclasses import replace

from moodvox.dialogue.file import Format, Reading
from moodvox.dialogue.line import DialogueLine
from moodvox.dialogue.marking import braces
from moodvox.dialogue.placed import line_in
from moodvox.dialogue.rows import rows_of
from moodvox.dialogue.settings import DialogueSettings
from moodvox.script.scene import cut_cue


def read(text: str, file: str, settings: DialogueSettings) -> Reading:
    """Every cue; directions are the game's own and left to it."""
    del file, settings
    lines: list[DialogueLine] = []
    directions = 0
    for row in rows_of(text):
        directions += row.text.lstrip().startswith("@")
        cue = cut_cue(row.text)
        if cue is None:
            continue
        id_at = row.text.rfind(f"#{cue.id}")
        lines.append(
            replace(
                line_in(row, cue.text_start, cue.text, cue.id, unnamed="cue"),
                speaker=cue.name,
                mood=(cue.mood or "").strip(),
                mood_place=row.start + cue.mood_start if cue.mood else -1,
                gaps=braces(cue.text),
                id_place=row.start + id_at if cue.id else -1,
                speaker_place=row.start + row.text.index(cue.name),
            )
        )
    left = {"directions": directions} if directions else {}
    return Reading(tuple(lines), left_alone=left)


SCENE = Format("a scene", (".mood",), read)
