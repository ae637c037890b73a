"""What the plugins take for the plain text of a line is what the reader does."""

from __future__ import annotations

import json
from pathlib import Path

from moodvox.mood.names import CORE_EMOTIONS
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.script.parser import read_line

CASES = json.loads(Path(__file__).with_name("plain_texts.json").read_text("utf-8"))


def test_the_cases_hold_for_the_reader() -> None:
    assert len(CASES) > 10
    for tagged, plain in CASES:
        line, _ = read_line(
            tagged, emotions=CORE_EMOTIONS, presets={}, pronunciation=parse_pronunciation
        )
        assert line.plain == plain, tagged
