"""Mouth shapes: ARPAbet -> the 15 Oculus visemes -> ARKit blend shapes."""

from __future__ import annotations

from moodvox.phonemes.inventory import SILENCE, split_stress

VISEMES: tuple[str, ...] = (
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou",
)  # fmt: skip
"""Names and order of the Oculus set."""

_OF_PHONEME: dict[str, tuple[str, ...]] = {
    SILENCE: ("sil",),
    **dict.fromkeys(("P", "B", "M"), ("PP",)),
    **dict.fromkeys(("F", "V"), ("FF",)),
    **dict.fromkeys(("TH", "DH"), ("TH",)),
    **dict.fromkeys(("T", "D"), ("DD",)),
    **dict.fromkeys(("K", "G", "NG", "HH"), ("kk",)),
    **dict.fromkeys(("CH", "JH", "SH", "ZH"), ("CH",)),
    **dict.fromkeys(("S", "Z"), ("SS",)),
    **dict.fromkeys(("N", "L"), ("nn",)),
    **dict.fromkeys(("R", "ER"), ("RR",)),
    **dict.fromkeys(("AA", "AE", "AH"), ("aa",)),
    **dict.fromkeys(("IH", "IY", "Y"), ("ih",)),
    **dict.fromkeys(("UH", "UW", "W"), ("ou",)),
    "EH": ("E",),
    "AO": ("oh",),
    "AY": ("aa", "ih"),
    "AW": ("aa", "ou"),
    "EY": ("E", "ih"),
    "OW": ("oh", "ou"),
    "OY": ("oh", "ih"),
}
"""A diphthong is two shapes, half its time each."""

ARKIT: dict[str, dict[str, float]] = {
    "sil": {},
    "PP": {"mouthClose": 0.35, "mouthPressLeft": 0.6, "mouthPressRight": 0.6, "jawOpen": 0.05},
    "FF": {"mouthRollLower": 0.6, "mouthUpperUpLeft": 0.3, "mouthUpperUpRight": 0.3,
           "jawOpen": 0.08},
    "TH": {"tongueOut": 0.35, "jawOpen": 0.18, "mouthLowerDownLeft": 0.2,
           "mouthLowerDownRight": 0.2},
    "DD": {"jawOpen": 0.15, "mouthLowerDownLeft": 0.25, "mouthLowerDownRight": 0.25},
    "kk": {"jawOpen": 0.22, "mouthStretchLeft": 0.15, "mouthStretchRight": 0.15},
    "CH": {"mouthFunnel": 0.55, "mouthPucker": 0.3, "jawOpen": 0.12},
    "SS": {"mouthStretchLeft": 0.35, "mouthStretchRight": 0.35, "jawOpen": 0.06},
    "nn": {"jawOpen": 0.14, "mouthStretchLeft": 0.1, "mouthStretchRight": 0.1},
    "RR": {"mouthFunnel": 0.35, "mouthPucker": 0.25, "jawOpen": 0.14},
    "aa": {"jawOpen": 0.6, "mouthLowerDownLeft": 0.3, "mouthLowerDownRight": 0.3},
    "E": {"jawOpen": 0.35, "mouthSmileLeft": 0.3, "mouthSmileRight": 0.3},
    "ih": {"jawOpen": 0.2, "mouthSmileLeft": 0.4, "mouthSmileRight": 0.4},
    "oh": {"jawOpen": 0.4, "mouthFunnel": 0.5},
    "ou": {"jawOpen": 0.2, "mouthFunnel": 0.35, "mouthPucker": 0.65},
}  # fmt: skip
"""Weights of ARKit's blend shapes that make each viseme on a face without Oculus shapes."""


def visemes_of(phoneme: str) -> tuple[str, ...]:
    """One or two visemes of an ARPAbet symbol, with or without its stress digit."""
    return _OF_PHONEME[split_stress(phoneme)[0]]
