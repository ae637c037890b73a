"""Which word a tag in the text acts on."""

from __future__ import annotations

import pytest

from moodvox.errors import TextError
from moodvox.script.items import Line, Placed, Say
from moodvox.script.placing import pauses_before, said, sounds_before, word_at
from script.script_kit import parse


def test_pauses_stand_before_the_word_that_follows() -> None:
    line = parse("[pause 1s] one [pause 200ms][pause 0.1s] t[pause 2s]wo six [pause 3s]")
    before, behind = pauses_before(line, [0, 4, 8])
    assert before == pytest.approx([1.0, 0.3, 2.0])
    assert behind == 3.0


def test_what_say_fixes() -> None:
    line = parse("one [say Kylo as K AY1] six")
    assert said(line) == [(4, 8, ("K", "AY1"))]


def test_the_first_word_in_reading_order_counts() -> None:
    """Of "for $5 now", read "for five dollars now", both words of the sum start at the sign."""
    starts = [0, 5, 4, 7]
    assert [word_at(starts, offset) for offset in (0, 3, 5, 6, 8)] == [0, 1, 1, 3, 4]


def test_sounds_stand_before_words_and_behind_the_last() -> None:
    line = parse("[laugh] one [sigh][gasp] two [laugh]")
    assert sounds_before(line, [0, 4]) == [("laugh",), ("sigh", "gasp"), ("laugh",)]
    assert sounds_before(parse("[laugh]"), []) == [("laugh",)]


def test_two_that_claim_the_same_letters() -> None:
    items = (Placed(0, Say(4, ("K",))), Placed(2, Say(3, ("T",))))
    with pytest.raises(TextError, match="claim the same letters") as caught:
        said(Line("Kylo goes", items))
    assert caught.value.where == "character 3"
    assert said(Line("Kylo goes", (Placed(5, Say(0, ("K",))),))) == []
