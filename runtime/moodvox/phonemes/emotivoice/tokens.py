"""EmotiVoice's tokens: from ARPAbet and pinyin to what its model was trained with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from moodvox.phonemes.chinese.pinyin import split_syllable
from moodvox.phonemes.inventory import CONSONANTS, VOWELS

EDGE: Final = "<sos/eos>"
SYLLABLE: Final = "sp0"
WORD: Final = "sp1"
PHRASE: Final = "sp3"
ENGLISH_WORD: Final = "engsp1"
ENGLISH_PHRASE: Final = "engsp4"
TO_CHINESE: Final = "eng_cn_sp"

NEEDED: Final[tuple[str, ...]] = (
    EDGE, SYLLABLE, WORD, PHRASE, ENGLISH_WORD, ENGLISH_PHRASE, TO_CHINESE,
    *(f"[{vowel}{stress}]" for vowel in VOWELS for stress in (0, 1, 2)),
    *(f"[{consonant}]" for consonant in CONSONANTS),
)  # fmt: skip
"""Without these no English line can be read; Chinese sounds are looked for one by one."""

_TONES: Final = {1: (1, 5, 4, 2, 3), 2: (2, 3, 5, 4, 1), 3: (3, 2, 5, 4, 1), 4: (4, 5, 1, 2, 3),
                 5: (5, 4, 1, 3, 2)}  # fmt: skip
"""Where a table lacks a final in a tone, the nearest one that it has."""


class TokenTable:
    """The tokens of one voice; the place in the list is the id."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.ids = {token: place for place, token in enumerate(tokens)}

    def english(self, phoneme: str) -> str:
        """ "AH0" -> "[AH0]"."""
        return f"[{phoneme}]"

    def chinese(self, syllable: str) -> tuple[str, ...]:
        """ "zhuang1" -> ("zh", "uang1"); empty if the voice has no such sounds.

        A final with r that the voice lacks is said as the final and er.
        """
        initial, final, tone = split_syllable(syllable)
        if final == "ve" and not initial:
            initial = "y"  # the original's own spelling of yue, so the one it was trained with
        if final == "io":
            initial, final = "y", "o"
        said = self._final(final, tone)
        if said is None and final.endswith("r") and final != "er":
            bare, er = self._final(final[:-1], tone), self._final("er", 5)
            sounds = [bare, SYLLABLE, er] if bare and er else []
        else:
            sounds = [said] if said else []
        if not sounds or (initial and initial not in self.ids):
            return ()
        return (*((initial,) if initial else ()), *sounds)

    def _final(self, final: str, tone: int) -> str | None:
        tried = _TONES[tone] if not final.endswith("r") or final == "er" else (tone,)
        return next((f"{final}{t}" for t in tried if f"{final}{t}" in self.ids), None)
