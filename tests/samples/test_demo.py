"""The demo itself, on a short scene and a voice of a few kilobytes, through a real sidecar."""

from __future__ import annotations

import argparse
import os
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from moodvox.errors import ScriptError
from play import demo
from takes import Arrival, Take

PROJECT = """
[defaults]
voice = "moody"
[cast.Ann]
speaker = "kathleen"
[cast.Bob]
speaker = "cameron"
"""
SCENE = """
Ann: [happy] Good evening. #hello
@wait 50ms
Bob: I was telling you about the long road to the north, and about the king. #road
@mood Bob fearful 0.9 over 200ms after 300ms
@interrupt Bob after 600ms
Ann: Enough! #enough
"""


@pytest.fixture
def options(
    tmp_path: Path, voices_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> argparse.Namespace:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    # The sidecar is a process of its own and must find the package as we did.
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    (tmp_path / "moodvox.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "short.mood").write_text(SCENE, "utf-8")
    return argparse.Namespace(
        scene=tmp_path / "short.mood", voices=[voices_folder], out=tmp_path / "out", mute=False
    )


def test_the_demo_leaves_sound_a_picture_and_a_table(
    options: argparse.Namespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo(options) == 0
    assert sorted(path.name for path in options.out.iterdir()) == [
        "01-hello.wav",
        "02-road.wav",
        "03-enough.wav",
        "scene.wav",
        "short.png",
    ]
    with wave.open(str(options.out / "02-road.wav"), "rb") as file:
        assert 0.6 < file.getnframes() / file.getframerate() < 1.5
    shown = capsys.readouterr().out
    assert "Nothing will be heard here: no sound output" in shown
    assert "   Bob  I was telling you" in shown
    assert "time to first audio" in shown
    rows = {line.split()[0]: line for line in shown.splitlines() if line.endswith("ed")}
    assert rows["road"].endswith("cancelled")
    assert rows["hello"].endswith("finished")


def test_a_faulty_scene_is_refused_before_anything_starts(options: argparse.Namespace) -> None:
    options.scene.write_text("Cat: [angri] Miaow.\n", "utf-8")
    with pytest.raises(ScriptError, match="unknown character 'Cat'"):
        demo(options)


def test_figures_of_a_line_that_never_spoke_are_none() -> None:
    take = Take("a", "Ann", "Words.", 24000, asked_s=1.0, error="no")
    assert take.over
    assert take.first_audio_ms is None
    assert take.real_time_factor is None


def test_figures_of_a_line() -> None:
    take = Take("a", "Ann", "Words.", 1000, asked_s=1.0)
    take.add(Arrival(1.02, 0, np.zeros(500, np.float32), {}, 500.0))
    take.render_ms = 10.0
    assert take.first_audio_ms == pytest.approx(20.0)
    assert take.real_time_factor == pytest.approx(0.02)
    assert take.duration_s == 0.5
