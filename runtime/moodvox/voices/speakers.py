"""The speakers of a voice: who there is, and the vector of each or of a mixture."""

from __future__ import annotations

import math
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import InputError, VoiceError, nearest
from moodvox.voices.manifest import SpeakerEntry

UNREADABLE = (ValueError, OSError, EOFError, MemoryError, SyntaxError, tokenize.TokenError)
"""What NumPy raises for a damaged file; the last two where its header is cut short."""

Floats = NDArray[np.float32]

ENROLLED_NOTE = "enrolled from a recording"
"""Of speakers that the voice did not come with."""


@dataclass(frozen=True, eq=False)
class SpeakerTable:
    """`entries` by name; `rows` is (N, S) float32; `default` is one of the names."""

    entries: Mapping[str, SpeakerEntry]
    rows: Floats
    default: str

    @classmethod
    def load(
        cls, path: Path, entries: Mapping[str, SpeakerEntry], size: int, default: str
    ) -> SpeakerTable:
        """Read `speakers.npy`.

        Raises:
            VoiceError: it is no (N, `size`) float32 array of finite numbers, or an
                entry's row is not in it.
        """
        try:
            rows = np.load(path, allow_pickle=False)
        except UNREADABLE as error:
            raise VoiceError(f"'{path.name}': no NumPy array ({error})", where=str(path)) from error
        fault = ""
        if not isinstance(rows, np.ndarray) or rows.dtype != np.float32 or rows.ndim != 2:
            fault = "not an array of float32 with two axes"
        elif rows.shape[1] != size:
            fault = f"vectors of {rows.shape[1]} numbers, the manifest says {size}"
        elif not np.isfinite(rows).all():
            fault = "holds a number that is not finite"
        else:
            for name, entry in entries.items():
                if entry.row >= len(rows):
                    fault = f"has no row {entry.row} for speaker '{name}'"
        if fault:
            raise VoiceError(f"'{path.name}': {fault}", where=str(path))
        return cls(entries, rows, default)

    def extended(self, vectors: Mapping[str, Floats]) -> SpeakerTable:
        """This table with more speakers behind its own: name -> (S,)."""
        if not vectors:
            return self
        entries = dict(self.entries)
        for row, name in enumerate(vectors, start=len(self.rows)):
            entries[name] = SpeakerEntry(row, name, note=ENROLLED_NOTE)
        rows = np.concatenate([self.rows, np.stack(list(vectors.values()))])
        return SpeakerTable(entries, np.asarray(rows, np.float32), self.default)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.entries)

    def vector(self, speaker: str) -> Floats:
        """Vector (S,) of a name, of ``"kathleen 0.5 + cameron 0.5"``, or of the default ("").

        The shares of a mixture are relative to their sum, and its vector lies on the
        straight line between its members (decision 0083).

        Raises:
            InputError: an unknown name, or a share that is not above 0.
        """
        shares = self._shares(speaker or self.default)
        total = math.fsum(shares.values())
        members = np.stack([self.rows[self.entries[name].row] for name in shares])
        weights = np.array([share / total for share in shares.values()], np.float32)
        return np.asarray(weights @ members, np.float32)

    def _shares(self, speaker: str) -> dict[str, float]:
        shares: dict[str, float] = {}
        for part in speaker.split("+"):
            words = part.split()
            if not 1 <= len(words) <= 2:
                raise InputError(
                    f"cannot read the speaker '{speaker}'",
                    where="speaker",
                    hint="write a name, or 'NAME 0.5 + NAME 0.5'",
                )
            name = words[0]
            if name not in self.entries:
                raise InputError(
                    f"unknown speaker '{name}'", where="speaker", hint=nearest(name, self.entries)
                )
            shares[name] = shares.get(name, 0.0) + _share(words[1] if len(words) == 2 else "1")
        return shares


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not (math.isfinite(share) and share > 0.0):
        raise InputError(
            f"'{text}' is no share of a speaker", where="speaker", hint="write a number above 0"
        )
    return share
