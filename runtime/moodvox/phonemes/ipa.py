"""ARPAbet -> the IPA symbols that other people's models were trained with.

Two ways of writing are known: espeak-ng's (Piper and most of the others), where a
diphthong is two symbols, and misaki's (Kokoro 1.0), where it is one capital letter.
A phoneme has several spellings, best first: the first that a voice has symbols for is used.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from moodvox.phonemes.inventory import CONSONANTS, VOWELS

Writing = Literal["espeak", "misaki"]
Accent = Literal["us", "gb"]

PRIMARY: Final = "ˈ"
SECONDARY: Final = "ˌ"
SPACE: Final = " "

SIGNS: Final[Mapping[str, str]] = {
    "statement": ".", "question": "?", "exclamation": "!", "continuation": ",", "trailing": "….",
}  # fmt: skip
"""How a clause ends -> signs for it, best first."""

_CONSONANTS: Final = {
    "B": "b", "CH": "tʃ ʧ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ g", "HH": "h", "JH": "dʒ ʤ",
    "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ r", "S": "s", "SH": "ʃ",
    "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_ESPEAK: Final = {
    **_CONSONANTS,
    "AA": "ɑː ɑ", "AE": "æ a", "AH1": "ʌ", "AH0": "ə ʌ", "AO": "ɔː ɔ", "AW": "aʊ", "AY": "aɪ",
    "EH": "ɛ e", "ER1": "ɜː ɜɹ ɚ", "ER0": "ɚ əɹ", "EY": "eɪ", "IH": "ɪ", "IY1": "iː i",
    "IY0": "i iː", "OW": "oʊ əʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "uː u",
}  # fmt: skip
_MISAKI: Final = {
    **_CONSONANTS,
    "CH": "ʧ tʃ", "JH": "ʤ dʒ",
    "AA": "ɑ", "AE": "æ", "AH1": "ʌ", "AH0": "ə", "AO": "ɔ", "AW": "W", "AY": "I", "EH": "ɛ",
    "ER1": "ɜɹ", "ER0": "əɹ", "EY": "A", "IH": "ɪ", "IY": "i", "OW": "O", "OY": "Y", "UH": "ʊ",
    "UW": "u",
}  # fmt: skip
_BRITISH: Final[dict[Writing, dict[str, str]]] = {
    "espeak": {"AA": "ɒ ɑː", "AAR": "ɑː", "OW": "əʊ", "ER1": "ɜː", "ER0": "ə", "AE": "a æ"},
    "misaki": {
        "AA": "ɒ", "AAR": "ɑː", "AO": "ɔː", "OW": "Q", "ER1": "ɜː", "ER0": "ə", "AE": "a",
        "IY": "iː", "UW": "uː",
    },
}  # fmt: skip
_TABLES: Final[dict[Writing, dict[str, str]]] = {"espeak": _ESPEAK, "misaki": _MISAKI}


@dataclass(frozen=True)
class Speller:
    """Writes phonemes with the symbols that one voice has.

    Attributes:
        known: the voice's symbols, one character each.
    """

    writing: Writing
    accent: Accent
    known: Collection[str]

    def phoneme(self, base: str, stress: int, following: str = "", before: str = "") -> str:
        """The symbols of one phoneme, its stress mark first; "" if nothing is heard of it.

        Args:
            base: ARPAbet without stress digit.
            stress: 0 to 2 of a vowel, -1 of a consonant.
            following, before: the phonemes beside it in the line, "" at a silence.
        """
        if self.accent == "gb" and base == "R" and following not in VOWELS and before in VOWELS:
            return ""
        written = self._written(base, stress, following)
        mark = {1: PRIMARY, 2: SECONDARY}.get(stress, "")
        return (mark if mark in self.known else "") + written if written else ""

    def sign(self, ending: str) -> str:
        """The sign at the end of a clause; "" if the voice has none."""
        return next((sign for sign in SIGNS[ending] if sign in self.known), "")

    def unmapped(self) -> tuple[str, ...]:
        """The phonemes that no spelling is known for."""
        asked = [(base, -1) for base in CONSONANTS] + [(v, s) for v in VOWELS for s in (1, 0)]
        missing = [base for base, stress in asked if not self._written(base, stress, "")]
        return tuple(dict.fromkeys(missing))

    def _written(self, base: str, stress: int, following: str) -> str:
        table = _TABLES[self.writing]
        keys: Sequence[str] = [f"{base}{1 if stress > 0 else 0}", base]
        if base == "AA" and following == "R":
            keys = ["AAR", *keys]
        spellings: list[str] = []
        for source in (_BRITISH[self.writing] if self.accent == "gb" else {}, table):
            for key in keys:
                spellings += source.get(key, "").split()
        return next((s for s in spellings if all(sign in self.known for sign in s)), "")
