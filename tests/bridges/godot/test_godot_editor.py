"""The editor plugin in a real editor: on and off again, without a word of complaint."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bridges.godot.godot_kit import has_editor, run_engine

NO_EDITOR = "needs an editor build of Godot; GODOT names an export template"


@pytest.fixture
def editor_project(project: Path, home: Path, tmp_path: Path) -> Path:
    """A fresh copy of the project, for an engine that has an editor."""
    if not has_editor(project, home):
        pytest.skip(NO_EDITOR)
    return Path(shutil.copytree(project, tmp_path / "copy"))


@pytest.mark.timeout(200)
def test_the_plugin_loads_and_unloads(editor_project: Path, home: Path) -> None:
    report = run_engine(editor_project, "--editor", "--quit-after", "120", home=home)
    assert report.status == 0, report.text
    assert not report.faults, report.faults
    project = editor_project / "project.godot"
    text = project.read_text("utf-8")
    project.write_text(text.replace("res://addons/moodvox/plugin.cfg", ""), "utf-8")
    without = run_engine(editor_project, "--editor", "--quit-after", "60", home=home)
    assert without.status == 0, without.text
    assert not without.faults, without.faults
