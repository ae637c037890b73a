"""Every way to get a tag wrong, and what is said about it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moodvox.errors import ScriptError
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.script.items import Line
from moodvox.script.limits import MAX_TEXT_CHARS
from moodvox.script.parser import find_faults, parse_line
from script.script_kit import faults, parse

FAULTS = [
    ("Oh [angri] no", 5, "unknown tag 'angri'", "did you mean 'angry'?"),
    ("Oh [puase 300ms] no", 5, "unknown tag 'puase'", "did you mean 'pause'?"),
    ("Oh [wisper] no", 5, "unknown tag 'wisper'", "did you mean 'whisper'?"),
    ("Oh [gri 0.5] no", 5, "unknown tag 'gri'", "did you mean 'grim'?"),
    ("Oh [emotion: hapy] no", 14, "unknown emotion 'hapy'", "did you mean 'happy'?"),
    ("Oh [sad 0.5 + feer 0.1] no", 15, "unknown emotion 'feer'", "did you mean 'fear'?"),
    ("Oh [] no", 4, "empty tag", r"\[\]"),
    ("Oh [  ] no", 4, "empty tag", r"\[\]"),
    ("Oh [0.5] no", 5, "a tag cannot begin with '0.5'", "[angry 0.7]"),
    ("Oh [:-)] no", 5, "a tag cannot begin with ':'", ""),
    ("Oh [angry 1.2] no", 11, "weight of 'angry' 1.2 is outside 0 to 1", ""),
    ("Oh [angry -0.2] no", 11, "negative weight of 'angry' -0.2", "0 to 1"),
    ("Oh [angry nan] no", 11, "weight of 'angry' nan is outside 0 to 1", ""),
    ("Oh [angry 0.7 loud] no", 15, "unexpected 'loud'", ""),
    ("Oh [angry 0,7] no", 12, "unexpected ','", "decimals with a point"),
    ("Oh [sad 0.6 + angry 0.6] no", 15, "weights add up to 1.2, above 1", "the rest is neutral"),
    ("Oh [angry -> calm] no", 18, "missing 'over' and a time", "over 2s"),
    ("Oh [angry -> calm 2s] no", 19, "expected 'over' and a time instead of '2'", "over 2s"),
    ("Oh [angry -> calm over] no", 23, "missing a duration", ""),
    ("Oh [angry -> calm over soon] no", 24, "expected a duration instead of 'soon'", ""),
    ("Oh [angry -> calm over 2] no", 24, "duration 2 has no unit", "ms or s"),
    ("Oh [angry -> calm over -2s] no", 24, "duration -2s is negative", ""),
    ("Oh [angry -> calm over nan s] no", 24, "duration nans is no time", ""),
    ("Oh [angry -> calm over 2h] no", 25, "unknown unit 'h'", "known: ms, s"),
    ("Oh [angry -> calm over 601s] no", 24, "duration 601s is longer than 600 s", ""),
    ("Oh [-> calm over 2s smoth] no", 21, "unknown easing 'smoth'", "linear"),
    ("Oh [-> calm over 2s ease_inn] no", 21, "unknown easing 'ease_inn'", "'ease_in'"),
    ("Oh [->] no", 7, "missing an emotion", ""),
    ("Oh [angry over 2s] no", 11, "'over' without '->'", "[-> MOOD over 2s]"),
    ("Oh [pause] no", 10, "missing a pause", ""),
    ("Oh [pause long] no", 11, "expected a pause instead of 'long'", ""),
    ("Oh [pause 300] no", 11, "pause 300 has no unit", "300ms"),
    ("Oh [pause 3min] no", 12, "unknown unit 'min'", "known: ms, s"),
    ("Oh [pause -1s] no", 11, "pause -1s is negative", ""),
    ("Oh [pause 11s] no", 11, "pause 11s is longer than 10 s", ""),
    ("Oh [rate] no", 9, "missing a rate", ""),
    ("Oh [rate 5] no", 10, "rate 5 is outside 0.25 to 4", ""),
    ("Oh [rate 10%] no", 10, "rate 10% is outside 0.25 to 4", ""),
    ("Oh [rate inf] no", 10, "rate inf is outside 0.25 to 4", ""),
    ("Oh [pitch high] no", 11, "expected a pitch instead of 'high'", ""),
    ("Oh [pitch 2] no", 11, "pitch 2 has no unit", "+2st"),
    ("Oh [pitch 2Hz] no", 12, "unknown unit 'Hz'", "st"),
    ("Oh [pitch +25st] no", 11, "pitch in semitones +25 is outside -24 to 24", ""),
    ("Oh [whisper 0.5] no", 13, "unexpected '0.5'", ""),
    ("Oh [whisper] no [whisper] no", 17, "whispering is already on here", ""),
    ("Oh [/whisper] no", 4, "whispering is not on here", ""),
    ("Oh [/angry] no", 6, "unknown closing tag '/angry'", "only [/whisper] closes"),
    ("Oh [/] no", 6, "unknown closing tag '/'", ""),
    ("Oh [say] no", 4, "[say] needs a name and how it is said", "[say Kylo as"),
    ("Oh [say Kylo] no", 4, "[say] needs a name and how it is said", ""),
    ("Oh [say as K AY1] no", 4, "[say] needs a name and how it is said", ""),
    ("Oh [say Kylo as ] no", 4, "[say] needs a name and how it is said", ""),
    ("Oh [say - as K AY1] no", 9, "[say] of '-', which is not a word", ""),
    ("Oh [say Kylo as K  AY1 QQ OW0] no", 24, "unknown phoneme 'QQ'", "did you mean 'K'?"),
    ("Oh [say Kylo as /x/] no", 17, "unknown phoneme '/x/'", ""),
    ("Oh [angry no", 4, "tag '[angry' is not closed on its line", r"\["),
    ("Oh [", 4, "tag '[' is not closed on its line", r"\["),
    ("Oh [angry\n] no", 4, "tag '[angry' is not closed on its line", r"\["),
    ("Oh ] no", 4, "']' closes no tag", r"\]"),
    ("Oh [angry [sad] 0.3] no", 11, "'[' inside a tag: tags cannot be nested", r"\["),
    ("[angry]", 1, "there is nothing to say in this line", ""),
    (" \n ", 1, "there is nothing to say in this line", ""),
    ("", 1, "there is nothing to say in this line", ""),
    ("a" * 100_000, 1, "a line of 100000 characters is longer than 10000", "split"),
]


@pytest.mark.parametrize(("text", "column", "message", "hint"), FAULTS, ids=range(len(FAULTS)))
def test_one_fault_is_told_once(text: str, column: int, message: str, hint: str) -> None:
    found = [fault for fault in faults(text) if fault.line == 1]
    assert [(fault.message, fault.column) for fault in found] == [(message, column)]
    assert hint in found[0].hint
    with pytest.raises(ScriptError) as caught:
        parse(text)
    assert str(caught.value) == str(found[0])


def test_all_faults_in_reading_order() -> None:
    text = "[angri] one ] [rate 9]\n[pause 3] two [sad 2\n[/whisper] three [happyy]"
    places = [(fault.line, fault.column) for fault in faults(text)]
    assert places == [(1, 2), (1, 13), (1, 21), (2, 8), (2, 15), (3, 1), (3, 19)]


def test_an_error_names_file_line_and_column() -> None:
    with pytest.raises(ScriptError) as caught:
        parse_line("no\n  [angri]", emotions=["angry"], file="a.mood", line=3, column=9)
    assert str(caught.value).startswith("a.mood:4:4: unknown tag 'angri'")


def test_an_unclosed_tag_does_not_hide_the_next() -> None:
    assert [fault.column for fault in faults("[angry Get out [sadd] now")] == [1, 17]


def test_thousands_of_brackets_are_read_in_no_time() -> None:
    assert len(faults("[" * MAX_TEXT_CHARS)) == MAX_TEXT_CHARS
    assert len(faults("]" * MAX_TEXT_CHARS)) == MAX_TEXT_CHARS
    assert faults("[" * 5000 + "]" * 5000)


PIECES = (
    "[ ] \\ [/ / : % # . + -> → angry sad calm 0.5 -0.5 1e9 nan over 2s 300ms pause rate pitch "
    "say as K /kailo/ whisper st … É 🙂"
).split(" ")
taggy = st.lists(
    st.sampled_from([*PIECES, " ", "\n", "\r\n", "\u2028", "\0"]) | st.text(max_size=3), max_size=30
).map("".join)


@settings(deadline=None)
@given(taggy)
@example("\\")
@example("[\\]")
@example("[say \\] as K]")
def test_any_text_is_a_line_or_a_script_error(text: str) -> None:
    found = find_faults(text, emotions=CORE_EMOTIONS, pronunciation=lambda sound: (sound,))
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for fault in found:
        assert 1 <= fault.line <= len(rows)
        assert 1 <= fault.column <= len(rows[fault.line - 1]) + 1
        assert fault.message
    assert sorted(found, key=lambda fault: (fault.line, fault.column)) == found
    outcome: Line | str
    try:
        outcome = parse_line(text, emotions=CORE_EMOTIONS, pronunciation=lambda sound: (sound,))
    except ScriptError as error:
        outcome = str(error)
    if found:
        assert outcome == str(found[0])
        return
    assert isinstance(outcome, Line)
    assert outcome.plain
    assert outcome.plain == outcome.plain.strip()
    assert len(outcome.origins) == len(outcome.plain)
    for character, (line, column) in zip(outcome.plain, outcome.origins, strict=True):
        row = rows[line - 1] + "\r\n"
        assert row[column - 1] == character or character in "\r\n"
    offsets = [placed.offset for placed in outcome.items]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(outcome.plain) for offset in offsets)
