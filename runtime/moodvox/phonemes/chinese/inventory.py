"""The sounds of a Chinese voice of Moodvox's own family: pinyin beside ARPAbet.

A syllable is its initial, if it has one, its final in full, and `ROLLED` where r melts
into it: 点儿 dianr3 is d, ian3, rr. The tone is a feature of the final, as stress is of an
English vowel.
"""

from __future__ import annotations

from collections.abc import Sequence

from moodvox.phonemes.chinese.pinyin import FINALS, INITIALS, split_syllable
from moodvox.phonemes.inventory import CONSONANTS, PAD, SILENCE, SYMBOLS, VOWELS, split_stress
from moodvox.phonemes.sequence import FEATURES, Inventory
from moodvox.phonemes.sequence import kind_of as english_kind_of

ROLLED = "rr"
TONES = ("tone1", "tone2", "tone3", "tone4", "tone5")

CHINESE_SYMBOLS: tuple[str, ...] = (*SYMBOLS, *sorted(INITIALS), *sorted(FINALS), ROLLED)
"""The whole table; a voice may leave out English, and `ROLLED`."""

CHINESE_FEATURES: tuple[str, ...] = (*FEATURES, *TONES)

_NEEDED = (PAD, SILENCE, *sorted(INITIALS), *sorted(FINALS))
_SHOWN = 8


def inventory_of(symbols: Sequence[str]) -> Inventory:
    """What a voice with this table knows; the place in the table is the id."""
    ids = {symbol: place for place, symbol in enumerate(symbols)}
    return Inventory(ids, CHINESE_FEATURES, kind_of)


def kind_of(symbol: str) -> str:
    """The feature that says what a sound of either language is."""
    base, tone = split_stress(symbol)
    if base in VOWELS or base in CONSONANTS:
        return english_kind_of(symbol)
    return f"tone{tone}" if base in FINALS else "consonant"


def speaks_english(inventory: Inventory) -> bool:
    return all(symbol in inventory.ids for symbol in (*VOWELS, *CONSONANTS))


def sounds_of(syllable: str, inventory: Inventory) -> tuple[str, ...]:
    """ "dianr3" -> ("d", "ian3", "rr"); without `ROLLED` the r is a syllable: er5."""
    initial, final, tone = split_syllable(syllable)
    rolled = final.endswith("r") and final != "er"
    sounds = [initial] if initial else []
    sounds.append(f"{final.removesuffix('r') if rolled else final}{tone}")
    if rolled:
        sounds.append(ROLLED if ROLLED in inventory.ids else "er5")
    return tuple(sounds)


def fault_of(phonemes: Sequence[str], features: Sequence[str]) -> str:
    """Why a voice with these tables cannot be read to in Chinese; "" if it can."""
    faults = []
    if missing := [symbol for symbol in _NEEDED if symbol not in phonemes]:
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        faults.append(f"its table of phonemes lacks {', '.join(missing[:_SHOWN])}{more}")
    english = [symbol for symbol in (*VOWELS, *CONSONANTS) if symbol in phonemes]
    if 0 < len(english) < len(VOWELS) + len(CONSONANTS):
        faults.append("its table of phonemes has a part of the English ones: all or none")
    if unknown := [symbol for symbol in phonemes if symbol not in CHINESE_SYMBOLS]:
        faults.append(f"its table of phonemes has '{unknown[0]}', which nothing is written with")
    if tuple(features) != CHINESE_FEATURES:
        faults.append("made for other phoneme features")
    return "; ".join(faults)
