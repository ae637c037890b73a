"""Text that cannot be spoken gets one clear error; nothing else breaks the reader."""

from __future__ import annotations

import contextlib
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.errors import TextError
from moodvox.text.reader import MAX_CHARACTERS, read


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\n", "...", "?!", "🙂", "\u200b\u200b", "— – -", "\ud800"]
)
def test_nothing_to_say(text: str) -> None:
    with pytest.raises(TextError, match="nothing to say"):
        read(text)


@pytest.mark.parametrize(
    ("text", "letter", "place"),
    [
        ("привет", "п", 1),
        ("hello 世界", "世", 7),
        ("ok שלום", "ש", 4),
        ("say नमस्ते", "न", 5),
        ("αβγ", "α", 1),
        ("a ʒ", "ʒ", 3),
    ],
)
def test_foreign_letters_are_named_with_their_place(text: str, letter: str, place: int) -> None:
    with pytest.raises(TextError) as caught:
        read(text)
    assert f"'{letter}'" in caught.value.message
    assert caught.value.where == f"character {place}"
    assert caught.value.hint


def test_too_long_is_said_with_the_limit() -> None:
    with pytest.raises(TextError, match=r"100000 characters; a line may have 5000"):
        read("a" * 100_000)
    assert read("word " * (MAX_CHARACTERS // 5)).clauses


@given(st.text(max_size=200))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read(text)
    except TextError:
        return
    assert reading.clauses
    for clause in reading.clauses:
        assert clause.words
        for word in clause.words:
            assert re.fullmatch(r"[a-z']*[a-z][a-z']*", word.spoken), word
            assert 0 <= word.start < word.end <= len(text)
    for notice in reading.notices:
        assert 0 <= notice.start < notice.end <= len(text)


@given(st.text("aA1. ,'-@/:$%x#?!\"()…", max_size=80))
@settings(max_examples=400, deadline=None)
def test_signs_and_digits_in_any_order(text: str) -> None:
    try:
        reading = read(text)
    except TextError:
        return
    assert all(clause.words for clause in reading.clauses)


@pytest.mark.parametrize(
    "unit", ["a.", "a-", "1.", "1,", "a@", "'a", "aaabbb", "1/", "A", "a.b-", "1 ", "(", "$1 ", "9"]
)
def test_no_text_takes_long(unit: str) -> None:
    text = unit * (MAX_CHARACTERS // len(unit))
    begun = time.process_time()
    with contextlib.suppress(TextError):
        read(text)
    assert time.process_time() - begun < 2.0
