"""`moodvox serve` hands every option on, and its process keeps its manners."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from moodvox.cli import serve as verb
from moodvox.cli.main import DONE, FAILED, main
from moodvox.sidecar.options import ServeOptions


def test_every_option_arrives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    served: list[ServeOptions] = []

    def note(options: ServeOptions) -> int:
        served.append(options)
        return 0

    monkeypatch.setattr(verb, "serve", note)
    words = "--port 4711 --token secret --parent 42 --block-ms 20 --threads 2 --provider directml"
    folders = ["--provider", "cpu", "--voices", str(tmp_path), "--project", str(tmp_path)]
    ready = tmp_path / "ready.json"
    assert main(["serve", *words.split(), *folders, "--ready-file", str(ready)]) == DONE
    assert served == [
        ServeOptions(
            port=4711,
            token="secret",
            ready_file=ready,
            parent_pid=42,
            voices=(tmp_path,),
            project=tmp_path,
            block_s=0.02,
            threads=2,
            providers=("directml", "cpu"),
        )
    ]


def test_the_status_of_the_sidecar_is_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "serve", lambda options: 1)
    assert main(["serve"]) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes in another way")
def test_the_process_says_when_it_is_ready_and_leaves_nothing(
    voices_folder: Path, tmp_path: Path
) -> None:
    ready = tmp_path / "ready.json"
    command = ["-m", "moodvox", "serve", "--voices", str(voices_folder), "--ready-file", str(ready)]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    with subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    ) as sidecar:
        try:
            assert sidecar.stdout is not None
            line = json.loads(sidecar.stdout.readline())
            assert line["port"] > 0
            assert json.loads(ready.read_text("utf-8")) == line
            sidecar.send_signal(signal.SIGTERM)
            assert sidecar.wait(60) == 0
        finally:
            sidecar.kill()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", [["serve"], ["bake", "nowhere", "--out", "nowhere"]])
def test_a_provider_that_does_not_exist_is_refused_at_once(
    verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*verb, "--provider", "cdua"]) == FAILED
    assert capsys.readouterr().err == (
        "moodvox: providers: unknown provider 'cdua' (did you mean 'cuda'?)\n"
    )


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--port", "99999"], "port: 99999 is outside 0 to 65535"),
        (["--block-ms", "-3"], "block_s: -0.003 is outside 0.01 to 1"),
        (["--block-ms", "nan"], "block_s: nan is outside 0.01 to 1"),
        (["--line-cache-mb", "-1"], "line_cache_mb: -1 is outside 0 to 65536"),
        (["--cpu-share", "0"], "cpu_share: 0.0 is outside 0.02 to 64"),
    ],
)
def test_a_number_out_of_bounds_is_refused_at_once(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *words]) == FAILED
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"moodvox: {complaint}\n")
