"""The CMU Pronouncing Dictionary, shipped as data and read on first use."""

from __future__ import annotations

import functools
import gzip
from pathlib import Path

DATA = Path(__file__).parent / "data" / "cmudict.tsv.gz"


class Dictionary:
    """Word (lower case, letters and apostrophes) -> ARPAbet pronunciations."""

    def __init__(self, entries: dict[str, str]) -> None:
        """`entries`: word -> pronunciations, tabs between them, spaces between phonemes."""
        self._entries = entries

    @classmethod
    @functools.cache
    def bundled(cls) -> Dictionary:
        """The dictionary that comes with Moodvox; read once in a process."""
        return cls.read(DATA)

    @classmethod
    def read(cls, path: Path) -> Dictionary:
        """Read a `.tsv.gz` as `moodvox_export.g2p.lexicon` writes it."""
        lines = gzip.decompress(path.read_bytes()).decode("ascii").splitlines()
        return cls(dict(line.split("\t", 1) for line in lines))

    def __contains__(self, word: str) -> bool:
        return word in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def words(self) -> list[str]:
        """All words, sorted."""
        return list(self._entries)

    def look_up(self, word: str) -> tuple[str, ...] | None:
        """The default pronunciation, or None."""
        entry = self._entries.get(word)
        return None if entry is None else tuple(entry.partition("\t")[0].split())

    def variants(self, word: str) -> list[tuple[str, ...]]:
        """All pronunciations, the default first; empty for an unknown word."""
        entry = self._entries.get(word)
        return [] if entry is None else [tuple(one.split()) for one in entry.split("\t")]
