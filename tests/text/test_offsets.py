"""Every word knows its place in the plain text, whatever was folded away."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.errors import TextError
from moodvox.text import reader
from moodvox.text.clauses import Reading
from moodvox.text.reader import read

PIECES = st.sampled_from(
    "hello World don’t ﬁne naïve cafe\u0301 42 $5.50 7:30pm Mr. Smith 🙂 … — “hi” ½ NPC ｆｕｌｌ "
    "nooooo x2 "
    "e.g. 1998 5km (so) www.a.com \u00ad soft\u00adhyphen Straße R2D2 , ? ! the 3rd".split(" ")
)


def words_of(reading: Reading) -> list[tuple[str, int, int]]:
    return [(w.spoken, w.start, w.end) for clause in reading.clauses for w in clause.words]


def try_read(text: str) -> Reading | None:
    try:
        return read(text)
    except TextError:
        return None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("one 42 two", [("one", "one"), ("forty", "42"), ("two", "42"), ("two", "two")]),
        ("cafe\u0301 ok", [("cafe", "cafe\u0301"), ("ok", "ok")]),
        ("\u201chi\u201d there", [("hi", "hi"), ("there", "there")]),
        ("Mr. Fox", [("mister", "Mr"), ("fox", "Fox")]),
        ("Straße", [("strasse", "Straße")]),
        ("o\u00adf us", [("of", "o\u00adf"), ("us", "us")]),
        ("R2D2", [("r", "R"), ("two", "2"), ("d", "D"), ("two", "2")]),
        ("5 € now", [("five", "5"), ("euro", "€"), ("now", "now")]),
    ],
)
def test_the_span_holds_what_the_word_was_read_from(
    text: str, places: list[tuple[str, str]]
) -> None:
    assert [(spoken, text[start:end]) for spoken, start, end in words_of(read(text))] == places


@settings(deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=12).map(" ".join))
def test_spans_rise_and_are_not_empty(text: str) -> None:
    reading = try_read(text)
    if reading is None:
        return
    before = (0, 0)
    for _, start, end in words_of(reading):
        assert 0 <= start < end <= len(text)
        assert (start, end) == before or start >= before[1]
        before = (start, end)


@settings(deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=8), st.integers(0, 7))
def test_text_put_in_front_moves_every_offset_alike(pieces: list[str], spaces: int) -> None:
    text = "start. " + " ".join(pieces)
    moved = "\u3000" * spaces + text
    shift = len(moved) - len(text)
    first, second = try_read(text), try_read(moved)
    assert first is not None
    assert second is not None
    assert words_of(second) == [(w, s + shift, e + shift) for w, s, e in words_of(first)]
    assert [c.ending for c in first.clauses] == [c.ending for c in second.clauses]


@settings(deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1, max_size=60))
def test_accents_change_no_word_and_stay_inside_it(text: str) -> None:
    marked = "".join(c + ("\u0301" if c != " " else "") for c in text)
    plain, accented = try_read(text), try_read(marked)
    if plain is None or accented is None:
        assert plain is accented
        return
    assert [w[0] for w in words_of(plain)] == [w[0] for w in words_of(accented)]
    for _, start, end in words_of(accented):
        assert marked[start] != "\u0301"
        assert marked[end - 1] == "\u0301"


WORDS = frozenset(
    "the of torch keep may march so etc no vs ok st us am em its who km us com".split()
)
BESIDE = st.sampled_from(
    [*sorted(WORDS), *"""' " . , - ! ? : ; @ / 5 20th 's A I May Mr R2D2 1""".split()]
)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.tuples(BESIDE, st.sampled_from(["", " ", " ", "\n"])), max_size=14))
def test_ordinary_words_are_read_as_all_others_are(parts: list[tuple[str, str]]) -> None:
    """Most words take a short way; it must lead where the long one does."""
    text = "so " + "".join(word + gap for word, gap in parts)
    short = read(text, known=WORDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_ORDINARY", re.compile("(?!)"))
        assert read(text, known=WORDS) == short
