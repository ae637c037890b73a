"""Pronunciations as people write them: ARPAbet or IPA -> ARPAbet with stress digits.

    K AY1 L OW0      ARPAbet, symbols parted by spaces, in capitals or not
    /ˈkaɪloʊ/        IPA between slashes (or square brackets)
    ˈkaɪloʊ          IPA without slashes, if it has a letter that ASCII lacks

Where no vowel carries stress, the first full vowel gets the primary stress.
"""

from __future__ import annotations

import re
import unicodedata

from moodvox.errors import TextError, nearest
from moodvox.phonemes.inventory import CONSONANTS, VOWELS, is_valid, split_stress

MAX_PHONEMES = 100


class NotationError(TextError):
    """A pronunciation is not understood; `column` (from 1) is the place in its text."""

    code = "bad_pronunciation"

    def __init__(self, message: str, *, column: int, hint: str = "") -> None:
        super().__init__(message, where=f"character {column}", hint=hint)
        self.column = column


_IPA: dict[str, tuple[str, ...]] = {
    "p": ("P",), "b": ("B",), "t": ("T",), "d": ("D",), "k": ("K",), "g": ("G",), "ɡ": ("G",),
    "m": ("M",), "n": ("N",), "ŋ": ("NG",), "f": ("F",), "v": ("V",), "θ": ("TH",), "ð": ("DH",),
    "s": ("S",), "z": ("Z",), "ʃ": ("SH",), "ʒ": ("ZH",), "h": ("HH",), "ɦ": ("HH",),
    "l": ("L",), "ɫ": ("L",), "r": ("R",), "ɹ": ("R",), "ɻ": ("R",), "ʁ": ("R",), "ɾ": ("D",),
    "w": ("W",), "ʍ": ("W",), "j": ("Y",), "tʃ": ("CH",), "ʧ": ("CH",), "dʒ": ("JH",),
    "ʤ": ("JH",), "x": ("K",), "χ": ("K",), "c": ("K",), "q": ("K",), "ç": ("HH",), "ɲ": ("N", "Y"),
    "ʎ": ("L", "Y"), "ɣ": ("G",), "β": ("V",), "ɸ": ("F",), "ʔ": (), "ʈ": ("T",), "ɖ": ("D",),
    "ʂ": ("SH",), "ʐ": ("ZH",), "ɕ": ("SH",), "ʑ": ("ZH",), "ɬ": ("L",), "ɱ": ("M",), "ɳ": ("N",),
    "i": ("IY",), "ɪ": ("IH",), "ɨ": ("IH",), "y": ("UW",), "ʏ": ("UH",), "eɪ": ("EY",),
    "ei": ("EY",), "e": ("EH",), "eː": ("EY",), "ɛ": ("EH",), "ø": ("ER",), "œ": ("ER",),
    "æ": ("AE",), "a": ("AA",), "ɑ": ("AA",), "ɒ": ("AA",), "ɔ": ("AO",), "o": ("OW",),
    "oʊ": ("OW",), "əʊ": ("OW",), "ou": ("OW",), "ʊ": ("UH",), "u": ("UW",), "ʉ": ("UW",),
    "ɯ": ("UW",), "ʌ": ("AH",), "ɐ": ("AH",), "ə": ("AH",), "ɘ": ("AH",), "ɤ": ("AH",),
    "ɜ": ("ER",), "ɝ": ("ER",), "ɚ": ("ER",), "ɜr": ("ER",), "ɜɹ": ("ER",), "ɜːr": ("ER",),
    "ɜːɹ": ("ER",), "ər": ("ER",), "əɹ": ("ER",), "aɪ": ("AY",), "ai": ("AY",), "aj": ("AY",),
    "aʊ": ("AW",), "au": ("AW",), "aw": ("AW",), "ɔɪ": ("OY",), "ɔi": ("OY",), "oi": ("OY",),
    "eə": ("EH", "R"), "ɛə": ("EH", "R"), "ɪə": ("IH", "R"), "ʊə": ("UH", "R"),
}  # fmt: skip
_LONGEST = max(map(len, _IPA))
_REDUCED = frozenset("əɚɨɐ")
_STRESS = {"ˈ": 1, "'": 1, "ˌ": 2, ",": 2}
_PASSED_OVER = frozenset("ːˑ.‿ -ʰʲʷˠˤ˞͜͡")
_SYLLABIC = "\u0329"


def parse_pronunciation(text: str) -> tuple[str, ...]:
    """Read ARPAbet or IPA; see the module's text.

    Raises:
        NotationError: nothing there, or a symbol that is neither; names the nearest.
    """
    stripped = text.strip()
    begin = text.find(stripped)
    bounded = re.fullmatch(r"/(.*)/|\[(.*)\]", stripped)
    if bounded is not None:
        return _limited(_parse_ipa(stripped[1:-1], begin + 1))
    if stripped.startswith("/"):
        raise NotationError("the closing '/' is missing", column=len(text.rstrip()) + 1)
    if not stripped:
        raise NotationError("a pronunciation is missing", column=1, hint="for example K AY1 L OW0")
    if any(ord(character) > 0x7F for character in stripped):
        return _limited(_parse_ipa(stripped, begin))
    return _limited(_parse_arpabet(text))


def _limited(phonemes: tuple[str, ...]) -> tuple[str, ...]:
    if len(phonemes) > MAX_PHONEMES:
        raise NotationError(
            f"a pronunciation of {len(phonemes)} phonemes; one word may have {MAX_PHONEMES}",
            column=1,
        )
    return phonemes


def _parse_arpabet(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in re.finditer(r"\S+", text):
        symbol = match[0].upper()
        base, _ = split_stress(symbol)
        if not (is_valid(symbol) or symbol in VOWELS):
            if base in VOWELS:
                message = f"'{match[0]}': stress is 0 (none), 1 (primary) or 2 (secondary)"
                raise NotationError(message, column=match.start() + 1)
            if base in CONSONANTS:
                message = f"'{match[0]}': only vowels carry stress"
                hint = f"write {base}"
                raise NotationError(message, column=match.start() + 1, hint=hint)
            near = nearest(base, [name.lower() for name in (*VOWELS, *CONSONANTS)])
            hint = near.upper().replace("DID YOU MEAN", "did you mean")
            raise NotationError(
                f"'{match[0]}' is no ARPAbet symbol",
                column=match.start() + 1,
                hint=(hint if near.startswith("did") else "IPA goes between slashes: /ˈkaɪloʊ/"),
            )
        found.append(symbol)
    return _with_stress(found, [False] * len(found))


def _parse_ipa(text: str, shift: int) -> tuple[str, ...]:
    """`shift` is where `text` begins in what the user wrote."""
    found: list[str] = []
    reduced: list[bool] = []
    pending = -1
    place = 0
    while place < len(text):
        character = text[place]
        if character in _STRESS:
            pending = _STRESS[character]
            place += 1
            continue
        if character == _SYLLABIC and found:
            found.insert(-1, "AH0")
            reduced.insert(-1, True)
            place += 1
            continue
        if character in _PASSED_OVER or unicodedata.category(character) == "Mn":
            place += 1
            continue
        length, phonemes = _longest(text, place)
        if length == 0:
            raise NotationError(
                f"'{character}' is no IPA symbol that this voice has",
                column=shift + place + 1,
                hint="letters known: " + " ".join(sorted(key for key in _IPA if len(key) == 1)),
            )
        for phoneme in phonemes:
            stress = str(pending) if phoneme in VOWELS and pending >= 0 else ""
            pending = -1 if stress else pending
            found.append(phoneme + stress)
            reduced.append(character in _REDUCED)
        place += length
    if not found:
        raise NotationError("a pronunciation is missing", column=shift + 1)
    return _with_stress(found, reduced)


def _longest(text: str, place: int) -> tuple[int, tuple[str, ...]]:
    """The longest IPA symbol at `place` (a tie bar inside it is passed over)."""
    for length in range(_LONGEST + 1, 0, -1):
        piece = text[place : place + length]
        bare = piece.replace("\u0361", "").replace("\u035c", "")
        if len(piece) == length and bare in _IPA:
            return length, _IPA[bare]
    return 0, ()


def _with_stress(symbols: list[str], reduced: list[bool]) -> tuple[str, ...]:
    """Give every vowel a digit; `reduced` marks vowels that are never stressed unasked."""
    vowels = [i for i, symbol in enumerate(symbols) if split_stress(symbol)[0] in VOWELS]
    marked = any(symbols[i][-1].isdigit() and symbols[i][-1] != "0" for i in vowels)
    bare = [i for i in vowels if not symbols[i][-1].isdigit()]
    full = [i for i in bare if not reduced[i]] or bare
    first = None if marked or not full else full[0]
    for i in bare:
        symbols[i] += "1" if i == first else "0"
    return tuple(symbols)
