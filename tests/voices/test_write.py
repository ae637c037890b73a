"""Writing a pack leaves a sound voice or what was there before."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from fixtures.voices import presets, write_voice
from moodvox.errors import VoiceError
from moodvox.voices.pack import VoicePack
from moodvox.voices.write import write_pack


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))}


def test_a_voice_replaces_the_one_before(tmp_path: Path) -> None:
    write_voice(tmp_path / "voice", samples="silent", name="old")
    pack = write_voice(tmp_path / "voice", name="new")
    assert VoicePack.open(tmp_path / "voice").name == pack.name == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["voice"]


def test_the_same_voice_is_the_same_bytes(tmp_path: Path) -> None:
    write_voice(tmp_path / "one", name="voice")
    write_voice(tmp_path / "two", name="voice")
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


@pytest.mark.parametrize("fault", ["speakers", "files", "path"])
def test_a_faulty_voice_leaves_the_old_one(tmp_path: Path, fault: str) -> None:
    old = write_voice(tmp_path / "voice", name="old")
    before = everything(tmp_path / "voice")
    width = 3 if fault == "speakers" else 4
    graphs: dict[str, bytes | Path] = {
        "plan.onnx": old.path("plan.onnx"),
        "render.onnx": old.path("render.onnx"),
    }
    if fault == "files":
        del graphs["plan.onnx"]
    if fault == "path":
        graphs["../stray.txt"] = b"x"
    with pytest.raises(VoiceError):
        write_pack(
            tmp_path / "voice",
            msgspec.structs.replace(old.manifest, name="new"),
            speakers=np.zeros((2, width), np.float32),
            presets=presets(),
            files=graphs,
        )
    assert everything(tmp_path / "voice") == before
    assert [path.name for path in tmp_path.iterdir()] == ["voice"]
