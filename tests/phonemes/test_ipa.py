"""ARPAbet in the symbols of other people's models."""

from __future__ import annotations

import pytest

from moodvox.phonemes.inventory import split_stress
from moodvox.phonemes.ipa import Accent, Speller, Writing

ALL = " !,.?abdefhijklmnoprstuvwzæðŋɑɒɔəɚɛɜɡɪɹʃʊʌʒˈˌːθ"
KOKORO = " !,.?…AIOQWYabdefhijklmnopstuvwzæðŋɑɒɔəɚɛɜɡɪɹʃʧʤʊʌʒˈˌːθ"


def written(phonemes: str, writing: Writing, accent: Accent, known: str) -> str:
    speller = Speller(writing, accent, set(known))
    split = [split_stress(each) for each in phonemes.split()]
    bases = ["", *(base for base, _ in split), ""]
    return "".join(
        speller.phoneme(base, stress, bases[place + 2], bases[place])
        for place, (base, stress) in enumerate(split)
    )


@pytest.mark.parametrize(
    ("phonemes", "us", "gb", "misaki"),
    [
        ("HH AH0 L OW1", "həlˈoʊ", "həlˈəʊ", "həlˈO"),
        ("B ER1 D", "bˈɜːd", "bˈɜːd", "bˈɜɹd"),
        ("B AH1 T ER0", "bˈʌtɚ", "bˈʌtə", "bˈʌtəɹ"),
        ("K AA1 R", "kˈɑːɹ", "kˈɑː", "kˈɑɹ"),
        ("S T AA1 P", "stˈɑːp", "stˈɒp", "stˈɑp"),
        ("CH ER1 CH", "tʃˈɜːtʃ", "tʃˈɜːtʃ", "ʧˈɜɹʧ"),
        ("JH OY1", "dʒˈɔɪ", "dʒˈɔɪ", "ʤˈY"),
        ("R EH1 D IY0", "ɹˈɛdi", "ɹˈɛdi", "ɹˈɛdi"),
        ("F OW2 T OW0", "fˌoʊtoʊ", "fˌəʊtəʊ", "fˌOtO"),
        ("V EH1 R IY0", "vˈɛɹi", "vˈɛɹi", "vˈɛɹi"),
    ],
)
def test_words(phonemes: str, us: str, gb: str, misaki: str) -> None:
    assert written(phonemes, "espeak", "us", ALL) == us
    assert written(phonemes, "espeak", "gb", ALL) == gb
    assert written(phonemes, "misaki", "us", KOKORO) == misaki


def test_the_next_best_spelling_is_taken() -> None:
    assert written("G ER1 L", "espeak", "us", ALL.replace("ɡ", "g").replace("ː", "")) == "gˈɜɹl"
    assert written("HH IY1", "espeak", "us", ALL.replace("ˈ", "")) == "hiː"


def test_what_cannot_be_written_is_named() -> None:
    assert Speller("espeak", "us", set(ALL)).unmapped() == ()
    assert Speller("misaki", "gb", set(KOKORO)).unmapped() == ()
    assert Speller("espeak", "us", set(ALL) - {"ʊ"}).unmapped() == ("AW", "OW", "UH")
    assert written("B UH1 K", "espeak", "us", ALL.replace("ʊ", "")) == "bk"


def test_signs() -> None:
    assert Speller("misaki", "us", set(KOKORO)).sign("trailing") == "…"
    assert Speller("espeak", "us", set(ALL)).sign("trailing") == "."
    assert Speller("espeak", "us", set("abc")).sign("question") == ""
