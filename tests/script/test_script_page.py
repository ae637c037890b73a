"""docs/script.md says what is so: every example is read, every fault shown is what is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from moodvox.mood.names import CORE_EMOTIONS
from moodvox.mood.presets import MoodNames
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.script.limits import MAX_MOVE_S, MAX_PAUSE_S, MAX_PITCH_ST, MAX_RATE, MIN_RATE
from moodvox.script.parser import find_faults
from moodvox.script.scene import SceneWords, parse_scene, read_scene
from moodvox.script.tags import TAG_NAMES
from moodvox.script.timeline import GLIDE_S
from script.script_kit import GRIM, faults

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "script.md").read_text("utf-8")
TABLE = PAGE[PAGE.index("## Tags") : PAGE.index("**Emotions**")]
EXAMPLES = [
    example
    for row in TABLE.splitlines()[4:]
    for example in re.findall(r"`([^`]+)`", row.split("|")[1] if row else "")
]


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_tag_of_the_table_is_read(example: str) -> None:
    before = "[whisper]x" if example == "[/whisper]" else ""
    text = f"{before}{example} x"
    assert not find_faults(
        text, emotions=CORE_EMOTIONS, presets=GRIM, pronunciation=parse_pronunciation
    )


def test_every_kind_of_tag_is_in_the_table() -> None:
    assert len(EXAMPLES) > 20
    for name in TAG_NAMES:
        assert any(example.startswith(f"[{name}") for example in EXAMPLES), name


def test_the_first_example_is_read() -> None:
    assert not faults(block("text").strip())


def test_every_emotion_and_limit_is_told() -> None:
    for name in CORE_EMOTIONS:
        assert f"`{name}`" in PAGE
    for word in ("joy", "fear", "anger", "disgust", "weary"):
        assert MoodNames(CORE_EMOTIONS).find(word) is not None
    assert f"up to {MAX_PAUSE_S:g} s" in PAGE
    assert f"speed, {MIN_RATE:g} to {MAX_RATE:g};" in PAGE
    assert f"up to {MAX_PITCH_ST:g};" in PAGE
    assert f"within {GLIDE_S * 1000:g} ms" in PAGE
    assert MAX_MOVE_S == 600.0
    assert "ten minutes" in PAGE


def test_the_scene_is_read() -> None:
    scene = parse_scene(block("mood"))
    assert scene.characters == ("Borin", "Mira", "Old Tom")
    assert len(scene.opening) == 1
    assert sum(len(cue.directions) for cue in scene.cues) == 3


def test_the_faults_are_told_as_the_page_shows_them() -> None:
    words = SceneWords(pronunciation=parse_pronunciation)
    _, found = read_scene(block("mood faulty"), file="tavern.mood", words=words)
    assert [str(fault) for fault in found] == block("text findings").splitlines()
