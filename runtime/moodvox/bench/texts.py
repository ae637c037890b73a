"""What is spoken while it is measured: fixed, so that figures can be compared."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "short": "Get down!",
    "medium": "I told you to keep the torch lit, and look at us now.",
    "long": (
        "When the old king died, nobody wept, and nobody sang. We closed the gates, we counted "
        "the grain, and we waited for his sons to ride out of the north with their banners."
    ),
    "moving": (
        "[calm 0.6 -> angry 1.0 over 3s] I have been patient with you, I have been kind to you, "
        "and all that time you were stealing from my own mother!"
    ),
}
"""`moving` is planned twice, since its moods depend on its times."""

CHATTER: tuple[str, ...] = (
    "Get down!",
    "Who goes there?",
    "The bridge is out. You will have to go round by the mill.",
    "[afraid 0.7] Something is moving in the cellar, and it is not rats.",
    "I told you to keep the torch lit, and look at us now.",
    "[happy] Fresh bread! Two coppers a loaf, three for the big ones!",
    "My brother went up that hill in 1482, with forty men, and came back with none.",
    "[calm 0.6 -> angry 0.9 over 2s] I have waited, I have asked, and I will not ask again.",
    "Sit, eat, and tell me what the roads are like these days.",
    "[sad 0.8] She used to sing here. Nobody has touched the strings since.",
)
"""What a crowd says: ten lines of 0.8 to 5 s, three with a mood and one with a moving one."""
