"""Each format read as its own tools read it, and written back in its own way."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.dialogue.cells import read_cells
from moodvox.dialogue.dialogue_manager import DIALOGUE_MANAGER
from moodvox.dialogue.file import DialogueFile, Format
from moodvox.dialogue.formats import FORMATS, read_dialogue
from moodvox.dialogue.ink import INK
from moodvox.dialogue.settings import DEFAULTS, DialogueSettings
from moodvox.dialogue.sheet import SHEET, header_of, is_yarn_sheet
from moodvox.dialogue.yarn import YARN
from moodvox.errors import ScriptError

SAMPLES = Path(__file__).parents[2] / "samples" / "dialogue"
SETTINGS = DialogueSettings(
    markup=frozenset({"wave"}), variables={"weather": "raining", "gold": "twelve"}
)


def of(text: str, form: Format, settings: DialogueSettings = SETTINGS) -> DialogueFile:
    suffix = form.suffixes[0]
    return DialogueFile.of(text.encode(), f"a{suffix}", form, settings)


def spoken(file: DialogueFile) -> list[tuple[str, str, str]]:
    variables = file.settings.variables
    return [(line.id, line.speaker, line.spoken(variables).text) for line in file.lines]


def test_the_yarn_sample() -> None:
    file = read_dialogue(SAMPLES / "tavern.yarn", SETTINGS)
    assert spoken(file) == [
        ("line:yarn_out", "Marta", "[angry] Get out of my tavern!"),
        ("line:yarn_rain", "Old Tom", "[sad 0.4] But it is raining..."),
        ("line:yarn_fine", "Old Tom", "It is a fine night."),
        ("line:yarn_leave", "", "Leave quietly"),
        ("line:yarn_coins", "Marta", "[calm 0.6] And take your twelve coins."),
        ("line:yarn_stay", "", "Stay"),
        ("row-15", "Marta", "{sighs} Fine. [pause 300ms] One more."),
        ("line:yarn_cold", "Old Tom", "Cold out here."),
        ("line:yarn_paid", "Old Tom", "I should have paid."),
    ]
    assert [line.row for line in file.lines if line.kind == "choice"] == [12, 14]
    assert [line.row for line in file.lines if line.conditional] == [8, 10, 14, 21]
    assert file.reading.left_alone == {"commands": 3, "conditions": 3}
    assert not file.reading.faults


def test_the_ink_sample() -> None:
    file = read_dialogue(SAMPLES / "tavern.ink", SETTINGS)
    assert spoken(file) == [
        ("ink_out", "Marta", "[angry] Get out of my tavern!"),
        ("ink_rain", "Old Tom", "[sad 0.4] But it is raining..."),
        ("ink_fine", "Old Tom", "It is a fine night."),
        ("ink_coins", "Marta", "[calm 0.6] And take your twelve coins."),
        ("row-18", "", "Stay."),
        ("ink_fine_then", "Marta", ". [pause 300ms] One more."),
        ("row-22", "", "Cold out here."),
        ("ink_paid", "Old Tom", "I should have paid."),
    ]
    assert [gap.kind for gap in file.line("ink_fine_then").missing()] == ["alternatives"]
    assert [line.row for line in file.lines if line.conditional] == [10, 12, 18]
    assert not file.reading.faults


def test_the_dialogue_manager_sample() -> None:
    file = read_dialogue(SAMPLES / "tavern.dialogue", SETTINGS)
    assert spoken(file) == [
        ("DM_OUT", "Marta", "[angry] Get out of my tavern!"),
        ("DM_RAIN", "Old Tom", "[sad 0.4] But it is raining..."),
        ("DM_FINE", "Old Tom", "It is a fine night. "),
        ("row-9", "", "Leave quietly"),
        ("DM_COINS", "Marta", "[calm 0.6] And take your twelve coins."),
        ("row-12", "", "Stay"),
        ("DM_FINE_THEN", "Marta", ". [pause 300ms] One more."),
        ("row-14", "Marta", " Go home."),
        ("DM_COLD", "Old Tom", "[tired] Cold out here."),
        ("DM_NIGHT", "Marta", "Good night!"),
        ("row-21", "", "if only I had paid."),
    ]
    kinds = {line.id: [gap.kind for gap in line.missing(SETTINGS.variables)] for line in file.lines}
    assert kinds["DM_FINE_THEN"] == ["alternatives"]
    assert kinds["row-14"] == ["condition"]
    assert [line.row for line in file.lines if line.conditional] == [6, 8, 12, 13, 14]
    assert not file.reading.faults


def test_the_sheet() -> None:
    file = read_dialogue(SAMPLES / "tavern.csv", SETTINGS)
    assert spoken(file) == [
        ("csv_out", "Marta", "[angry] Get out of my tavern!"),
        ("csv_rain", "Old Tom", "[sad 0.4] But it is raining, Marta..."),
        ("csv_coins", "Marta", '[calm 0.6] And take your twelve "coins".'),
        ("csv_cold", "Old Tom", "[tired] Cold out here."),
    ]
    assert [(line.row, line.column) for line in file.lines] == [(2, 16), (3, 27), (4, 27), (6, 24)]
    german = read_dialogue(SAMPLES / "tavern.csv", DialogueSettings(text_column="DE"))
    assert german.line("csv_cold").written == "Kalt hier draußen."


@pytest.mark.parametrize(
    ("file", "line_id", "text"),
    [
        ("tavern.yarn", "line:yarn_rain", '[voice="sad" /] It is {$weather}, \\#1!'),
        ("tavern.ink", "ink_rain", "[sad \\-> calm over 1s] It is {weather}."),
        ("tavern.dialogue", "DM_RAIN", "[sad] It is {{weather}}, [wave]all[/wave] day."),
        ("tavern.csv", "csv_rain", 'So "wet",\nso cold'),
        ("tavern.csv", "csv_out", 'Out, "please"!'),
    ],
)
def test_one_line_is_written_and_the_rest_of_the_file_stays(
    file: str, line_id: str, text: str
) -> None:
    before = read_dialogue(SAMPLES / file, SETTINGS)
    content = before.replace_line(line_id, text)
    after = DialogueFile.of(content, file, before.format, SETTINGS)
    assert after.line(line_id).written == text
    start, stop = before.line(line_id).span
    grown = after.line(line_id).span[1] - stop
    assert after.text[:start] == before.text[:start]
    assert after.text[stop + grown :] == before.text[stop:]
    assert after.replace_line(line_id, before.line(line_id).written) in (
        before.content,
        before.content.replace(
            b"[angry] Get out of my tavern!,", b'"[angry] Get out of my tavern!",'
        ),
    )


@pytest.mark.parametrize(
    ("file", "line_id", "text"),
    [
        ("tavern.yarn", "line:yarn_rain", "one // two"),
        ("tavern.yarn", "line:yarn_rain", "one #two"),
        ("tavern.yarn", "line:yarn_rain", "one <<two>>"),
        ("tavern.yarn", "line:yarn_leave", "He: said"),
        ("tavern.ink", "ink_rain", "one -> two"),
        ("tavern.ink", "ink_rain", "one\ntwo"),
        ("tavern.ink", "ink_rain", "one /* two"),
        ("tavern.dialogue", "DM_RAIN", "one [ID:TWO]"),
        ("tavern.dialogue", "DM_RAIN", "[#one] two"),
        ("tavern.csv", "csv_rain", " "),
    ],
)
def test_what_means_more_than_a_line_is_refused(file: str, line_id: str, text: str) -> None:
    with pytest.raises(ScriptError, match="more than its line"):
        read_dialogue(SAMPLES / file, SETTINGS).replace_line(line_id, text)


@pytest.mark.parametrize(
    ("file", "line_id", "row"),
    [
        ("tavern.yarn", "line:yarn_rain", "... #line:yarn_rain #mood:sad=0.4 #voice:a/b.wav"),
        ("tavern.yarn", "line:yarn_paid", "[b]paid[/b]. <<once>> #line:yarn_paid #voice:a/b.wav"),
        ("tavern.ink", "ink_out", "tavern! # id: ink_out # voice: a/b.wav"),
        ("tavern.dialogue", "DM_OUT", "Marta: [#voice=a/b.wav] [angry] Get out of my"),
    ],
)  # fmt: skip
def test_a_line_gets_a_tag_in_the_formats_own_way(file: str, line_id: str, row: str) -> None:
    before = read_dialogue(SAMPLES / file, SETTINGS)
    content = before.tag_line(line_id, "voice", "a/b.wav")
    after = DialogueFile.of(content, file, before.format, SETTINGS)
    assert row in content.decode()
    assert after.tag_line(line_id, "voice", "a/b.wav") == content
    assert b"c.wav" in after.tag_line(line_id, "voice", "c.wav")
    assert len(before.diff(content).splitlines()) > 4
    assert [line.written for line in after.lines] == [line.written for line in before.lines]


def test_our_tags_are_written_as_yarns_markup() -> None:
    file = of("title: A\n---\nMarta: Hi. #line:a\n===", YARN)
    content = file.replace_line("line:a", "[sad -> calm over 1s] Hi [b]you[/b]. [/whisper]")
    after = DialogueFile.of(content, "a.yarn", YARN)
    assert b'Marta: [voice="sad -> calm over 1s" /] Hi [b]you[/b]. [/whisper] #line:a' in content
    words = after.line("line:a").spoken()
    assert words.text == "[sad -> calm over 1s] Hi you. [/whisper]"
    assert after.text[words.place(1) :].startswith("sad -> calm")


def test_an_arrow_in_an_ink_tag_is_escaped() -> None:
    file = of("Marta: Hi. # id: a", INK)
    content = file.replace_line("a", "[sad -> calm over 1s] Hi. [-> tired over 2s] Ho.")
    after = DialogueFile.of(content, "a.ink", INK)
    assert content.startswith(rb"Marta: [sad \-> calm over 1s] Hi. [\-> tired over 2s] Ho.")
    assert after.line("a").spoken().text == "[sad -> calm over 1s] Hi. [-> tired over 2s] Ho."
    (fault,) = of("Marta: [sad -> calm over 1s] Hi.", INK).reading.faults
    assert str(fault) == r"a.ink:1:13: '->' is a divert in Ink, in a tag too (write \->)"


def test_comments_inside_an_ink_line_are_not_spoken() -> None:
    file = of("Marta: Hi /* not */ there. // nor this", INK)
    assert [line.written for line in file.lines] == ["Hi /* not */ there."]
    assert spoken(file)[0][2] == "Hi  there."


def test_ink_tags_above_a_line_are_its_own() -> None:
    file = of("# id: a\n# mood: sad\nMarta: Hi.\nMarta: Ho.", INK)
    assert spoken(file) == [("a", "Marta", "[sad] Hi."), ("row-4", "Marta", "Ho.")]


def test_a_dialogue_manager_tag_joins_its_brackets() -> None:
    file = of("A: [#cold, #mood=tired] Hm. [ID:X]", DIALOGUE_MANAGER)
    assert file.tag_line("X", "mood", "sad") == b"A: [#cold, #mood=sad] Hm. [ID:X]"
    with pytest.raises(ScriptError, match="cannot stand in a tag"):
        file.tag_line("X", "voice", "res://a, b.wav")


@pytest.mark.parametrize(
    ("form", "text", "fault"),
    [
        (YARN, "title: A\n---\nHi {$x\n===\n", "3:4: '{' is not closed on its row"),
        (YARN, "title: A\n---\nHi <<if x\n===\n", "3:4: '<<' is not closed"),
        (YARN, "title: A\n---\n<<if x>>\nHi\n===\n", "3:1: this block is not closed"),
        (YARN, "title: A\n---\n<<endif>>\n===\n", "3:1: this ends a block"),
        (YARN, "title: A\n---\nHi\n", "2:1: this node is not closed"),
        (YARN, "title: A\n", "1:1: this node has no lines"),
        (YARN, "---\nHi\n===\n", "1:1: a node begins without a title"),
        (YARN, "Marta says hi\n", "1:1: expected a header"),
        (INK, "Hi {x\nHo", "1:4: '{' is not closed"),
        (INK, "{ x:\nHi\n", "1:1: '{' is not closed"),
        (DIALOGUE_MANAGER, "A: Hi {{x", "1:7: '{{' is not closed"),
        (DIALOGUE_MANAGER, "A: [[Hi|Ho", "1:4: '[[' is not closed"),
        (SHEET, 'id,text\na,"Hi\n', "2:3: this quote is not closed"),
        (SHEET, "id,text\na,Hi, you\n", "2:1: 3 cells under 2 columns"),
        (SHEET, "a,b\nc,d\n", "1:1: the sheet has no column of text"),
    ],
)
def test_broken_files_are_said_with_their_place(form: Format, text: str, fault: str) -> None:
    found = [str(each) for each in of(text, form).reading.faults]
    assert any(each.startswith(f"a{form.suffixes[0]}:{fault}") for each in found), found


def test_a_missing_column_names_the_nearest() -> None:
    file = of("key,en,de\na,b,c\n", SHEET, DialogueSettings(text_column="dee"))
    assert "no column 'dee' (did you mean 'de'?)" in str(file.reading.faults[0])


@pytest.mark.parametrize(
    "text",
    ["id;text\na;Hi, you\n", "id\ttext\na\tHi, you\n", '\ufeffid,text\r\na,"Hi, you"\r\n'],
)
def test_sheets_are_parted_as_spreadsheets_do(text: str) -> None:
    assert spoken(of(text, SHEET)) == [("a", "", "Hi, you")]


def test_yarns_own_sheets_have_the_speaker_in_the_text() -> None:
    text = "language,id,text,file,node,lineNumber,lock,comment\nde,line:a,Marta: Raus!,a,b,1,x,\n"
    file = of(text, SHEET)
    assert is_yarn_sheet(header_of(text, "a.csv"))
    assert spoken(file) == [("line:a", "Marta", "Raus!")]


def test_a_speaker_may_be_a_variable_with_an_example() -> None:
    settings = DialogueSettings(variables={"hero": "Mira"})
    assert of("title: A\n---\n{$hero}: Hi\n===", YARN, settings).lines[0].speaker == "Mira"
    assert of("{{hero}}: Hi", DIALOGUE_MANAGER, settings).lines[0].speaker == "Mira"


SPICE = st.text(alphabet="aB:1 \t\n\r\"',;|{}[]()<>#$/\\*+-=~%&!é🙂", max_size=80)
WORDS = st.sampled_from(
    "title: A|---|===|Marta: Hi|<<if x>>|<<endif>>|-> |=> |#line:a|#mood:sad|{$x}|{x|[b]|[/b]|"
    "\n|\r\n| |\t|# id: a|* |- |{ x:|}|-> END|<>|~ x|=== k ===|[ID:A]|[[a|b]]|[if x]|[/if]|{{x}}|"
    '[#mood=sad]|% |if x|do y|id,text,mood|a,b,c|"a\n""b"|,|;|\\|//|/*|*/'.split("|")
)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@settings(deadline=None)
@given(st.one_of(SPICE, st.lists(WORDS, max_size=14).map("".join)))
def test_any_text_keeps_its_bytes_and_places(form: Format, text: str) -> None:
    head = "id,mood,text\n" if form is SHEET else ""
    file = of(head + text, form)
    assert file.content == (head + text).encode()
    rows = len(file.rows.starts)
    for fault in file.reading.faults:
        assert 1 <= fault.line <= rows
    for line in file.lines:
        start, stop = line.span
        assert 0 <= start <= stop <= len(file.text)
        assert file.rows.at(line.excerpt.place(0)) == (line.row, line.column)
        assert [gap.start for gap in line.gaps] == sorted(gap.start for gap in line.gaps)
        line.spoken(SETTINGS.variables)
        if form is not SHEET:
            assert file.text[start:stop] == line.written
        if sum(other.id == line.id for other in file.lines) == 1:
            try:
                content = file.replace_line(line.id, f"{line.written}x")
            except ScriptError:
                continue
            after = DialogueFile.of(content, file.file, form, SETTINGS)
            assert after.line(line.id).written == form.spell(f"{line.written}x")
            assert after.text.startswith(file.text[:start])
            assert after.text.endswith(file.text[stop:])


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.text(alphabet='ab,"\n é', max_size=5), min_size=2, max_size=4), max_size=5
    ),
    st.sampled_from([",", ";", "\t"]),
)
def test_cells_are_those_of_the_standard_reader(table: list[list[str]], separator: str) -> None:
    import io

    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(table)
    text = out.getvalue()
    rows, unclosed = read_cells(text, separator)
    assert unclosed == -1
    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    assert [[cell.text for cell in row] for row in rows if text] == expected


def test_settings_have_defaults() -> None:
    assert DialogueSettings() == DEFAULTS
