"""Words written alike, and the words beside them."""

from __future__ import annotations

import pytest

from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.homographs import TABLE
from moodvox.phonemes.inventory import is_valid
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.script.items import Line


def said(text: str, word: str, lexicon: Lexicon | None = None) -> str:
    """How `word` is said in `text`."""
    clauses, _ = pronounce_line(Line(text), Pronouncer(lexicon))
    return next(" ".join(w.phonemes) for c in clauses for w in c.words if w.spoken == word)


@pytest.mark.parametrize(
    ("text", "word", "phonemes"),
    [
        ("I read it yesterday.", "read", "R EH1 D"),
        ("I want to read it.", "read", "R IY1 D"),
        ("Can you read this?", "read", "R IY1 D"),
        ("Read the runes!", "read", "R IY1 D"),
        ("Long live the king.", "live", "L IH1 V"),
        ("That is live ammo.", "live", "L AY1 V"),
        ("He lives here.", "lives", "L IH1 V Z"),
        ("It cost nine lives.", "lives", "L AY1 V Z"),
        ("The wind howls.", "wind", "W IH1 N D"),
        ("Now wind up the clock.", "wind", "W AY1 N D"),
        ("You lead the way.", "lead", "L IY1 D"),
        ("A lead pipe.", "lead", "L EH1 D"),
        ("Not a single tear.", "tear", "T IH1 R"),
        ("I will tear it down.", "tear", "T EH1 R"),
        ("My bow and arrows.", "bow", "B OW1"),
        ("You will bow to me.", "bow", "B AW1"),
        ("Close the gate!", "close", "K L OW1 Z"),
        ("They are close behind.", "close", "K L OW1 S"),
        ("That was too close.", "close", "K L OW1 S"),
        ("Use the key.", "use", "Y UW1 Z"),
        ("It is no use.", "use", "Y UW1 S"),
        ("I used to be an adventurer.", "used", "Y UW1 S T"),
        ("I used caution.", "used", "Y UW1 Z D"),
        ("A gift, a present!", "present", "P R EH1 Z AH0 N T"),
        ("I present the king.", "present", "P R IY0 Z EH1 N T"),
        ("The wound is deep.", "wound", "W UW1 N D"),
        ("We wound up here.", "wound", "W AW1 N D"),
        ("A perfect shot.", "perfect", "P ER1 F IH0 K T"),
        ("Record it.", "record", "R EH1 K ER0 D"),
        ("Please record a message.", "record", "R IH0 K AO1 R D"),
        ("the apple", "the", "DH IY0"),
        ("the dog", "the", "DH AH0"),
        ("the hour", "the", "DH IY0"),
        ("the unit", "the", "DH AH0"),
    ],
)
def test_said_as(text: str, word: str, phonemes: str) -> None:
    assert said(text, word) == phonemes


def test_the_project_lexicon_stands_above_the_rules() -> None:
    assert said("The wind howls.", "wind", Lexicon.parse("Wind W EY1 N D")) == "W EY1 N D"


def test_all_pronunciations_are_arpabet() -> None:
    for word, entry in TABLE.items():
        assert entry.usual != entry.other, word
        assert all(map(is_valid, (*entry.usual.split(), *entry.other.split()))), word
