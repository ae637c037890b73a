"""How large a message and its fields may be. Both sides hold these."""

from __future__ import annotations

MAX_MAP_BYTES = 1 << 20
"""The msgpack map of one message. Room for a text far above `MAX_TEXT_CHARS`, so that
its sender is told about the text and not about bytes."""

MAX_PART_BYTES = 16 << 20
"""Any one part (the transport closes a connection that sends more): 60 s of 32-bit
reference audio at 48 kHz fit."""

MAX_PARTS = 2
"""The map, and for `block` and `enroll` the audio."""

MAX_NAME_CHARS = 128
"""Ids and the names of characters, voices, speakers, emotions and easings."""

MAX_TEXT_CHARS = 10_000
"""One line's text with its tags: about ten minutes of speech."""

MAX_CHECK_CHARS = 200_000
"""The text of one `check`: a long dialogue file."""

MAX_FINDINGS = 1_000
"""Findings in one `diagnostics`."""

MAX_TOKEN_CHARS = 256

MAX_MESSAGE_CHARS = 2_000
"""Each text field of an `error`, and each notice of a `done`."""

MAX_WEIGHTS = 64
"""Emotions in one mood."""

MAX_KEYFRAMES = 256
"""Keyframes of one mood curve."""

MAX_EDITS = 20_000
"""Phonemes that a take may change."""

MAX_PHONEME_CHARS = 100_000
"""The phonemes of a take, blanks included."""

MAX_MARKS = 4_096
"""Marks in one `mark` message; a sender with more sends several messages."""

MAX_LIST = 4_096
"""Entries of any other list or map (voices, speakers, counters)."""

MAX_SAMPLES = 1 << 40
"""Sample positions: more than a year at 24 kHz, and exact in a 64-bit float."""

MIN_LEAD_MS = 40.0
MAX_LEAD_MS = 60_000.0
DEFAULT_LEAD_MS = 250.0
"""How far the sidecar may run ahead of playback."""

MAX_SECONDS = 3_600.0
"""Durations and times in a curve or mood move."""

MAX_MS = 86_400_000.0
"""Durations in milliseconds: a day."""

MAX_DISTANCE_M = 1e9

MIN_SAMPLE_RATE_HZ = 8_000
MAX_SAMPLE_RATE_HZ = 192_000
