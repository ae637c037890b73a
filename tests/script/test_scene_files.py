"""Scene files: who says what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.errors import ScriptError
from moodvox.mood.mood import Mood
from moodvox.script.directions import Interrupt, MoodChange, Wait
from moodvox.script.items import MoodMove
from moodvox.script.scene import Scene, SceneWords, parse_scene, read_scene
from script.script_kit import GRIM, pronounce

WORDS = SceneWords(presets=GRIM, pronunciation=pronounce)

TAVERN = """\
# The tavern, closing time.
@mood Mira fearful 0.3
  @wait 1s

Borin: [angry] Get out of my tavern! #borin-out
@mood Mira fear 0.8 over 1.5s ease_in after 600ms
@mood Old Tom grim
Mira (sad 0.4) : But it is raining: hard... [say Kylo as K AY1]
@interrupt Mira after 900ms
Old Tom: Room \\#7 is free. We are \\#one
"""


def test_a_scene_is_read() -> None:
    scene = parse_scene(TAVERN, file="t.mood", words=WORDS)
    assert scene.characters == ("Borin", "Mira", "Old Tom")
    assert [cue.id for cue in scene.cues] == ["borin-out", "cue-8", "cue-10"]
    assert scene.opening == (
        MoodChange("Mira", MoodMove(Mood.of({"fearful": 0.3})), None),
        Wait(1.0),
    )
    borin, mira, tom = scene.cues
    assert borin.text == "[angry] Get out of my tavern!"
    assert borin.spoken.plain == "Get out of my tavern!"
    assert borin.mood is None
    fear = MoodMove(Mood.of({"fearful": 0.8}), over_s=1.5, easing="ease_in")
    assert borin.directions == (
        MoodChange("Mira", fear, 0.6),
        MoodChange("Old Tom", MoodMove(GRIM["grim"]), None),
    )
    assert mira.mood == Mood.of({"sad": 0.4})
    assert mira.spoken.plain == "But it is raining: hard... Kylo"
    assert (mira.at.file, mira.at.line, mira.at.column) == ("t.mood", 8, 18)
    assert mira.spoken.items[0].column == 45
    assert mira.directions == (Interrupt("Mira", 0.9),)
    assert tom.spoken.plain == "Room #7 is free. We are #one"


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_do_not_matter(ending: str) -> None:
    scene = parse_scene(TAVERN.replace("\n", ending), file="t.mood", words=WORDS)
    assert scene == parse_scene(TAVERN, file="t.mood", words=WORDS)


def test_an_empty_scene_has_no_cues() -> None:
    assert parse_scene("# nothing\n\n") == Scene("")


@pytest.mark.parametrize(
    ("row", "column", "message", "hint"),
    [
        ("Hello there", 1, "expected 'NAME: text' instead of 'Hello there'", "; comments begin"),
        ("  : Hello", 3, "expected 'NAME: text' instead of ': Hello'", ""),
        ("[sad] Mira: Hello", 1, "expected 'NAME: text' instead of '[sad] Mira: Hello'", ""),
        ("Mira (sad: Hello", 1, "expected 'NAME: text' instead of 'Mira (sad: Hello'", ""),
        ("Mira:", 6, "there is nothing to say in this line", ""),
        ("Mira: #hello", 7, "there is nothing to say in this line", ""),
        ("Mira: Oh [angri] no", 11, "unknown tag 'angri'", "did you mean 'angry'?"),
        ("Mira (sda): Oh", 7, "unknown emotion 'sda'", "did you mean 'sad'?"),
        ("Mira (sad 2): Oh", 11, "weight of 'sad' 2 is outside 0 to 1", ""),
        ("Mira (): Oh", 7, "missing an emotion", ""),
        ("Mira: Oh no #first", 13, "id 'first' is already that of line 1", "stands once"),
        ("@moood Borin sad", 1, "unknown direction '@moood'", "did you mean 'mood'?"),
        ("@ mood Borin sad", 1, "unknown direction '@'", "known: interrupt, mood, wait"),
        ("@mood", 6, "missing a character's name", ""),
        ("@mood Boring sad", 7, "'Boring' has no line in this scene", "did you mean 'Borin'?"),
        ("@mood Borin", 12, "missing an emotion", ""),
        ("@mood Borin sda", 13, "unknown emotion 'sda'", "did you mean 'sad'?"),
        ("@mood Borin sad over", 21, "missing a duration", ""),
        ("@mood Borin sad over 2", 22, "duration 2 has no unit", "ms or s"),
        ("@mood Borin sad over 2s soft", 25, "unknown easing 'soft'", ""),
        ("@mood Borin sad after", 22, "missing a time", ""),
        ("@mood Borin sad after 1s now", 26, "unexpected 'now'", ""),
        ("\t@interrupt  Borin", 19, "missing 'after' and a time", "after 1.2s"),
        ("@interrupt Old Tom after 1s", 20, "'Old Tom' is not speaking here", "Borin's"),
        ("@interrupt Borin after -1s", 24, "time -1s is negative", ""),
        ("@wait", 6, "missing a time", ""),
        ("@wait 1s more", 10, "unexpected 'more'", ""),
    ],
)
def test_what_is_wrong_in_a_row(row: str, column: int, message: str, hint: str) -> None:
    text = f"Borin: Hello. #first\n{row}\nOld Tom: Hello."
    scene, faults = read_scene(text, file="t.mood", words=WORDS)
    assert [(f.line, f.column, f.message) for f in faults] == [(2, column, message)]
    assert hint in faults[0].hint
    assert scene.characters[-1] == "Old Tom"
    with pytest.raises(ScriptError) as caught:
        parse_scene(text, file="t.mood", words=WORDS)
    assert str(caught.value).startswith(f"t.mood:2:{column}: {message}")


@pytest.mark.parametrize(
    ("row", "column", "message", "hint"),
    [
        (
            "@mood Tom sad after 1s",
            15,
            "'after' above the first line",
            "there is nothing to count from",
        ),
        ("@interrupt Tom after 1s", 16, "'Tom' is not speaking here", "there is no line above"),
    ],
)
def test_above_the_first_line_nothing_can_be_late(
    row: str, column: int, message: str, hint: str
) -> None:
    _, faults = read_scene(f"{row}\nTom: Hello.", words=WORDS)
    assert [(f.line, f.column, f.message, f.hint) for f in faults] == [(1, column, message, hint)]


def test_only_the_cast_may_speak() -> None:
    words = replace(WORDS, characters=["Borin", "Mira"])
    _, faults = read_scene("Borin: Ha!\n Mirra: No!", words=words)
    assert [(f.line, f.column, f.message, f.hint) for f in faults] == [
        (2, 2, "unknown character 'Mirra'", "did you mean 'Mira'?")
    ]


def test_every_fault_in_reading_order() -> None:
    words = replace(WORDS, characters=["Mira"])
    text = "Borin (sda): [angri] [rate 9] #a\nMira: x #a\n@wait 1\nMira: [\n"
    _, faults = read_scene(text, words=words)
    places = [(fault.line, fault.column) for fault in faults]
    assert places == [(1, 1), (1, 8), (1, 15), (1, 28), (2, 9), (3, 7), (4, 7)]


def test_long_rows_are_read_in_no_time() -> None:
    for row in ("a" + " " * 200_000, "a: " + " x" * 200_000, "(" * 200_000, ":" * 200_000):
        _, faults = read_scene(f"{row}\n")
        assert len(faults) == 1


PIECES = (
    "Borin|: |Hello|@mood |@wait |@interrupt |@|#|\\#|#id|sad|after |over |1s|(|)|[|]|\n|\r| |0.5"
)
rows = st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=3), max_size=25).map("".join)


@settings(deadline=None)
@given(rows)
def test_any_text_is_a_scene_or_script_errors(text: str) -> None:
    scene, faults = read_scene(text, words=WORDS)
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= fault.line <= count and fault.column >= 1 for fault in faults)
    if not faults:
        assert parse_scene(text, words=WORDS) == scene
        assert all(cue.spoken.plain for cue in scene.cues)
