"""The English lexicon that a voice was trained with: a word and its phonemes a line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from moodvox.errors import VoiceError
from moodvox.phonemes.inventory import is_valid

MAX_BYTES: Final = 64 << 20


class VoiceLexicon:
    """Lower-case word -> ARPAbet; of several pronunciations the first counts."""

    def __init__(self, entries: Mapping[str, tuple[str, ...]]) -> None:
        self._entries = entries

    @classmethod
    def load(cls, path: Path) -> VoiceLexicon:
        """Read ``WORD PH PH ...`` lines.

        Raises:
            VoiceError: too large, not UTF-8, or a line that is no word with ARPAbet.
        """
        if path.stat().st_size > MAX_BYTES:
            raise VoiceError(f"larger than {MAX_BYTES} bytes", where=str(path))
        try:
            lines = path.read_bytes().decode("utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise VoiceError(f"'{path.name}' is not UTF-8", where=str(path)) from error
        entries: dict[str, tuple[str, ...]] = {}
        for number, line in enumerate(lines, 1):
            word, *phonemes = line.split() or [""]
            if not word or word.lower() in entries:
                continue
            if not phonemes or not all(map(is_valid, phonemes)):
                raise VoiceError(
                    f"'{word}' has no pronunciation in ARPAbet", where=f"{path}:{number}:1"
                )
            entries[word.lower()] = tuple(phonemes)
        return cls(entries)

    def __contains__(self, word: object) -> bool:
        return word in self._entries

    def look_up(self, word: str) -> tuple[str, ...] | None:
        """The pronunciation of a lower-case word, or None."""
        return self._entries.get(word)
