"""The editor plugin in a real editor: it docks, opens a line, speaks, and goes again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bridges.godot.godot_kit import WARNINGS, copy_project, expect, has_editor, run_engine

NO_EDITOR = "needs an editor build of Godot; GODOT names an export template"


@pytest.fixture
def editor_project(project: Path, home: Path, tmp_path: Path) -> Path:
    """A project whose scripts may have no warning, and that has the tests as a second plugin."""
    if not has_editor(project, home):
        pytest.skip(NO_EDITOR)
    copy = copy_project(tmp_path)
    shutil.copytree(project / ".godot", copy / ".godot")
    addon = copy / "addons" / "moodvox_tests"
    addon.mkdir()
    (addon / "plugin.cfg").write_text(
        '[plugin]\nname="Tests"\ndescription=""\nauthor=""\nversion="1"\nscript="plugin.gd"\n'
    )
    (addon / "plugin.gd").write_text('@tool\nextends "res://tests/editor_run.gd"\n')
    settings = copy / "project.godot"
    text = settings.read_text("utf-8")
    mine = '"res://addons/moodvox/plugin.cfg"'
    text = text.replace(mine, f'{mine}, "res://addons/moodvox_tests/plugin.cfg"')
    strict = "\n".join(f"gdscript/warnings/{name}=2" for name in WARNINGS)
    text += f"\n[debug]\n\ngdscript/warnings/exclude_addons=false\n{strict}\n"
    settings.write_text(text, "utf-8")
    return copy


@pytest.mark.timeout(300)
def test_the_plugin_in_an_editor(
    editor_project: Path, tmp_path: Path, command: Path, voices_folder: Path
) -> None:
    home = tmp_path / "home"
    order = {
        "suites": ["test_editor"],
        "options": {"command": str(command), "voices": str(voices_folder)},
    }
    folder = home / "share" / "godot" / "app_userdata" / "Moodvox"
    folder.mkdir(parents=True)
    (folder / "editor_tests.json").write_text(json.dumps(order))
    report = run_engine(editor_project, "--editor", "--quit-after", "100000", home=home)
    expect(report, "test_editor")


@pytest.mark.timeout(300)
def test_an_editor_that_ran_no_test_fails(editor_project: Path, tmp_path: Path) -> None:
    """As it would if the plugin did not load at all: nothing says that tests ran."""
    report = run_engine(editor_project, "--editor", "--quit-after", "30", home=tmp_path / "home")
    assert report.ran == -1
    with pytest.raises(AssertionError, match="-1 tests ran"):
        expect(report, "test_editor")


@pytest.mark.timeout(300)
def test_a_warning_would_be_found(editor_project: Path, tmp_path: Path) -> None:
    careless = editor_project / "tests" / "careless.gd"
    careless.write_text("extends Node\nfunc _ready() -> void:\n\tvar unused := 1\n")
    script = ("-s", "res://tests/careless.gd", "--check-only")
    report = run_engine(editor_project, *script, home=tmp_path / "home")
    assert any('"unused"' in line for line in report.faults), report.text
