"""A dialogue file gives its lines, and takes one back without touching anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.dialogue.encoding import decode
from moodvox.dialogue.excerpt import Excerpt
from moodvox.dialogue.file import DialogueFile, Format
from moodvox.dialogue.formats import FORMATS, format_of, read_dialogue
from moodvox.dialogue.line import DialogueLine, Gap
from moodvox.dialogue.plain import PLAIN
from moodvox.dialogue.rows import RowMap, rows_of
from moodvox.dialogue.scene import SCENE
from moodvox.dialogue.settings import DialogueSettings
from moodvox.errors import InputError, ScriptError

YARD = """\
# The yard.
@mood Marta tired 0.3
Marta: [angry] Out! #out
Old Tom (sad 0.4): But {name}, it is \\[raining]... #rain
@interrupt Old Tom after 900ms
Marta: Out.
"""


def yard(text: str = YARD) -> DialogueFile:
    return DialogueFile.of(text.encode(), "yard.mood", SCENE)


def test_a_scene_has_lines_with_ids_speakers_moods_and_places() -> None:
    lines = yard().lines
    assert [(line.id, line.speaker, line.written, line.mood) for line in lines] == [
        ("out", "Marta", "[angry] Out!", ""),
        ("rain", "Old Tom", "But {name}, it is \\[raining]...", "sad 0.4"),
        ("cue-6", "Marta", "Out.", ""),
    ]
    assert [(line.row, line.column, line.named) for line in lines] == [
        (3, 8, True),
        (4, 20, True),
        (6, 8, False),
    ]
    assert yard().reading.left_alone == {"directions": 2}


def test_what_is_spoken_has_the_mood_in_front_and_the_variables_words() -> None:
    rain = yard().line("rain")
    assert rain.spoken().text == "[sad 0.4] But , it is \\[raining]..."
    assert rain.spoken({"name": "my [dear]"}).text.startswith("[sad 0.4] But my \\[dear\\], it")
    assert [gap.name for gap in rain.missing()] == ["name"]
    assert not rain.missing({"name": "Marta"})


def test_every_character_that_is_spoken_stands_where_its_place_says() -> None:
    file = yard()
    for line in file.lines:
        spoken = line.spoken()
        for offset, character in enumerate(spoken.text):
            if character not in "[] ":
                assert file.text[spoken.place(offset)] == character


def test_one_line_is_replaced_and_nothing_else() -> None:
    changed = yard().replace_line("out", "[calm] Please go.")
    assert changed.decode() == YARD.replace("[angry] Out!", "[calm] Please go.")
    assert yard().diff(changed).splitlines()[3:] == [
        " # The yard.",
        " @mood Marta tired 0.3",
        "-Marta: [angry] Out! #out",
        "+Marta: [calm] Please go. #out",
        " Old Tom (sad 0.4): But {name}, it is \\[raining]... #rain",
        " @interrupt Old Tom after 900ms",
    ] or yard().diff(changed).splitlines()[:2] == ["--- a/yard.mood", "+++ b/yard.mood"]


@pytest.mark.parametrize("text", ["Two\nrows", "Named #other", "\r", " x"])
def test_a_text_that_would_change_more_than_its_line_is_refused(text: str) -> None:
    with pytest.raises(ScriptError, match=r"yard\.mood:6:8: .*more than its line"):
        yard().replace_line("cue-6", text)


def test_a_line_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'rain'"):
        yard().replace_line("rian", "x")
    with pytest.raises(InputError, match="has no tags"):
        yard().tag_line("out", "voice", "x.wav")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_marks_and_line_endings_stay_as_they_are(bom: bytes, ending: str) -> None:
    content = bom + YARD.replace("\n", ending).encode()
    file = DialogueFile.of(content, "yard.mood", SCENE)
    assert file.content == content
    assert [line.id for line in file.lines] == ["out", "rain", "cue-6"]
    assert file.replace_line("cue-6", "In!") == content.replace(b" Out.", b" In!")


SPEAKERS = DialogueSettings(speakers=frozenset({"Marta"}))


def test_a_plain_script_has_a_line_in_each_row_and_the_casts_names() -> None:
    content = b"Marta: [angry] Out!\n\n  One thing: go.\nMarta {hero}\n"
    lines = DialogueFile.of(content, "a.txt", PLAIN, SPEAKERS).lines
    assert [(line.id, line.speaker, line.written) for line in lines] == [
        ("row-1", "Marta", "[angry] Out!"),
        ("row-3", "", "One thing: go."),
        ("row-4", "", "Marta {hero}"),
    ]
    assert lines[2].gaps == (Gap("variable", 6, 12, "hero"),)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@settings(deadline=None)
@given(st.text(max_size=200))
def test_replacing_nothing_gives_the_same_bytes(form: Format, text: str) -> None:
    content = text.encode("utf-8", "ignore")
    try:
        file = DialogueFile.of(content, "any", form, SPEAKERS)
    except ScriptError:
        assert b"\0" in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return
    assert file.content == content
    for line in file.lines:
        assert file.replace_line(line.id, file.line(line.id).written) == content
        start, stop = line.span
        assert 0 <= start <= stop <= len(file.text)
        row, column = file.rows.at(line.excerpt.place(0))
        assert (line.row, line.column) == (row, column)
        line.spoken()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_place(form: Format, content: bytes) -> None:
    text = content.replace(b"\0", b"")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        with pytest.raises(ScriptError, match=r"any:\d+:\d+: "):
            DialogueFile.of(text, "any", form)
        return
    assert DialogueFile.of(text, "any", form).content == text


def test_other_encodings_are_named_with_the_way_out() -> None:
    with pytest.raises(ScriptError, match=r"x:2:3: byte 0xe9 is not UTF-8 .*'é'.*iconv -f WIN"):
        decode(b"one\nca\xe9 au", "x")
    for content in ("Marta: Out!".encode("utf-16"), "Marta: Out!".encode("utf-16-le")):
        with pytest.raises(ScriptError, match=r"UTF-16.*iconv -f UTF-16"):
            decode(content, "x")
    with pytest.raises(ScriptError, match="x:1:3: a zero byte"):
        decode(b"ab\0cdefghijkl", "x")


def test_files_are_opened_by_the_end_of_their_name(tmp_path: Path) -> None:
    assert format_of("a/B.MOOD") is SCENE
    assert format_of("a/notes") is PLAIN
    (tmp_path / "yard.mood").write_text(YARD, "utf-8")
    assert len(read_dialogue(tmp_path / "yard.mood").lines) == 3
    with pytest.raises(ScriptError, match=r"gone\.mood:1:1: cannot read"):
        read_dialogue(tmp_path / "gone.mood")


@settings(deadline=None)
@given(st.text(alphabet="ab\r\n", max_size=30))
def test_rows_are_those_of_the_script_reader(text: str) -> None:
    from moodvox.script.source import rows_of as reference

    assert [row.text for row in rows_of(text)] == [row.rstrip("\r\n") for row in reference(text)]
    rows = RowMap.of(text)
    for row in rows_of(text):
        assert rows.at(row.start) == (row.number, 1)


def test_an_excerpt_tells_where_each_run_stands() -> None:
    excerpt = Excerpt.joined([("ab", 10), ("", 5), ("cd", 20)], 30)
    assert [excerpt.place(offset) for offset in range(5)] == [10, 11, 20, 21, 30]
    assert excerpt.parts(1, 4) == [("b", 11), ("cd", 20)]
    assert Excerpt.joined([], 7).place(3) == 7
    line = DialogueLine("a", "", excerpt, 1, 1, (10, 30), gaps=(Gap("markup", 0, 1),))
    assert line.spoken().text == "bcd"
