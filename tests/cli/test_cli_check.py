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
    assert lines[0].startswith(f"{scene}:1:16: warning: ")


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


SHEET = "key,character,text\nout,Marta,[angry] Get {thing} out!\nout,Bran,[angri] Brimblewick!\n"


def test_every_format_is_checked_with_its_places(
    game: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (game / "moodvox.toml").write_text(
        "[cast.Marta]\nrate_limit_per_s = 2.0\n[cast.Bram]\n[dialogue]\nlongest_s = 2\n", "utf-8"
    )
    sheet = game / "lines.csv"
    sheet.write_text(SHEET, "utf-8")
    (game / "numbers.csv").write_text("a,b\n1,2\n", "utf-8")
    yarn = game / "inn.yarn"
    yarn.write_text(
        "title: A\n---\n<<if $x>>\nMarta: [calm] A brimblewick [angry] now. #mood:sadd\n"
        "<<endif>>\nMarta: One two three four five six seven, eight nine ten. #line:1\n===\n",
        "utf-8",
    )
    ink = game / "inn.ink"
    ink.write_text("Marta: Hi {a|b}. # id: ink\n", "utf-8")
    status, lines = checked(capsys, game)
    assert status == FAILED
    assert [line.removeprefix(str(game)).partition(" (known")[0] for line in lines] == [
        "/inn.ink:1:11: warning: the game chooses these words: they are not spoken here",
        "/inn.yarn:1:1: note: left to the game: 1 conditions",
        "/inn.yarn:4:48: unknown tag 'sadd' (did you mean 'sad'?)",
        "/inn.yarn:6:8: warning: about 3 s to say, more than 2 s: split it",
        "/lines.csv:2:23: warning: 'thing' has no words before the game runs "
        "(give an example in [variables])",
        f"/lines.csv:3:1: id 'out' is already that of {sheet}:2:1 (every id stands once)",
        "/lines.csv:3:5: unknown character 'Bran' (did you mean 'Bram'?)",
        "/lines.csv:3:11: unknown tag 'angri' (did you mean 'angry'?)",
        "/scenes/tavern.mood:1:9: unknown tag 'grim'",
        f"/scenes/tavern.mood:1:24: id 'out' is already that of {sheet}:2:1 (every id stands once)",
    ]


def test_moods_that_outrun_the_rate_limit_and_guessed_words_are_warnings(
    game: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (game / "moodvox.toml").write_text("[cast.Marta]\nrate_limit_per_s = 2.0\n", "utf-8")
    scene = game / "scenes" / "tavern.mood"
    scene.write_text(
        "Marta: [calm] A brimblewick [angry] now. A brimblewick!\n"
        "Marta: Now [calm -> angry over 0.2s] then.\nMarta: Now [-> calm over 2s] then.\n",
        "utf-8",
    )
    status, lines = checked(capsys, game)
    assert status == DONE
    assert [line.removeprefix(str(scene)) for line in lines] == [
        ":1:17: warning: no lexicon has 'brimblewick': its sound is guessed",
        ":1:29: warning: the mood moves by 1 in 0.12 s, faster than 2 per second "
        "(its character's rate limit: give it 0.5 s)",
        ":2:12: warning: the mood moves by 1 in 0.12 s, faster than 2 per second "
        "(its character's rate limit: give it 0.5 s)",
        ":2:12: warning: the mood moves by 1 in 0.2 s, faster than 2 per second "
        "(its character's rate limit: give it 0.5 s)",
        "no errors",
    ]
    assert checked(capsys, game, "--strict")[0] == FAILED


def test_build_servers_read_their_own_forms(
    game: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(game)
    scene = game / "scenes" / "tavern.mood"
    scene.write_text("Marta: [angri] 100%\n", "utf-8")
    assert main(["check", "--format", "github", str(scene)]) == FAILED
    assert capsys.readouterr().out == (
        "::error file=scenes/tavern.mood,line=1,col=9::unknown tag 'angri' "
        "(did you mean 'angry'?)\n"
    )
    assert main(["check", "--format", "sarif", str(scene)]) == FAILED
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "scenes/tavern.mood"
    assert place["region"] == {"startLine": 1, "startColumn": 9}
    assert result["level"] == "error"


def test_other_encodings_are_said_with_the_way_out(
    game: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = game / "lines.csv"
    sheet.write_bytes(SHEET.encode("utf-16"))
    status, lines = checked(capsys, game)
    assert status == FAILED
    assert f"{sheet}:1:1: the file is UTF-16, not UTF-8 (save it as UTF-8, or: iconv" in lines[0]


def test_voices_and_speakers_of_the_cast_are_asked_for(
    game: Path, voices_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (game / "moodvox.toml").write_text(
        '[presets]\ngrim = "angry 0.3"\n[cast.Marta]\nvoice = "rampp"\n'
        '[cast.Bram]\nvoice = "ramp"\nspeaker = "nobody"\n',
        "utf-8",
    )
    status, lines = checked(capsys, game, "--voices", voices_folder)
    assert status == FAILED
    assert "moodvox.toml:4:9: unknown voice 'rampp' (did you mean 'ramp'?)" in lines[0]
    assert "moodvox.toml:7:11: unknown speaker 'nobody'" in lines[1]
    assert len(lines) == 2
