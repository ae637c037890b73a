"""Plain scripts: each row is a tagged line, with a name in front if it is one of the cast."""

from __future__ import annotations

import re
from dataclasses import replace

from moodvox.dialogue.file import Format, Reading
from moodvox.dialogue.line import DialogueLine
from moodvox.dialogue.marking import braces
from moodvox.dialogue.placed import line_in
from moodvox.dialogue.rows import rows_of
from moodvox.dialogue.settings import DialogueSettings

_NAME = re.compile(r"\s*([^:\[\]]{1,80}?)\s*:\s*")


def read(text: str, file: str, settings: DialogueSettings) -> Reading:
    """Every row that is not blank."""
    del file
    lines: list[DialogueLine] = []
    for row in rows_of(text):
        if not row.text.strip():
            continue
        match = _NAME.match(row.text)
        speaker = match[1] if match and match[1] in settings.speakers else ""
        begin = match.end() if match and speaker else len(row.text) - len(row.text.lstrip())
        written = row.text[begin:].rstrip()
        lines.append(
            replace(
                line_in(row, begin, written),
                speaker=speaker,
                gaps=braces(written),
                speaker_place=row.start + match.start(1) if match and speaker else -1,
            )
        )
    return Reading(tuple(lines))


PLAIN = Format("a plain script", (".txt",), read)
