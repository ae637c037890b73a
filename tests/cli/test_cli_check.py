"""`moodvox check` as a build step sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moodvox.cli.main import DONE, FAILED, main

PROJECT = '[presets]\ngrim = "angry 0.3 + sad 0.4"\n[cast.Marta]\n[cast.Bram]\n'
SCENE = "Marta: [grim] Get out! #out\nBram: [angry 0.4 -> calm over 2s] Long day. #day\n"


@pytest.fixture(autouse=True)
def only_core_emotions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MOODVOX_VOICES", raising=False)
    monkeypatch.setattr("moodvox.voices.shelf.BUNDLED", tmp_path / "none")


@pytest.fixture
def game(tmp_path: Path) -> Path:
    """A game's folder with a sound project and scene."""
    folder = tmp_path / "game"
    (folder / "scenes").mkdir(parents=True)
    (folder / "moodvox.toml").write_text(PROJECT, "utf-8")
    (folder / "scenes" / "tavern.mood").write_text(SCENE, "utf-8")
    return folder


def checked(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, list[str]]:
    status = main(["check", *map(str, words)])
    return status, capsys.readouterr().out.splitlines()


def test_a_sound_scene_is_said_to_be_one(game: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(capsys, game / "scenes" / "tavern.mood") == (DONE, ["no errors"])
    assert checked(capsys, game) == (DONE, ["no errors"])


def test_every_fault_has_its_place(game: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = game / "scenes" / "tavern.mood"
    scene.write_text("Marta: [grimm] Get out!\nBran: Who?\n", "utf-8")
    status, lines = checked(capsys, scene)
    assert status == FAILED
    assert lines == [
        f"{scene}:1:9: unknown tag 'grimm' (did you mean 'grim'?)",
        f"{scene}:2:1: unknown character 'Bran' (did you mean 'Bram'?)",
    ]


def test_the_project_above_is_found_and_checked(
    game: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (game / "moodvox.toml").write_text('[cast.Marta]\ntier = "best"\n', "utf-8")
    status, lines = checked(capsys, game / "scenes" / "tavern.mood")
    assert status == FAILED
    assert lines[0].startswith(f"{(game / 'moodvox.toml').resolve()}:2:8: ")


def test_a_project_may_be_named(
    game: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = tmp_path / "alone.mood"
    alone.write_text(SCENE, "utf-8")
    assert checked(capsys, alone)[0] == FAILED
    assert checked(capsys, alone, "--project", game)[0] == DONE


def test_words_that_cannot_be_spoken_are_found_unless_only_tags_count(
    game: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = game / "scenes" / "tavern.mood"
    scene.write_text("Marta: Ухожу!\n", "utf-8")
    status, lines = checked(capsys, scene)
    assert status == FAILED
    assert lines[0].startswith(f"{scene}:1:8: ")
    assert checked(capsys, scene, "--tags-only") == (DONE, ["no errors"])


def test_what_is_not_spoken_is_a_warning(game: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = game / "scenes" / "tavern.mood"
    scene.write_text("Marta: Welcome \N{SLIGHTLY SMILING FACE}!\n", "utf-8")
    status, lines = checked(capsys, scene)
    assert status == DONE
    assert lines[0].startswith(f"{scene}:1:8: warning: ")


def test_a_program_reads_records(game: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = game / "scenes" / "tavern.mood"
    scene.write_text("Marta: [angri] Out!\n", "utf-8")
    assert main(["check", "--json", str(scene)]) == FAILED
    (found,) = json.loads(capsys.readouterr().out)
    assert found["line"] == 1
    assert found["column"] == 9
    assert found["severity"] == "error"


def test_a_missing_file_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = checked(capsys, tmp_path / "none.mood")
    assert status == FAILED
    assert "none.mood:1:1: cannot read the file" in lines[0]


def test_the_emotions_of_a_voice_are_what_counts(
    game: Path, voices_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(capsys, game, "--voices", voices_folder) == (DONE, ["no errors"])
