"""A line written back is the same line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.errors import ScriptError
from moodvox.mood.easing import EASINGS
from moodvox.mood.mood import Mood
from moodvox.script.items import Item, Line, MoodMove, Pause, Pitch, Placed, Rate, Say, Whisper
from moodvox.script.writer import write_item, write_line
from script.script_kit import SOUNDS, parse


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Hello.", "Hello."),
        ("[ANGER  70%]Hello", "[angry 0.7] Hello"),
        ("[grim 0.5] Hello", "[sad 0.2 + angry 0.15] Hello"),
        ("a[→ neutral over 2000ms ease-in] b", "a[-> neutral over 2s ease_in] b"),
        ("[sad .4->fear over 0s]x", "[sad 0.4 -> fearful over 0s] x"),
        ("a [pause 0.3s][rate 90%] [pitch 2st]b", "a [pause 300ms] [rate 0.9] [pitch +2st] b"),
        ("[whisper] a [pitch -1.5st]b[/whisper]!", "[whisper] a [pitch -1.5st] b[/whisper]!"),
        ("Hi [say Kylo as /kailo/] [sad]", "Hi [say Kylo as K AY1 L OW0] [sad]"),
        (r"\[x\] \\ [say \[K\] as K]", r"\[x\] \\ [say \[K\] as K]"),
    ],
)
def test_canonical_form(text: str, written: str) -> None:
    assert write_line(parse(text)) == written
    assert write_line(parse(written)) == written


moods = st.dictionaries(
    st.sampled_from(["angry", "sad", "calm"]), st.floats(0.0, 0.33), max_size=3
).map(Mood.of) | st.sampled_from([Mood.of({"happy": 1.0})])
tags: st.SearchStrategy[Item] = st.one_of(
    st.builds(
        MoodMove, moods, st.none() | moods, st.floats(0.0, 600.0), st.sampled_from(sorted(EASINGS))
    ),
    st.builds(Pause, st.floats(0.0, 10.0)),
    st.builds(Rate, st.floats(0.25, 4.0)),
    st.builds(Pitch, st.floats(-24.0, 24.0)),
)
words = st.text(st.sampled_from("ab .,!?[]\\#\n\r\t…é"), max_size=8)


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Tagged text that parses, as untidy as people write it."""
    parts = []
    whispering = False
    for _ in range(draw(st.integers(1, 6))):
        text = draw(words)
        parts.append("".join(f"\\{c}" if c in "[]\\" else c for c in text))
        kind = draw(st.sampled_from(["tag", "whisper", "say", "none"]))
        if kind == "tag":
            parts.append(f"[{write_item(draw(tags))}]")
        elif kind == "whisper":
            whispering = not whispering
            parts.append("[whisper]" if whispering else "[/whisper]")
        elif kind == "say":
            sound = " ".join(draw(st.lists(st.sampled_from(sorted(SOUNDS)), min_size=1)))
            parts.append(f"[say {draw(st.sampled_from(['Kylo', 'a b', '7']))} as {sound}]")
    return "".join(parts) + draw(st.sampled_from(["x", "x ", " x[calm]", "x [calm] [rate 1]"]))


@settings(deadline=None)
@given(sources())
def test_parse_write_parse(source: str) -> None:
    line = parse(source)
    written = write_line(line)
    again = parse(written)
    assert again == line
    assert write_line(again) == written


@settings(deadline=None)
@given(tags)
def test_every_item_is_read_back_exactly(item: Item) -> None:
    assert parse(f"[{write_item(item)}] x").items == (Placed(0, item),)


def test_an_item_inside_whitespace_moves_to_the_next_word() -> None:
    line = Line("a   b", (Placed(2, Pause(1.0)),))
    assert write_line(line) == "a   [pause 1s] b"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (Line("ab", (Placed(3, Pause(1.0)),)), "offset 3 of a text of 2"),
        (Line("ab", (Placed(-1, Pause(1.0)),)), "offset -1 of a text of 2"),
        (Line("abc", (Placed(0, Say(2, ("K",))), Placed(1, Whisper(on=True)))), "inside the name"),
        (Line("ab c", (Placed(0, Say(3, ("K",))),)), "cannot hold 'ab '"),
        (Line("ab", (Placed(1, Say(4, ("K",))),)), "cannot hold 'b'"),
    ],
)
def test_what_tags_cannot_say_is_refused(line: Line, message: str) -> None:
    with pytest.raises(ScriptError, match=message):
        write_line(line)
