"""An engine with a copy of the project, where there is an engine."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from bridges.godot.godot_kit import (
    NO_ENGINE,
    ROOT,
    copy_project,
    find_engine,
    has_editor,
    run_engine,
)

IMPORT_S = 300.0


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For what the engine writes outside of the project."""
    return tmp_path_factory.mktemp("godot_home")


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A copy of the Godot project that an editor has opened once, if GODOT is one."""
    if not find_engine():
        pytest.skip(NO_ENGINE)
    folder = copy_project(tmp_path_factory.mktemp("godot"))
    if has_editor(folder, home):
        report = run_engine(folder, "--editor", "--quit", home=home, timeout_s=IMPORT_S)
        assert report.status == 0, report.text
    return folder


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """What a player has on PATH: a program called moodvox."""
    program = tmp_path_factory.mktemp("bin") / "moodvox"
    runtime = ROOT / "runtime"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{runtime}" exec "{sys.executable}" -m moodvox "$@"\n', "utf-8"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program
