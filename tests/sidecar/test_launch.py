"""The command line's own sidecar, started by the client: English, and a project's lexicon."""

from __future__ import annotations

from pathlib import Path

import pytest

import moodvox
from moodvox.client import Client, SidecarError
from sidecar.sidecar_kit import until


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child must find the package where we did."""
    monkeypatch.setenv("PYTHONPATH", str(Path(moodvox.__file__).parents[1]))


def _sounds(client: Client, text: str) -> list[str]:
    line = client.say("Marta", text, voice="ramp")
    line.wait()
    return [m.text for m in line.marks if m.kind == "phoneme" and m.text != "SIL"]


def test_launch_speaks_english_and_takes_up_the_lexicon(
    voices_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "moodvox.toml").write_text('lexicon = "names.txt"\n')
    lexicon = tmp_path / "names.txt"
    lexicon.write_text("Xyloph  Z AY1 L AH0 F\n")
    with Client.launch(voices=[voices_folder], project=tmp_path, credit_by="all") as client:
        assert client.process is not None
        assert _sounds(client, "42") == "F AO1 R T IY0 T UW1".split()
        assert _sounds(client, "Xyloph") == "Z AY1 L AH0 F".split()
        lexicon.write_text("Xyloph  K AA1 T\n")
        until(lambda: _sounds(client, "Xyloph") == ["K", "AA1", "T"], "the new lexicon")
        lexicon.write_text("Xyloph  K AA1 QQ\n")
        until(lambda: bool(client.faults), "the lexicon's fault")
        assert client.faults[0].code == "bad_project"
        assert client.faults[0].where.startswith(f"{lexicon}:1:")
        assert _sounds(client, "Xyloph") == ["K", "AA1", "T"]
        process = client.process
    assert not process.is_running
    assert process.wait(1.0) == 0


def test_launch_says_why_it_cannot(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SidecarError, match="before it was ready"):
        Client.launch(voices=[tmp_path / "nowhere"])
    assert "no such folder of voices" in capfd.readouterr().err
