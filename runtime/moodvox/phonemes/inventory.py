"""The phoneme inventory: ARPAbet as in the CMU Pronouncing Dictionary.

A pronunciation is a tuple of ARPAbet symbols, vowels with their stress digit
(``("HH", "AH0", "L", "OW1")``). The model sees the symbol without its digit (an id)
and the stress as a feature.
"""

from __future__ import annotations

VOWELS: tuple[str, ...] = (
    "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW",
)  # fmt: skip
CONSONANTS: tuple[str, ...] = (
    "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH",
    "T", "TH", "V", "W", "Y", "Z", "ZH",
)  # fmt: skip

PAD = "_"
SILENCE = "SIL"
"""A pause: at both ends of a line, at clause ends, and where a `[pause]` stands."""

SYMBOLS: tuple[str, ...] = (PAD, SILENCE, *VOWELS, *CONSONANTS)
"""Index in this tuple = id given to the model. Append only: voices hold this table."""

ID_OF: dict[str, int] = {symbol: index for index, symbol in enumerate(SYMBOLS)}


def split_stress(phoneme: str) -> tuple[str, int]:
    """``"AH0"`` -> ``("AH", 0)``; consonants and silence give stress -1."""
    if phoneme[-1:].isdigit():
        return phoneme[:-1], int(phoneme[-1])
    return phoneme, -1


def is_valid(phoneme: str) -> bool:
    """Whether `phoneme` is ARPAbet with a stress digit 0-2 on vowels and on nothing else."""
    base, stress = split_stress(phoneme)
    if base in VOWELS:
        return stress in (0, 1, 2)
    return base in CONSONANTS and stress == -1
