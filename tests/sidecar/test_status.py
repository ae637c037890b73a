"""`moodvox status` beside a sidecar that runs, one that does not, and one that is not ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moodvox.cli.main import DONE, FAILED, main
from moodvox.client import Client, SidecarProcess


def _words(sidecar: SidecarProcess) -> list[str]:
    return ["status", "--port", str(sidecar.ready.port), "--token", sidecar.ready.token]


def test_what_a_sidecar_tells_of_itself(
    sidecar: SidecarProcess, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    client.say("Marta", "Good evening.", voice="ramp").wait()
    assert main(_words(sidecar)) == DONE
    shown = capsys.readouterr().out
    told = dict(line.split() for line in shown.splitlines() if line.startswith("  "))
    assert int(told["lines_finished"]) >= 1
    assert int(told["clients"]) >= 2
    assert set(told) == set(client.stats())
    assert shown.startswith("lines now\n")
    assert main([*_words(sidecar), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out).keys() == client.stats().keys()


def test_by_the_ready_file(
    sidecar: SidecarProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ready = {"moodvox": "x", "port": sidecar.ready.port, "token": sidecar.ready.token}
    (tmp_path / "ready").write_text(json.dumps(ready), "utf-8")
    assert main(["status", "--ready-file", str(tmp_path / "ready")]) == DONE
    assert "lines_speaking" in capsys.readouterr().out


def test_what_may_be_wrong_is_one_line(
    sidecar: SidecarProcess,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("moodvox.cli.status.ANSWER_S", 0.2)
    port = str(sidecar.ready.port)
    for words, told in (
        ([], "which sidecar is meant?"),
        (["--port", port, "--ready-file", "f"], "which sidecar is meant?"),
        (["--ready-file", str(tmp_path / "none")], "no ready file"),
        (["--port", port, "--token", "guessed"], "token"),
        (["--port", "1", "--token", "t"], "no answer from the sidecar"),
    ):
        assert main(["status", *words]) == FAILED
        shown = capsys.readouterr()
        assert told in shown.err
        assert shown.err.count("\n") == 1
        assert not shown.out
