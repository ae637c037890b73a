"""The emotions that every Moodvox voice should know by name.

A voice's preset table may hold more; a project may add its own as mixtures.
"""

from __future__ import annotations

NEUTRAL = "neutral"

CORE_EMOTIONS: tuple[str, ...] = (
    "happy",
    "sad",
    "wailing",
    "angry",
    "cold_angry",
    "fearful",
    "panicked",
    "disgusted",
    "surprised",
    "tender",
    "calm",
    "contempt",
    "tired",
    "bored",
)
"""`sad` is the quiet kind and `angry` the hot one (see shared measurements in docs/voices.md)."""

ALIASES: dict[str, str] = {
    "joy": "happy",
    "joyful": "happy",
    "happiness": "happy",
    "sadness": "sad",
    "sorrow": "sad",
    "crying": "wailing",
    "weeping": "wailing",
    "anger": "angry",
    "cold_anger": "cold_angry",
    "fear": "fearful",
    "afraid": "fearful",
    "scared": "fearful",
    "panic": "panicked",
    "disgust": "disgusted",
    "surprise": "surprised",
    "tenderness": "tender",
    "calmness": "calm",
    "contemptuous": "contempt",
    "tiredness": "tired",
    "weary": "tired",
    "boredom": "bored",
}
"""Other words that people write for an emotion -> its name."""
