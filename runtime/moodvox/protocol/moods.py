"""How a character feels from now on: mood."""

from __future__ import annotations

from moodvox.protocol.fields import Name, Seconds, Weights, Wire


class MoodEvent(Wire, frozen=True, kw_only=True, tag="mood"):
    """engine -> sidecar: move a character's mood to `target`.

    It changes what the character is saying from the first sample that has not been
    rendered, and all that it says later.
    """

    character: Name
    target: Weights
    """{} is neutral."""
    over_s: Seconds = 0.0
    easing: Name = "linear"
    line: Name | None = None
    """Only this line, and not the character's state."""
