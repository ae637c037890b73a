"""The dictionary's data as shipped."""

from __future__ import annotations

from moodvox.phonemes.dictionary import DATA, Dictionary
from moodvox.phonemes.inventory import is_valid
from moodvox.phonemes.pronouncer import own_words


def test_every_pronunciation_is_arpabet() -> None:
    dictionary = Dictionary.bundled()
    assert len(dictionary) > 120_000
    for word in dictionary.words():
        for variant in dictionary.variants(word):
            assert variant
            assert all(map(is_valid, variant)), word


def test_defaults_and_variants() -> None:
    dictionary = Dictionary.bundled()
    assert dictionary.look_up("hello") == ("HH", "AH0", "L", "OW1")
    assert dictionary.variants("read") == [("R", "EH1", "D"), ("R", "IY1", "D")]
    assert dictionary.look_up("xylophar") is None
    assert dictionary.variants("xylophar") == []
    assert "tavern" in dictionary
    assert "aaa" not in dictionary


def test_every_letter_has_a_name() -> None:
    dictionary = Dictionary.bundled()
    assert all(dictionary.look_up(letter) for letter in "abcdefghijklmnopqrstuvwxyz")


def test_the_data_is_small_and_comes_with_its_licence() -> None:
    assert DATA.stat().st_size < 1_500_000
    notice = (DATA.parent / "CMUDICT_LICENSE.txt").read_text("utf-8")
    assert "Carnegie Mellon University" in notice


def test_own_words_load_and_are_needed() -> None:
    dictionary = Dictionary.bundled()
    words = own_words()
    assert words.look_up("npc") is None
    same = [word for word in words if dictionary.look_up(word) == words.look_up(word)]
    assert same == []
