"""The one-folder build: it serves without a Python, and its checksums are those of its files."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from moodvox.client import Client

ROOT = Path(__file__).parents[2]
NO_TOOL = "needs PyInstaller: pip install -e '.[freeze]'"


@pytest.fixture(scope="session")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build, made now; MOODVOX_FROZEN names one that was made before."""
    given = os.environ.get("MOODVOX_FROZEN")
    if given:
        return Path(given)
    if importlib.util.find_spec("PyInstaller") is None:
        pytest.skip(NO_TOOL)
    out = tmp_path_factory.mktemp("frozen")
    tool = ROOT / "export" / "freezing" / "freeze.py"
    subprocess.run([sys.executable, str(tool), "--out", str(out)], check=True)
    return out


def program(frozen: Path) -> str:
    return str(frozen / "moodvox" / ("moodvox.exe" if sys.platform == "win32" else "moodvox"))


@pytest.mark.timeout(900)
def test_the_frozen_sidecar_speaks(frozen: Path) -> None:
    """Without our sources or packages in reach, the bundled voice is spoken to its end."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    call = [program(frozen), "serve", "--parent", str(os.getpid())]
    if sys.platform != "win32":
        call = ["env", "-i", f"PATH={clean.get('PATH', '')}", *call]
    with Client.launch(command=call, credit_by="all", start_s=120.0) as client:
        assert [voice.name for voice in client.ready.voices] == ["hearth"]
        line = client.say("Marta", "[angry] Get out of my tavern! [-> calm over 1s] Sorry.")
        done = line.wait()
        assert done.reason == "finished"
        assert done.samples > 24_000
        assert abs(line.samples()).max() > 0.01
        assert client.check("[angri] Out!").findings[0].column == 2


@pytest.mark.timeout(900)
def test_its_verbs_are_all_there(frozen: Path) -> None:
    for verb in ("check", "voices"):
        done = subprocess.run(
            [program(frozen), verb, "--help"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.timeout(900)
def test_it_bakes_in_processes(frozen: Path, tmp_path: Path) -> None:
    """Each of them is the frozen program again."""
    (tmp_path / "game").mkdir()
    (tmp_path / "game" / "yard.mood").write_text("Marta: Good dog. #good\nBram: Bad dog. #bad\n")
    (tmp_path / "game" / "moodvox.toml").write_text("")
    out = tmp_path / "out"
    call = [program(frozen), "bake", str(tmp_path / "game"), "--out", str(out), "--jobs", "2"]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {file.name for file in out.glob("*.wav")} == {"good.wav", "bad.wav"}


@pytest.mark.timeout(900)
def test_every_file_has_its_checksum(frozen: Path) -> None:
    rows = (frozen / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (row.split("  ", 1) for row in rows)}
    files = {
        file.relative_to(frozen).as_posix(): file
        for file in (frozen / "moodvox").rglob("*")
        if file.is_file()
    }
    assert set(listed) == set(files)
    assert {"moodvox/LICENSE", "moodvox/THIRD_PARTY_NOTICES.md"} <= set(files)
    for name, file in files.items():
        assert hashlib.sha256(file.read_bytes()).hexdigest() == listed[name], name


@pytest.mark.timeout(900)
def test_nothing_of_the_workshop_is_in_it(frozen: Path) -> None:
    names = {path.name.lower() for path in (frozen / "moodvox").rglob("*")}
    assert not {name for name in names if name.startswith(("torch", "scipy", "matplotlib"))}
