"""Pronunciations as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.phonemes.inventory import CONSONANTS, VOWELS, is_valid
from moodvox.phonemes.notation import NotationError, parse_pronunciation

SYMBOLS = [f"{vowel}{stress}" for vowel in VOWELS for stress in (0, 1, 2)] + list(CONSONANTS)


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("K AY1 L OW0", "K AY1 L OW0"),
        ("  k ay1  l ow0 ", "K AY1 L OW0"),
        ("K AY L OW", "K AY1 L OW0"),
        ("K AY L OW1", "K AY0 L OW1"),
        ("AH0", "AH0"),
        ("/ˈkaɪloʊ/", "K AY1 L OW0"),
        ("[ˈkaɪloʊ]", "K AY1 L OW0"),
        ("ˈkaɪloʊ", "K AY1 L OW0"),
        ("/ˈzaɪləfɑr/", "Z AY1 L AH0 F AA0 R"),
        ("/nɛrˈzuːl/", "N EH0 R Z UW1 L"),
        ("/ˌsɪləˈbɪfɪˌkeɪʃən/", "S IH2 L AH0 B IH1 F IH0 K EY2 SH AH0 N"),
        ("/tʃɜːrtʃ/", "CH ER1 CH"),
        ("/t͡ʃip/", "CH IY1 P"),
        ("/dʒʌdʒ/", "JH AH1 JH"),
        ("/bʌtn̩/", "B AH1 T AH0 N"),
        ("/əˈɹaʊnd/", "AH0 R AW1 N D"),
        ("/kat/", "K AA1 T"),
        ("/sfɪŋks/", "S F IH1 NG K S"),
        ("/ʃː/", "SH"),
    ],
)
def test_read_as(text: str, phonemes: str) -> None:
    assert parse_pronunciation(text) == tuple(phonemes.split())


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 1, "missing", "K AY1"),
        ("//", 2, "missing", ""),
        ("K QQ L", 3, "'QQ' is no ARPAbet symbol", ""),
        ("K AY1 LL", 7, "'LL' is no ARPAbet symbol", "did you mean 'L'?"),
        ("K AY3", 3, "stress is 0", ""),
        ("K1 AY1", 1, "only vowels carry stress", "write K"),
        ("kylo", 1, "'kylo' is no ARPAbet symbol", "IPA goes between slashes"),
        ("/ˈkaɪ€/", 6, "'€' is no IPA symbol", "letters known"),
        ("/kaɪ", 5, "closing '/'", ""),
    ],
)
def test_errors_name_the_place_and_the_nearest(
    text: str, column: int, message: str, hint: str
) -> None:
    with pytest.raises(NotationError) as caught:
        parse_pronunciation(text)
    assert caught.value.column == column
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_an_endless_pronunciation_is_refused() -> None:
    with pytest.raises(NotationError, match="101 phonemes"):
        parse_pronunciation("K " * 101)


@settings(deadline=None)
@given(st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=12))
def test_marked_arpabet_is_kept(symbols: list[str]) -> None:
    said = parse_pronunciation(" ".join(symbols))
    if any(symbol.endswith(("1", "2")) for symbol in symbols):
        assert said == tuple(symbols)
    assert [s.rstrip("012") for s in said] == [s.rstrip("012") for s in symbols]


def refusal(text: str) -> NotationError | None:
    """What is wrong with a pronunciation."""
    try:
        parse_pronunciation(text)
    except NotationError as error:
        return error
    return None


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    if (error := refusal(text)) is not None:
        assert 1 <= error.column <= len(text) + 1
    else:
        assert all(map(is_valid, parse_pronunciation(text)))
