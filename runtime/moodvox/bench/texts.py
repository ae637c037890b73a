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
