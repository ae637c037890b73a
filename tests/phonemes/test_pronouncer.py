"""From a word to its phonemes, and who knew it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.phonemes.inventory import is_valid, split_stress
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.pronouncer import CACHED_WORDS, Pronouncer

PROJECT = Lexicon.parse("Xylophar Z AY1 L AH0 F AA2 R\nRead R IY1 D\nThrush TH R AH1 SH")


@pytest.fixture(scope="module")
def pronouncer() -> Pronouncer:
    """With a small project lexicon."""
    return Pronouncer(PROJECT)


@pytest.mark.parametrize(
    ("word", "source", "phonemes"),
    [
        ("xylophar", "project", "Z AY1 L AH0 F AA2 R"),
        ("Xylophar", "project", "Z AY1 L AH0 F AA2 R"),
        ("xylophar's", "project", "Z AY1 L AH0 F AA2 R Z"),
        ("thrush's", "project", "TH R AH1 SH IH0 Z"),
        ("thrushes", "project", "TH R AH1 SH IH0 Z"),
        ("read", "project", "R IY1 D"),
        ("hello", "dictionary", "HH AH0 L OW1"),
        ("don't", "dictionary", "D OW1 N T"),
        ("companion's", "dictionary", "K AH0 M P AE1 N Y AH0 N Z"),
        ("thorpe's", "dictionary", "TH AO1 R P S"),
        ("pearce's", "dictionary", "P IH1 R S IH0 Z"),
        ("orcs", "dictionary", "AO1 R K S"),
        ("respawned", "dictionary", "R IY0 S P AO1 N D"),
        ("nerfing", "dictionary", "N ER1 F IH0 NG"),
        ("unmuted", "dictionary", "AH0 N M Y UW1 T IH0 D"),
        ("fightin'", "dictionary", "F AY1 T IH0 N"),
        ("robin'", "dictionary", "R AA1 B AH0 N"),
        ("café", "dictionary", "K AH0 F EY1"),
        ("tavern'd've", "dictionary", "T AE1 V ER0 N AH0 D AH0 V"),
        ("...", "dictionary", ""),
        ("", "dictionary", ""),
    ],
)
def test_known_words(pronouncer: Pronouncer, word: str, source: str, phonemes: str) -> None:
    said = pronouncer.pronounce(word)
    assert (said.source, " ".join(said.phonemes)) == (source, phonemes)


@pytest.mark.parametrize(
    "word", ["grobnak", "drakkenfell", "voxmancer", "mordhaven", "blorptastic"]
)
def test_unknown_words_are_guessed_and_said_so(pronouncer: Pronouncer, word: str) -> None:
    said = pronouncer.pronounce(word)
    assert said.source == "g2p"
    assert len(said.phonemes) >= 4
    assert [split_stress(phoneme)[1] for phoneme in said.phonemes].count(1) == 1


@pytest.mark.parametrize(
    ("word", "phonemes"),
    [("blit", "B L IH1 T"), ("thrandor", "TH R AE1 N D ER0"), ("shadowfen", "SH AE1 D OW0 F")],
)
def test_guesses_begin_as_a_reader_would(pronouncer: Pronouncer, word: str, phonemes: str) -> None:
    said = " ".join(pronouncer.pronounce(word).phonemes)
    assert said.startswith(phonemes)


def test_a_guessed_possessive_is_the_guess_and_an_s(pronouncer: Pronouncer) -> None:
    stem = pronouncer.pronounce("grobnak").phonemes
    assert pronouncer.pronounce("grobnak's").phonemes == (*stem, "S")
    assert pronouncer.pronounce("grobnak's").source == "g2p"


def test_words_of_a_call_do_not_change_each_other(pronouncer: Pronouncer) -> None:
    words = ["grobnak", "zz", "o'vorlan", "thistlemere" * 5, "x", "hello", "ithilmar"]
    alone = [Pronouncer(PROJECT).pronounce(word) for word in words]
    assert Pronouncer(PROJECT).pronounce_all(words) == alone
    assert Pronouncer(PROJECT).pronounce_all(words[::-1]) == alone[::-1]


def test_more_words_than_are_kept() -> None:
    pronouncer = Pronouncer()
    known = ["hello", "world"] * (CACHED_WORDS // 2 + 1)
    words = [f"{'s' * (n // 26 % 2)}hello{'s' * (n % 2)}" for n in range(4)]
    assert len(pronouncer.pronounce_all(known)) == len(known)
    assert pronouncer.pronounce_all(words) == pronouncer.pronounce_all(words)


def test_membership_is_the_word_itself() -> None:
    pronouncer = Pronouncer(PROJECT)
    assert "xylophar" in pronouncer
    assert "orc" in pronouncer
    assert "hello" in pronouncer
    assert "grobnak" not in pronouncer
    assert 42 not in pronouncer


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_word_fails(word: str) -> None:
    said = Pronouncer.bundled().pronounce(word)
    assert all(map(is_valid, said.phonemes))


@settings(deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz'", min_size=1, max_size=40))
def test_every_word_with_a_letter_has_phonemes(word: str) -> None:
    said = Pronouncer.bundled().pronounce(word)
    assert bool(said.phonemes) == bool(word.strip("'"))
