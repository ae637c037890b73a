"""What a script may ask for at most."""

from __future__ import annotations

MAX_TEXT_CHARS = 10_000
"""One line, tags included: about ten minutes of speech. As on the wire."""

MIN_RATE = 0.25
MAX_RATE = 4.0

MAX_PITCH_ST = 24.0
"""Two octaves up or down."""

MAX_PAUSE_S = 10.0

MAX_MOVE_S = 600.0
"""A mood moves over ten minutes at most."""
