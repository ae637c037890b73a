"""Where voices are found, and in which order."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from fixtures.voices import write_voice
from moodvox.errors import InputError, VoiceError
from moodvox.voices import shelf
from moodvox.voices.shelf import ENVIRONMENT, Shelf, find_voices


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No voices but those of the test."""
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    monkeypatch.setattr(shelf, "BUNDLED", tmp_path / "bundled")


def test_given_folders_come_before_the_environment_and_the_bundled_voices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("given", "first", "second", "bundled"):
        write_voice(tmp_path / place / "shared", name="shared")
        write_voice(tmp_path / place / place)
    environment = os.pathsep.join(str(tmp_path / name) for name in ("first", "second"))
    monkeypatch.setenv(ENVIRONMENT, environment)
    found = {voice.name: voice.folder for voice in find_voices([tmp_path / "given"])}
    assert list(found) == ["given", "shared", "first", "second", "bundled"]
    assert found["shared"] == tmp_path / "given" / "shared"


def test_a_folder_may_be_a_voice_itself(voices_folder: Path) -> None:
    assert Shelf([voices_folder / "ramp"]).names == ("ramp",)


def test_voices_are_opened_once_and_by_name(voices_folder: Path) -> None:
    voices = Shelf([voices_folder])
    assert voices.names == ("eager", "moody", "ramp", "silent", "teachable")
    assert voices.load("ramp") is voices.load("ramp")
    assert voices.load().name == "eager"
    with pytest.raises(InputError, match=r"unknown voice 'rampp' \(did you mean 'ramp'"):
        voices.load("rampp")


def test_a_broken_voice_is_listed_with_its_fault_and_not_chosen(
    voices_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(voices_folder / "ramp", tmp_path / "ramp")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "voice.json").write_text("{}")
    voices = Shelf([tmp_path])
    assert [(voice.name, voice.fault is None) for voice in voices.voices] == [
        ("broken", False),
        ("ramp", True),
    ]
    assert voices.load().name == "ramp"
    with pytest.raises(VoiceError, match="voice format None"):
        voices.load("broken")


def test_no_voice_and_no_folder_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(VoiceError, match="no voice is installed"):
        Shelf().load()
    with pytest.raises(VoiceError, match="no such folder of voices"):
        Shelf([tmp_path / "gone"])
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "gone"))
    with pytest.raises(VoiceError, match="no such folder of voices"):
        Shelf()
