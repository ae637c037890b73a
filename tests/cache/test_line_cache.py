"""Kept lines: found by content, bounded, whole on disk, and never the reason for silence."""

from __future__ import annotations

import errno
import logging
from pathlib import Path

import numpy as np
import pytest

from moodvox.cache.disk import DiskShelf
from moodvox.cache.kept import KeptLine
from moodvox.cache.lines import LineCache
from moodvox.cli.main import DONE, main


def line(number: int, samples: int = 1000) -> KeptLine:
    return KeptLine(
        durations=np.array([2, 3], np.int64),
        pitch_hz=np.full(5, 100.0 + number, np.float32),
        weights=np.full((2, 3), number, np.float32),
        pcm=np.full(samples, number, np.float32),
    )


def same(one: KeptLine | None, other: KeptLine) -> bool:
    return one is not None and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("durations", "pitch_hz", "weights", "pcm")
    )


def test_the_least_recently_spoken_goes_first() -> None:
    size = line(0).size_bytes
    cache = LineCache(memory_bytes=3 * size)
    for number in range(3):
        cache.put(str(number), line(number))
    assert cache.get("0") is not None
    cache.put("3", line(3))
    assert cache.get("1") is None
    assert all(cache.get(key) is not None for key in "023")
    counters = cache.counters()
    assert counters["line_cache_lines"] == 3
    assert counters["line_cache_bytes"] == 3 * size
    assert (counters["line_cache_hits"], counters["line_cache_misses"]) == (4, 1)


def test_a_line_kept_twice_is_counted_once() -> None:
    cache = LineCache()
    cache.put("x", line(1))
    cache.put("x", line(2))
    assert cache.counters()["line_cache_bytes"] == line(2).size_bytes
    assert same(cache.get("x"), line(2))
    cache.clear()
    assert cache.get("x") is None
    assert cache.counters()["line_cache_bytes"] == 0


def test_a_line_that_is_too_long_is_not_kept() -> None:
    cache = LineCache(memory_bytes=10_000)
    cache.put("x", line(1, samples=10_000))
    assert cache.get("x") is None


def test_lines_on_disk_outlive_the_process(tmp_path: Path) -> None:
    cache = LineCache(disk=DiskShelf(tmp_path / "lines", 1 << 20))
    cache.put("x", line(7))
    cache.close()
    later = LineCache(disk=DiskShelf(tmp_path / "lines", 1 << 20))
    assert same(later.get("x"), line(7))
    assert later.counters()["line_cache_disk_hits"] == 1
    assert same(later.get("x"), line(7))
    assert later.counters()["line_cache_hits"] == 1, "from memory by now"
    assert not list((tmp_path / "lines").glob("*.tmp"))


def test_the_disk_is_bounded_and_the_oldest_go_first(tmp_path: Path) -> None:
    size = len(line(0).as_bytes())
    shelf = DiskShelf(tmp_path, 4 * size)
    for number in range(12):
        shelf.put(f"{number:02}", line(number))
    assert shelf.size_bytes() <= 4 * size
    assert 0 < len(shelf) <= 4
    assert shelf.get("11") is not None
    assert shelf.get("00") is None
    assert shelf.clear() > 0
    assert len(shelf) == 0


def test_a_full_disk_is_said_once_and_speech_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = DiskShelf(tmp_path / "lines", 1 << 20)
    cache = LineCache(disk=shelf)
    cache.put("early", line(1))

    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    cache.close()
    monkeypatch.setattr(Path, "write_bytes", full)
    with caplog.at_level(logging.WARNING):
        for number in range(5):
            shelf.put(str(number), line(number))
    assert len(caplog.records) == 1
    assert "No space left on device" in caplog.text
    assert same(cache.get("early"), line(1))
    assert same(DiskShelf(tmp_path / "lines", 1 << 20).get("early"), line(1))
    assert cache.counters()["line_cache_disk_faults"] == 1


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
def test_a_damaged_file_is_thrown_away(
    tmp_path: Path, kept: float, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = DiskShelf(tmp_path, 1 << 20)
    shelf.put("x", line(1))
    (path,) = tmp_path.glob("*.line")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept if isinstance(kept, float) else kept)])
    assert shelf.get("x") is None
    assert "thrown away" in caplog.text
    assert not path.exists()


def test_parts_that_do_not_fit_are_no_line() -> None:
    good = line(1)
    bad = KeptLine(good.durations, good.pitch_hz[:-1], good.weights, good.pcm)
    with pytest.raises(ValueError, match="do not fit"):
        KeptLine.of_bytes(bad.as_bytes())
    with pytest.raises(ValueError, match="'pcm' is float64"):
        KeptLine.of_bytes(
            KeptLine(
                good.durations, good.pitch_hz, good.weights,
                good.pcm.astype(np.float64),
            ).as_bytes()
        )  # fmt: skip


def test_the_verb_shows_and_clears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOODVOX_CACHE", str(tmp_path))
    DiskShelf(tmp_path / "lines", 1 << 20).put("x", line(1))
    (tmp_path / "engines" / "a").mkdir(parents=True)
    (tmp_path / "engines" / "a" / "b.engine").write_bytes(b"12345")
    assert main(["cache"]) == DONE
    assert str(tmp_path / "lines") in capsys.readouterr().out
    assert main(["cache", "--clear", "engines", "--json"]) == DONE
    assert '"files": 1' in capsys.readouterr().out
    assert main(["cache", "--clear", "all"]) == DONE
    assert not list(tmp_path.rglob("*.line"))
    assert not (tmp_path / "engines").exists()
