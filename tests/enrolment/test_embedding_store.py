"""The store of embeddings: found again, bounded, shared, and never in the way."""

from __future__ import annotations

import multiprocessing
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from moodvox.enrolment.checks import Findings
from moodvox.enrolment.store import FILE_NAME, Embedding, EmbeddingStore

FOUND = Findings(8.0, 6.0, -24.0, 0.0, 0.2, 40.0)


def embedding(value: float) -> Embedding:
    return Embedding(np.full(4, value, np.float32), FOUND)


def test_what_is_put_is_found_by_content_and_encoder(tmp_path: Path) -> None:
    store = EmbeddingStore(tmp_path / "made" / "when" / "needed")
    assert store.get("a", "e1") is None
    store.put("a", "e1", embedding(1.5))
    found = store.get("a", "e1")
    assert found is not None
    assert found.findings == FOUND
    np.testing.assert_array_equal(found.vector, np.full(4, 1.5, np.float32))
    assert store.get("a", "e2") is None
    assert store.get("b", "e1") is None


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    store = EmbeddingStore(tmp_path, max_entries=3)
    for index in range(5):
        store.put(str(index), "e", embedding(index))
    assert store.count() == 3
    assert [store.get(str(index), "e") is not None for index in range(5)] == [False] * 2 + [
        True
    ] * 3


def test_what_is_asked_for_is_kept(tmp_path: Path) -> None:
    store = EmbeddingStore(tmp_path, max_entries=2)
    store.put("old", "e", embedding(1))
    store.put("other", "e", embedding(2))
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE embeddings SET used_ns = CASE content WHEN 'old' THEN 1 ELSE 2 END")
    assert store.get("old", "e") is not None
    store.put("new", "e", embedding(3))
    assert store.get("old", "e") is not None
    assert store.get("other", "e") is None


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_store_is_put_aside(tmp_path: Path, damage: bytes) -> None:
    store = EmbeddingStore(tmp_path)
    store.path.write_bytes(damage)
    assert store.get("a", "e") is None
    store.put("a", "e", embedding(1))
    assert store.get("a", "e") is not None
    aside = [path for path in tmp_path.iterdir() if "damaged" in path.name]
    assert [path.read_bytes() for path in aside] == ([damage] if damage else [])


def test_a_page_that_was_overwritten(tmp_path: Path) -> None:
    store = EmbeddingStore(tmp_path)
    for index in range(200):
        store.put(str(index), "e", embedding(index))
    data = bytearray(store.path.read_bytes())
    data[4096:] = b"\x5a" * (len(data) - 4096)
    store.path.write_bytes(data)
    assert all(store.get(str(index), "e") is None for index in range(200))
    store.put("a", "e", embedding(1))
    assert store.get("a", "e") is not None


def test_rows_that_make_no_sense_are_not_there(tmp_path: Path) -> None:
    store = EmbeddingStore(tmp_path)
    for vector, findings in [
        (b"abc", b"{}"),
        (b"\0\0\xc0\x7f", b'{"seconds": 1}'),
        ("text", b"{}"),
        (np.full(4, np.nan, "<f4").tobytes(), b"{}"),
    ]:
        store.put("a", "e", embedding(1))
        with closing(sqlite3.connect(store.path)) as raw, raw:
            raw.execute("UPDATE embeddings SET vector=?, findings=?", (vector, findings))
        assert store.get("a", "e") is None


def test_a_locked_or_unwritable_store_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("moodvox.enrolment.store.WAIT_S", 0.05)
    store = EmbeddingStore(tmp_path)
    store.put("a", "e", embedding(1))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert store.get("a", "e") is None
        store.put("b", "e", embedding(2))
        other.execute("ROLLBACK")
    assert "locked" in caplog.text
    assert store.get("a", "e") is not None
    file = tmp_path / "file"
    file.write_text("in the way")
    EmbeddingStore(file / "sub").put("a", "e", embedding(1))


def write_and_read(folder: Path, owner: int) -> int:
    """In a process of its own: how many of 20 are found again."""
    store = EmbeddingStore(folder)
    for index in range(20):
        store.put(f"{owner}-{index}", "e", embedding(index))
    return sum(store.get(f"{owner}-{index}", "e") is not None for index in range(20))


def test_processes_share_it(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawn) as pool:
        found = list(pool.map(write_and_read, [tmp_path] * 3, range(3)))
    assert found == [20, 20, 20]
    assert EmbeddingStore(tmp_path).count() == 60
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
