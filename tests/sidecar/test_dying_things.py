"""A device that dies and a disk that is full, over real sockets: no line is lost."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import numpy as np
import pytest

from moodvox.client import Client, LineHandle
from moodvox.client.process import serve_command

SCRIPT = Path(__file__).with_name("dying_sidecar.py")
CHARACTERS = 4


def _said(client: Client) -> list[LineHandle]:
    """What some characters say at once."""
    lines = [
        client.say(
            f"c{n}", "[calm -> angry over 1s] It was always like this.", voice="moody", seed=n
        )
        for n in range(CHARACTERS)
    ]
    for line in lines:
        assert line.wait().reason == "finished"
    return lines


@pytest.mark.parametrize("runs", [3, 12])
def test_a_device_that_dies_while_several_speak(
    client: Client, voices_folder: Path, tmp_path: Path, runs: int
) -> None:
    log = tmp_path / "log"
    command = [sys.executable, str(SCRIPT), str(voices_folder), str(runs)]
    with log.open("wb") as into, Client.launch(command=command, log=into, credit_by="all") as dying:
        lines = _said(dying)
        assert dying.stats()["lines_failed"] == 0
    for line, whole in zip(lines, _said(client), strict=True):
        np.testing.assert_array_equal(line.samples(), whole.samples())
        assert line.marks == whole.marks
    assert "runs on cpu instead of cuda" in log.read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no ulimit")
def test_a_full_disk_under_the_cache_costs_nothing_but_the_cache(
    voices_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setenv("MOODVOX_CACHE", str(tmp_path))
    serve = [*serve_command(voices=[voices_folder]), "--line-cache-disk-mb", "5"]
    command = ["sh", "-c", f"ulimit -f 0; exec {shlex.join(serve)}"]
    with (
        Path(os.devnull).open("wb") as into,  # a file could not grow either
        Client.launch(command=command, log=into, credit_by="all") as client,
    ):
        lines = _said(client)
        assert all(len(line.samples()) for line in lines)
        again = _said(client)
        counters = client.stats()
    assert counters["line_cache_disk_faults"] > 0
    assert counters["line_cache_hits"] == CHARACTERS, "memory has them still"
    for line, same in zip(lines, again, strict=True):
        np.testing.assert_array_equal(line.samples(), same.samples())
    assert not list((tmp_path / "lines").glob("*.line"))
