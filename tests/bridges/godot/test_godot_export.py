"""A game that was exported to a PCK speaks: its sidecar and its project file are found."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bridges.godot.godot_kit import BRIDGE, ROOT, find_engine, has_editor, run_engine

PROJECT = """config_version=5

[application]

config/name="Exported"
run/main_scene="res://main.tscn"

[autoload]

Moodvox="*res://addons/moodvox/moodvox.gd"

[editor_plugins]

enabled=PackedStringArray("res://addons/moodvox/plugin.cfg")

[moodvox]

sidecar/voices="{voices}"
"""
SCENE = """[gd_scene load_steps=2 format=3]

[ext_resource type="Script" path="res://game.gd" id="1"]

[node name="Game" type="Node"]
script = ExtResource("1")
"""
PRESET = """[preset.0]

name="Linux"
platform="Linux/X11"
runnable=true
export_filter="all_resources"
include_filter="*.toml, *.lexicon, *.mood"
exclude_filter=""

[preset.0.options]

binary_format/embed_pck=false
"""
CAST = '[cast.Marta]\nvoice = "ramp"\n'


@pytest.fixture(scope="module")
def pack(
    project: Path, home: Path, voices_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The PCK of a game that has nothing but the addon and one line."""
    if not has_editor(project, home):
        pytest.skip("needs an editor build of Godot: it exports")
    game = tmp_path_factory.mktemp("game")
    shutil.copytree(BRIDGE / "addons", game / "addons")
    shutil.copy(BRIDGE / "tests" / "exported_game.gd", game / "game.gd")
    (game / "project.godot").write_text(PROJECT.format(voices=voices_folder), "utf-8")
    (game / "main.tscn").write_text(SCENE, "utf-8")
    (game / "export_presets.cfg").write_text(PRESET, "utf-8")
    (game / "moodvox.toml").write_text(CAST, "utf-8")
    file = tmp_path_factory.mktemp("export") / "game.pck"
    run_engine(game, "--editor", "--quit", home=home)
    report = run_engine(game, "--export-pack", "Linux", str(file), home=home)
    assert file.is_file(), report.text
    return file


def play(pack: Path, folder: Path, path: str) -> str:
    """Run the game as a player does: the engine beside its PCK, no project anywhere."""
    engine = folder / "game"
    try:
        os.link(find_engine(), engine)
    except OSError:
        shutil.copy(find_engine(), engine)
    shutil.copy(pack, folder / "game.pck")
    done = subprocess.run(
        [str(engine), "--headless", "--main-pack", "game.pck"],
        cwd=folder,
        env=dict(os.environ, HOME=str(folder), XDG_DATA_HOME=str(folder / "share"), PATH=path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
    return done.stdout


@pytest.mark.timeout(400)
@pytest.mark.parametrize("place", ["bundled", "on PATH", "named"])
def test_an_exported_game_finds_its_sidecar(
    pack: Path, command: Path, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOODVOX_SIDECAR", raising=False)
    system = "/usr/bin:/bin"
    if place == "bundled":
        program = tmp_path / "moodvox" / "moodvox"
        program.parent.mkdir()
        shutil.copy(command, program)
        said = play(pack, tmp_path, system)
    elif place == "on PATH":
        program = command
        said = play(pack, tmp_path, f"{command.parent}:{system}")
    else:
        program = tmp_path / "elsewhere" / "speaker"
        program.parent.mkdir()
        shutil.copy(command, program)
        (tmp_path / "override.cfg").write_text(f'[moodvox]\n\nsidecar/command="{program}"\n')
        said = play(pack, tmp_path, system)
    assert f'LOCATED ["{program}", "serve"]' in said, said
    assert "SPOKEN finished" in said, said
    assert "SCRIPT ERROR" not in said, said


def test_the_asset_library_gets_the_addon_alone() -> None:
    """What git packs of the plugin's folder, as the asset library asks for it."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs the repository")
    packed = subprocess.run(
        ["git", "archive", "HEAD:godot_bridge"], cwd=ROOT, capture_output=True, check=True
    )
    listed = subprocess.run(
        ["tar", "-t"], input=packed.stdout, capture_output=True, check=True
    ).stdout.decode()
    names = [name for name in listed.splitlines() if not name.endswith("/")]
    assert "addons/moodvox/plugin.cfg" in names
    assert "addons/moodvox/LICENSE" in names
    assert all(name.startswith("addons/moodvox/") for name in names), names
