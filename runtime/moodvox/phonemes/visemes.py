"""Mouth shapes for lip-sync: ARPAbet -> Oculus visemes -> ARKit blend shapes.

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


def visemes_of(phoneme: str) -> tuple[str, ...]:
    """The visemes of a phoneme (with or without stress digit): two for a diphthong.

    Raises:
        KeyError: no phoneme of the inventory.
    """
    base = split_stress(phoneme)[0]
    return _DIPHTHONGS.get(base) or (_ONE[base],)


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
