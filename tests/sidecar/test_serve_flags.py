"""`moodvox serve` as a process: its log, and clients that need CURVE keys."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import moodvox
from moodvox.cli.main import main
from moodvox.client import Client, SidecarError
from moodvox.sidecar.keys import read_or_make_keys
from moodvox.transport import CurveKeys

RUNTIME = str(Path(moodvox.__file__).parents[1])


@contextmanager
def served(voices: Path, *arguments: str) -> Iterator[tuple[int, str]]:
    """A sidecar started by its command line; its port and token."""
    command = [sys.executable, "-m", "moodvox", "serve", "--parent", str(os.getpid())]
    with subprocess.Popen(
        [*command, "--voices", str(voices), *arguments],
        stdout=subprocess.PIPE,
        env=dict(os.environ, PYTHONPATH=RUNTIME),
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            ready = json.loads(process.stdout.readline())
            yield ready["port"], ready["token"]
        finally:
            process.terminate()


def test_keys_let_in_who_is_allowed_and_nobody_else(voices_folder: Path, tmp_path: Path) -> None:
    ours, stranger = CurveKeys.generate(), CurveKeys.generate()
    (tmp_path / "client.pub").write_text(ours.public + "\n")
    keys = tmp_path / "sidecar.keys"
    flags = ("--keys", str(keys), "--allow", str(tmp_path / "client.pub"))
    with served(voices_folder, *flags) as (port, token):
        public = (tmp_path / "sidecar.keys.pub").read_text().strip()
        assert read_or_make_keys(keys).public == public
        assert stat.S_IMODE(keys.stat().st_mode) == 0o600
        with Client(port, token, keys=ours, server_key=public, answer_s=30.0) as client:
            assert client.ready.voices
        for wrong in ({"keys": stranger, "server_key": public}, {}):
            with pytest.raises(SidecarError, match="no answer"):
                Client(port, token, answer_s=1.0, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--address", "0.0.0.0"], "needs CURVE keys"),
        (["--address", "here"], "'here' is not an IP address"),
        (["--keys", "{here}/nokeys"], "holds no CURVE key pair"),
        (["--keys", "{here}/missing/k"], "no keys: No such file"),
        (["--allow", "friend"], "'friend' is no public key"),
        (["--log", "{here}/missing/log"], "the log cannot be written"),
    ],
)
def test_what_cannot_be_served_is_said(
    arguments: list[str], said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nokeys").write_text("public = 'short'\n")
    given = [one.replace("{here}", str(tmp_path)) for one in arguments]
    assert main(["serve", *given]) == 1
    assert said in capfd.readouterr().err


def test_the_log_is_in_its_file(tmp_path: Path) -> None:
    """Where nobody can read stderr, the file says why a sidecar ended."""
    log = tmp_path / "sidecar.log"
    log.write_text("of the time before\n")
    command = [sys.executable, "-m", "moodvox", "serve", "--log", str(log)]
    done = subprocess.run(
        [*command, "--voices", str(tmp_path / "nowhere")],
        env=dict(os.environ, PYTHONPATH=RUNTIME),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert log.read_text().startswith("moodvox: ")
    assert "no such folder of voices" in log.read_text()
