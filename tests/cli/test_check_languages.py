"""`moodvox check` reads each line as its character's voice does."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.packages import without
from fixtures.voices import write_voice
from moodvox.cli.main import main

TOML = """[defaults]
voice = "ramp"
[cast.Mei]
voice = "mei"
[cast.Anna]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of an English and a Chinese voice."""
    write_voice(tmp_path / "voices" / "ramp")
    write_voice(tmp_path / "voices" / "mei", chinese=True)
    (tmp_path / "moodvox.toml").write_text(TOML, "utf-8")
    return tmp_path


def findings(folder: Path, text: str, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    """What is said of a scene, without its path."""
    file = folder / "a.mood"
    file.write_text(text, "utf-8")
    main(["check", str(file), "--voices", str(folder / "voices"), *more])
    printed = capsys.readouterr().out.splitlines()
    return [line.split("a.mood:")[1] for line in printed if "a.mood:" in line]


def test_chinese_is_read_by_the_voice_that_speaks_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Mei: [happy] 你好，Anna！\nAnna: Hello!\nMei: [say 重庆 as chong2 qing4]在哪儿？"
    assert findings(folder, text, capsys) == []


def test_a_voice_that_cannot_speak_the_language(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its place, the voice's name and what to change."""
    found = findings(folder, "Anna: Well, 你好。", capsys)
    assert len(found) == 1
    assert found[0].startswith("1:13: '你' (cjk) cannot be spoken: the voice 'ramp' reads")
    assert "name a voice that speaks it in [cast.Anna]" in found[0]
    cyrillic = findings(folder, "Mei: Привет", capsys)
    assert len(cyrillic) == 1
    assert "the voice 'mei' reads" in cyrillic[0]
    assert "Latin letters" in cyrillic[0]


def test_a_dialogue_file_is_read_by_its_speakers_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "lines.csv"
    file.write_text("id,speaker,text\na,Mei,[say 重庆 as chong2 qing4]很好\nb,Anna,很好\n", "utf-8")
    status = main(["check", str(file), "--voices", str(folder / "voices")])
    printed = capsys.readouterr().out
    assert status == 1
    assert "lines.csv:3:8: '很' (cjk)" in printed
    assert "lines.csv:2" not in printed


def test_tags_only_knows_pinyin_and_no_words(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Mei: [say 重庆 as chong2 qing4]\nAnna: 你好"
    assert findings(folder, text, capsys, "--tags-only") == []
    wrong = findings(folder, "Mei: [say 重庆 as chong9]", capsys, "--tags-only")
    assert len(wrong) == 1


def test_guessed_words_in_a_chinese_voice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = findings(folder, "Mei: 你好，Xylophar！", capsys)
    assert found == ["1:9: warning: no lexicon has 'xylophar': its sound is guessed"]


def test_a_missing_package_is_said_with_the_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with without("pypinyin"):
        found = findings(folder, "Anna: Hi.\nMei: 村长", capsys)
    assert len(found) == 1
    assert found[0].startswith("2:6: reading Chinese needs the package 'pypinyin'")
    assert "pip install 'moodvox[chinese]'" in found[0]
