"""A line that was said before, through a real sidecar: the same again, and still alive."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from moodvox.client import Client, LineHandle
from moodvox.client.process import serve_command

TEXT = "[calm 0.6 -> angry 0.9 over 1s] I have waited, I have asked, and now it is over for good."


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setenv("MOODVOX_CACHE", str(tmp_path / "cache"))


def spoken(client: Client, text: str = TEXT) -> LineHandle:
    line = client.say("Marta", text, voice="moody")
    assert line.wait().reason == "finished"
    return line


def test_a_repeated_line_is_the_same_with_its_marks_and_moods(
    voices_folder: Path, here: None
) -> None:
    # By the clock: credit for all would make blocks longer from whichever block it came before.
    with Client.launch(voices=[voices_folder], credit_by="clock") as client:
        first, again = spoken(client), spoken(client)
        np.testing.assert_array_equal(again.samples(), first.samples())
        assert again.marks == first.marks
        assert [(b.first_sample, b.mood) for b in again.blocks] == [
            (b.first_sample, b.mood) for b in first.blocks
        ]
        stats = client.stats()
    assert stats["line_cache_hits"] == 1
    assert stats["line_cache_kept"] == 1
    assert stats["line_cache_bytes"] > 10_000


def test_a_mood_event_is_heard_in_a_line_from_the_cache(voices_folder: Path, here: None) -> None:
    with Client.launch(voices=[voices_folder], credit_by="all") as client:
        spoken(client)
        client.credit_by = "hand"
        line = client.say("Marta", TEXT, voice="moody")
        line.wait_for_sound()
        client.set_mood("Marta", {"sad": 1.0}, line=line.id)
        client.ping()
        line.credit(1 << 30)
        assert line.wait().reason == "finished"
        assert line.blocks[-1].mood == {"sad": 1.0}
        firsts = [block.first_sample for block in line.blocks]
        ends = [block.first_sample + block.samples for block in line.blocks]
        assert firsts == [0, *ends[:-1]]
        assert client.stats()["line_cache_turned_live"] == 1


def test_lines_on_disk_are_there_the_next_time_and_none_are_kept_where_none_are_wanted(
    voices_folder: Path, here: None, tmp_path: Path
) -> None:
    command = [*serve_command(voices=[voices_folder]), "--line-cache-disk-mb", "5"]
    for hits in (0, 1):
        with Client.launch(command=command, credit_by="all") as client:
            spoken(client)
            assert client.stats()["line_cache_disk_hits"] == hits
    assert len(list((tmp_path / "cache" / "lines").glob("*.line"))) == 1
    command = [*serve_command(voices=[voices_folder]), "--line-cache-mb", "0"]
    with Client.launch(command=command, credit_by="all") as client:
        spoken(client)
        assert "line_cache_hits" not in client.stats()
