"""Mouth shapes for lip-sync: ARPAbet or pinyin -> Oculus visemes -> ARKit blend shapes.

The 15 visemes are those of the Oculus (Meta) lip-sync set. The ARKit weights are ours:
a face at full articulation; an engine scales them with loudness.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from moodvox.phonemes.inventory import PAD, SILENCE, split_stress

VISEMES: tuple[str, ...] = (
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou",
)  # fmt: skip
"""In the order of the Oculus set; the index is the number that engines use."""

_GROUPS: dict[str, str] = {
    "sil": f"{PAD} {SILENCE}", "PP": "P B M", "FF": "F V", "TH": "TH DH", "DD": "T D",
    "kk": "K G HH NG", "CH": "CH JH SH ZH", "SS": "S Z", "nn": "N L", "RR": "R ER",
    "aa": "AA AE AH", "E": "EH EY", "ih": "IH IY Y AY", "oh": "AO OW OY", "ou": "UW UH W AW",
}  # fmt: skip
_DIPHTHONGS: dict[str, tuple[str, str]] = {
    "AY": ("aa", "ih"), "AW": ("aa", "ou"), "EY": ("E", "ih"), "OW": ("oh", "ou"),
    "OY": ("oh", "ih"),
}  # fmt: skip
_ONE: dict[str, str] = {
    phoneme: viseme for viseme, phonemes in _GROUPS.items() for phoneme in phonemes.split()
}


_PINYIN: dict[str, str] = {
    "b": "PP", "p": "PP", "m": "PP", "f": "FF", "d": "DD", "t": "DD", "n": "nn", "l": "nn",
    "g": "kk", "k": "kk", "h": "kk", "j": "CH", "q": "CH", "x": "SS", "zh": "CH", "ch": "CH",
    "sh": "CH", "r": "RR", "z": "SS", "c": "SS", "s": "SS", "y": "ih",
    "a": "aa", "ai": "aa ih", "an": "aa nn", "ang": "aa", "ao": "aa ou", "e": "E", "ei": "E ih",
    "en": "E nn", "eng": "E", "er": "E RR", "i": "ih", "ia": "ih aa", "iai": "ih aa ih",
    "ian": "ih E nn",
    "iang": "ih aa", "iao": "ih aa ou", "ie": "ih E", "ii": "ih", "iii": "ih", "in": "ih nn",
    "ing": "ih", "io": "ih oh",
    "iong": "ih oh", "iou": "ih oh ou", "o": "oh", "ong": "oh", "ou": "oh ou",
    "u": "ou", "ua": "ou aa", "uai": "ou aa ih", "uan": "ou aa nn", "uang": "ou aa",
    "uei": "ou E ih", "uen": "ou E nn", "ueng": "ou E", "uo": "ou oh", "v": "ou",
    "van": "ou E nn", "ve": "ou E", "vn": "ou nn", "ue": "ou E", "sp": "",
}  # fmt: skip
"""Initials and finals as `phonemes.chinese.pinyin` names them; sp0 keeps the mouth as it is."""


def visemes_of(phoneme: str) -> tuple[str, ...]:
    """The visemes of a phoneme (with or without stress digit or tone), in order.

    One for most, two for an English diphthong, up to four for a Chinese final, none for
    the border between two syllables.

    Raises:
        KeyError: neither ARPAbet nor a pinyin initial or final.
    """
    base = split_stress(phoneme)[0]
    if base in _DIPHTHONGS:
        return _DIPHTHONGS[base]
    if base in _ONE:
        return (_ONE[base],)
    if base not in _PINYIN and base.endswith("r"):
        return (*_PINYIN[base[:-1]].split(), "RR")
    return tuple(_PINYIN[base].split())


ARKIT: Mapping[str, Mapping[str, float]] = MappingProxyType({
    "sil": {},
    "PP": {"mouthClose": 0.25, "mouthPressLeft": 0.6, "mouthPressRight": 0.6,
           "mouthRollLower": 0.3, "mouthRollUpper": 0.3, "jawOpen": 0.05},
    "FF": {"mouthRollLower": 0.55, "mouthUpperUpLeft": 0.25, "mouthUpperUpRight": 0.25,
           "mouthShrugUpper": 0.2, "jawOpen": 0.08},
    "TH": {"jawOpen": 0.15, "tongueOut": 0.4, "mouthLowerDownLeft": 0.2,
           "mouthLowerDownRight": 0.2},
    "DD": {"jawOpen": 0.15, "mouthLowerDownLeft": 0.25, "mouthLowerDownRight": 0.25,
           "mouthShrugUpper": 0.1},
    "kk": {"jawOpen": 0.2, "mouthStretchLeft": 0.15, "mouthStretchRight": 0.15,
           "mouthLowerDownLeft": 0.15, "mouthLowerDownRight": 0.15},
    "CH": {"mouthFunnel": 0.55, "mouthPucker": 0.25, "jawOpen": 0.12,
           "mouthShrugLower": 0.2},
    "SS": {"mouthStretchLeft": 0.3, "mouthStretchRight": 0.3, "mouthSmileLeft": 0.15,
           "mouthSmileRight": 0.15, "mouthLowerDownLeft": 0.2, "mouthLowerDownRight": 0.2,
           "jawOpen": 0.04},
    "nn": {"jawOpen": 0.12, "mouthLowerDownLeft": 0.2, "mouthLowerDownRight": 0.2,
           "mouthStretchLeft": 0.1, "mouthStretchRight": 0.1},
    "RR": {"mouthPucker": 0.35, "mouthFunnel": 0.3, "jawOpen": 0.12},
    "aa": {"jawOpen": 0.6, "mouthLowerDownLeft": 0.3, "mouthLowerDownRight": 0.3,
           "mouthUpperUpLeft": 0.1, "mouthUpperUpRight": 0.1},
    "E": {"jawOpen": 0.35, "mouthStretchLeft": 0.25, "mouthStretchRight": 0.25,
          "mouthSmileLeft": 0.2, "mouthSmileRight": 0.2},
    "ih": {"jawOpen": 0.2, "mouthSmileLeft": 0.35, "mouthSmileRight": 0.35,
           "mouthStretchLeft": 0.2, "mouthStretchRight": 0.2},
    "oh": {"jawOpen": 0.4, "mouthFunnel": 0.5, "mouthPucker": 0.2},
    "ou": {"jawOpen": 0.2, "mouthPucker": 0.65, "mouthFunnel": 0.3},
})  # fmt: skip
"""Viseme -> ARKit blend shape -> weight 0..1; shapes that are not named are 0."""

ARKIT_SHAPES: tuple[str, ...] = tuple(
    sorted({shape for weights in ARKIT.values() for shape in weights})
)
"""Every ARKit blend shape that a viseme moves."""
