"""A sidecar ends with its parent, on signals and on request, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import moodvox
from moodvox.client import Client, SidecarError, SidecarProcess
from moodvox.sidecar.lifetime import ready_file, wait_for_end, watch_process
from sidecar.sidecar_kit import WAIT_S, Start, until

TEXT = "the quick brown fox jumps over the lazy dog"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


def _connect(process: SidecarProcess) -> Client:
    return Client(process.ready.port, process.ready.token, credit_by="hand")


def test_the_ready_line_is_in_the_ready_file_too(start_sidecar: Start, tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    process = start_sidecar("--ready-file", str(file), "--token", "s3cret")
    ready = process.ready
    assert json.loads(file.read_text()) == {
        "moodvox": moodvox.__version__,
        "port": ready.port,
        "token": "s3cret",
    }
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
    assert process.stop() == 0
    assert not list(tmp_path.iterdir())


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_in_the_middle_of_a_line(
    start_sidecar: Start, tmp_path: Path, number: signal.Signals
) -> None:
    file = tmp_path / "ready.json"
    process = start_sidecar("--ready-file", str(file))
    with _connect(process) as client:
        line = client.say("Marta", TEXT, voice="ramp")
        line.wait_for_sound()
        os.kill(process.pid, number)
        with pytest.raises(SidecarError, match="the sidecar ends: a signal"):
            line.wait()
        with pytest.raises(SidecarError):
            client.say("Marta", TEXT)
    assert process.wait(WAIT_S) == 0
    assert not file.exists()


@POSIX
def test_it_ends_when_its_parent_is_killed(start_sidecar: Start, tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        process = start_sidecar("--ready-file", str(file), parent=parent.pid)
        with _connect(process) as client:
            line = client.say("Marta", TEXT, voice="ramp")
            line.wait_for_sound()
            parent.kill()
            with pytest.raises(SidecarError, match="the parent ended"):
                line.wait()
        assert process.wait(WAIT_S) == 0
        assert not file.exists()
    finally:
        parent.kill()
        parent.wait()
        if parent.stdin is not None:
            parent.stdin.close()


def test_a_client_may_end_it(start_sidecar: Start) -> None:
    process = start_sidecar()
    with _connect(process) as one, _connect(process) as other:
        line = other.say("Marta", TEXT, voice="ramp")
        line.wait_for_sound()
        one.shutdown("enough")
        with pytest.raises(SidecarError, match="asked for by a client: enough"):
            line.wait()
    assert process.wait(WAIT_S) == 0


def test_lines_fail_when_the_sidecar_is_killed(start_sidecar: Start) -> None:
    process = start_sidecar("--timeout", "2")
    client = Client(process.ready.port, process.ready.token, process=process, credit_by="hand")
    with client:
        line = client.say("Marta", TEXT, voice="ramp")
        line.wait_for_sound()
        process.stop(gently_s=0.0)
        with pytest.raises(SidecarError, match="the sidecar"):
            line.wait()


def test_lines_fail_when_the_sidecar_falls_silent(start_sidecar: Start) -> None:
    process = start_sidecar("--timeout", "1")
    with _connect(process) as client:
        line = client.say("Marta", TEXT, voice="ramp")
        line.wait_for_sound()
        process.stop(gently_s=0.0)
        with pytest.raises(SidecarError):
            line.wait()


def test_a_parent_that_has_already_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    ended = threading.Event()
    watch_process(child.pid, ended.set)
    assert ended.wait(WAIT_S)


def test_waiting_for_a_process() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    waiting = threading.Thread(target=wait_for_end, args=[child.pid])
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    child.communicate(b"\n")
    waiting.join(WAIT_S)
    assert not waiting.is_alive()


def test_the_ready_file_of_another_sidecar_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    with ready_file(file, "ours"):
        assert file.read_text() == "ours\n"
        file.write_text("theirs\n")
    assert file.read_text() == "theirs\n"


def test_a_ready_file_that_cannot_be_written_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "ready.json").mkdir()
    with pytest.raises(OSError, match="ready"), ready_file(tmp_path / "ready.json", "x"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["ready.json"]


def test_a_command_that_is_no_sidecar() -> None:
    for code in ("print('hello')", "pass", "import sys; sys.exit(3)"):
        with pytest.raises(SidecarError):
            SidecarProcess(command=[sys.executable, "-c", code])


def test_a_sidecar_that_never_gets_ready() -> None:
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    with pytest.raises(SidecarError, match="was not ready within"):
        SidecarProcess(command=command, start_s=0.2)


def test_close_twice(start_sidecar: Start) -> None:
    process = start_sidecar()
    client = Client(process.ready.port, process.ready.token, process=process)
    client.close()
    client.close()
    until(lambda: not process.is_running, "its end")
