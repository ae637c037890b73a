"""Vectors by what they were made from: a second enrolment of the same file costs one read.

One SQLite file for all processes of a user. It is a cache: where it is locked, damaged
or cannot be written, enrolment goes on without it, and says so in the log.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from moodvox.enrolment.checks import Findings

FILE_NAME: Final = "embeddings-1.sqlite"
"""The number is that of the table's layout: another layout gets another file."""

MAX_ENTRIES: Final = 2_000
"""About 3 MB; the ones that were not asked for the longest are forgotten first."""

WAIT_S: Final = 5.0
"""For another process that writes."""

TOUCH_NS: Final = 3600 * 10**9
"""A hit is noted at most this often, so that most hits write nothing."""

_TABLE = """
CREATE TABLE IF NOT EXISTS embeddings (
    content TEXT NOT NULL, encoder TEXT NOT NULL, vector BLOB NOT NULL, findings BLOB NOT NULL,
    used_ns INTEGER NOT NULL, PRIMARY KEY (content, encoder)
) WITHOUT ROWID
"""
_TRIM = """
DELETE FROM embeddings WHERE (content, encoder) IN (
    SELECT content, encoder FROM embeddings ORDER BY used_ns DESC LIMIT -1 OFFSET ?
)
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Embedding:
    """What an encoder made of a recording: `vector` (S,) or (E,) float32, and its `findings`."""

    vector: NDArray[np.float32]
    findings: Findings


class EmbeddingStore:
    """Embeddings by (digest of the recording, digest of the encoder).

    Safe to use from several threads and processes.

    Args:
        folder: where the file is or will be.
        max_entries: how many are kept.
    """

    def __init__(self, folder: Path, *, max_entries: int = MAX_ENTRIES) -> None:
        self.path = folder / FILE_NAME
        self._max_entries = max_entries

    def get(self, content: str, encoder: str) -> Embedding | None:
        """The embedding, if it is known."""
        if not self.path.is_file():
            return None
        with self._forgiving("read"), self._open() as store:
            row = store.execute(
                "SELECT vector, findings, used_ns FROM embeddings WHERE content=? AND encoder=?",
                (content, encoder),
            ).fetchone()
            if row is None:
                return None
            found = _unpacked(row[0], row[1])
            if found is not None and time.time_ns() - row[2] > TOUCH_NS:
                store.execute(
                    "UPDATE embeddings SET used_ns=? WHERE content=? AND encoder=?",
                    (time.time_ns(), content, encoder),
                )
            return found
        return None

    def put(self, content: str, encoder: str, embedding: Embedding) -> None:
        """Keep an embedding, in place of the one before."""
        row = (
            content,
            encoder,
            np.ascontiguousarray(embedding.vector, "<f4").tobytes(),
            msgspec.json.encode(embedding.findings),
            time.time_ns(),
        )
        with self._forgiving("written"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._open() as store:
                store.execute("REPLACE INTO embeddings VALUES (?, ?, ?, ?, ?)", row)
                store.execute(_TRIM, (self._max_entries,))

    def count(self) -> int:
        """How many are kept."""
        if self.path.is_file():
            with self._forgiving("read"), self._open() as store:
                return int(store.execute("SELECT count(*) FROM embeddings").fetchone()[0])
        return 0

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with closing(sqlite3.connect(self.path, timeout=WAIT_S)) as store, store:
            store.execute(_TABLE)
            yield store

    @contextmanager
    def _forgiving(self, what: str) -> Iterator[None]:
        """A store that fails costs time and nothing else; a damaged one is put aside."""
        try:
            yield
        except sqlite3.OperationalError as fault:  # locked, read-only, disk full
            log.warning("the store of embeddings cannot be %s: %s (%s)", what, fault, self.path)
        except sqlite3.DatabaseError as fault:
            aside = self.path.with_suffix(f".damaged-{time.time_ns()}")
            log.warning("the store of embeddings is damaged (%s): put aside as %s", fault, aside)
            try:
                self.path.replace(aside)
            except OSError as refused:  # another process was faster, or holds it open
                log.warning("it cannot be put aside: %s", refused)
        except OSError as fault:
            log.warning("the store of embeddings cannot be %s: %s", what, fault)


def _unpacked(vector: object, findings: object) -> Embedding | None:
    """The embedding of a row; None where the row makes no sense."""
    if not isinstance(vector, bytes) or not isinstance(findings, bytes) or len(vector) % 4:
        return None
    values = np.frombuffer(vector, "<f4").astype(np.float32)
    try:
        measured = msgspec.json.decode(findings, type=Findings)
    except msgspec.DecodeError:
        return None
    return Embedding(values, measured) if np.isfinite(values).all() else None
