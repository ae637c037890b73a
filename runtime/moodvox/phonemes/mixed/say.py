"""What `[say]` gives a voice of both languages: ARPAbet, IPA, or pinyin with tones."""

from __future__ import annotations

from moodvox.phonemes.chinese.pinyin import is_syllable
from moodvox.phonemes.notation import MAX_PHONEMES, NotationError, parse_pronunciation


def read_say(text: str) -> tuple[str, ...]:
    """Sounds: pinyin if every part is a lower-case syllable with a tone 1 to 5.

    Raises:
        NotationError: it is none of the three.
    """
    parts = text.replace("ü", "v").split()
    if parts and all(is_syllable(part) for part in parts):
        if len(parts) > MAX_PHONEMES:
            raise NotationError(f"more than {MAX_PHONEMES} syllables", column=1)
        return tuple(parts)
    return parse_pronunciation(text)
