"""`moodvox enroll`: from a WAV file to a name that `say` knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtures.recordings import write_speech
from moodvox.cli.main import main


@pytest.fixture
def desk(voices_folder: Path, tmp_path: Path) -> list[str]:
    """Options for the test voices and a folder of this test."""
    write_speech(tmp_path / "tom.wav", seconds=4.0)
    return ["--voices", str(voices_folder), "--enrolled", str(tmp_path / "save")]


def enroll(*words: str | Path) -> int:
    return main(["enroll", *map(str, words)])


def test_a_speaker_and_an_emotion_are_usable_by_name(
    desk: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wav = tmp_path / "tom.wav"
    assert enroll(wav, "--name", "tom", "--voice", "teachable", *desk) == 0
    assert "speaker 'tom' of voice 'teachable'" in capsys.readouterr().out
    assert enroll(wav, "--name", "grim", "--emotion", "--voice", "teachable", *desk) == 0
    out = tmp_path / "out.wav"
    said = ["say", "[grim] Hello.", "--voice", "teachable", "--speaker", "tom 0.6 + kathleen 0.4"]
    assert main([*said, "--out", str(out), *desk]) == 0
    assert out.stat().st_size > 1000
    assert main([*said, "--mood", "grim 0.5 + sad 0.5", "--out", str(out), *desk]) == 0


def test_it_tells_programs_what_it_did(
    desk: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wav = write_speech(tmp_path / "new.wav", seconds=4.0, pitch_hz=173.0)
    for known in (False, True):
        assert enroll(wav, "--name", "tom", "--voice", "teachable", "--json", *desk) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["kind"], told["name"], told["cached"]) == ("speaker", "tom", known)
        assert Path(told["path"]).is_file()
        assert told["findings"]["seconds"] == 4.0


def test_list_and_remove(
    desk: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enroll("--list", *desk) == 0
    assert "Nothing is enrolled" in capsys.readouterr().out
    enroll(tmp_path / "tom.wav", "--name", "tom", "--voice", "teachable", *desk)
    capsys.readouterr()
    assert enroll("--list", *desk) == 0
    assert "tom.wav" in capsys.readouterr().out
    assert enroll("--list", "--json", *desk) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["voice"], row["kind"], row["name"]) == ("teachable", "speaker", "tom")
    assert main(["voices", "--json", *desk]) == 0
    voices = {voice["name"]: voice for voice in json.loads(capsys.readouterr().out)}
    notes = {s["name"]: s["note"] for s in voices["teachable"]["speakers"]}
    assert notes["tom"] == "enrolled from a recording"
    assert enroll("--remove", "tmo", *desk) == 1
    assert "did you mean 'tom'" in capsys.readouterr().err
    assert enroll("--remove", "tom", "--emotion", *desk) == 1
    assert enroll("--remove", "tom", *desk) == 0
    capsys.readouterr()
    assert enroll("--list", "--json", *desk) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_projects_speakers_stay_with_the_project(
    voices_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "game"
    project.mkdir()
    (project / "moodvox.toml").write_text(
        '[cast.Tom]\nvoice = "teachable"\nspeaker = "tom"\ntemperament = "grim"\n'
    )
    voices = ["--voices", str(voices_folder)]
    wav = write_speech(tmp_path / "tom.wav", seconds=4.0)
    say = ["say", "Hello.", "--character", "Tom", "--project", str(project), *voices]
    say += ["--out", str(tmp_path / "out.wav")]
    assert main(say) == 1
    assert "grim" in capsys.readouterr().err
    for words in (["--name", "tom"], ["--name", "grim", "--emotion"]):
        options = ["--voice", "teachable", "--project", str(project), *voices]
        assert enroll(wav, *words, *options) == 0
    assert sorted(path.name for path in (project / "enrolled" / "teachable").iterdir()) == [
        "emotion-grim.json",
        "speaker-tom.json",
    ]
    assert main(say) == 0
    assert main(["check", str(project), *voices]) == 0
    assert enroll(wav, "--name", "x", "--project", str(tmp_path / "gone"), *voices) == 1
    assert "no such project" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 2, "give one of"),
        (["tom.wav"], 2, "--name"),
        (["tom.wav", "--list"], 2, "give one of"),
        (["gone.wav", "--name", "tom"], 1, "cannot be read"),
        (["short.wav", "--name", "tom"], 1, "too short"),
        (["text.wav", "--name", "tom"], 1, "no WAV"),
        (["tom.wav", "--name", "angry", "--emotion"], 1, "knows already"),
        (["tom.wav", "--name", "tom", "--voice", "ramp"], 1, "cannot learn speakers"),
        (["tom.wav", "--name", "tom", "--voice", "none"], 1, "unknown voice"),
    ],
)
def test_what_goes_wrong_is_one_line(
    desk: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_speech(tmp_path / "short.wav", seconds=0.5)
    (tmp_path / "text.wav").write_text("not a sound")
    voice = [] if "--voice" in words else ["--voice", "teachable"]
    assert enroll(*words, *voice, *desk) == status
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
