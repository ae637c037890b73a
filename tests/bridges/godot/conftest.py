"""An engine with a copy of the project, where there is an engine."""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridges.godot.godot_kit import (
    NO_ENGINE,
    RAN,
    ROOT,
    copy_project,
    expected,
    find_engine,
    has_editor,
    run_engine,
)

IMPORT_S = 300.0
HERE = Path(__file__).parent
REPORT: list[str] = []


def asks_for_all(items: list[pytest.Item]) -> bool:
    """Whether nothing of the files here that need an engine was left out."""
    asked = {item.name.split("[")[0] for item in items}
    written = set[str]()
    for file in HERE.glob("test_*.py"):
        written.update(re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.M))
    return written <= asked


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many tests the engine ran, where there was one."""
    for line in REPORT:
        terminalreporter.write_line(f"Godot: {line}")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For what the engine writes outside of the project."""
    return tmp_path_factory.mktemp("godot_home")


@pytest.fixture(scope="session")
def project(
    tmp_path_factory: pytest.TempPathFactory, home: Path, request: pytest.FixtureRequest
) -> Iterator[Path]:
    """A copy of the Godot project that an editor has opened once, if GODOT is one.

    At last it says how many tests the engine ran; fewer than its kind should fail a session
    that was asked for all of them.
    """
    if not find_engine():
        pytest.skip(NO_ENGINE)
    folder = copy_project(tmp_path_factory.mktemp("godot"))
    is_editor = has_editor(folder, home)
    if is_editor:
        report = run_engine(folder, "--editor", "--quit", home=home, timeout_s=IMPORT_S)
        assert report.status == 0, report.text
    yield folder
    wanted = expected(is_editor)
    kind = "an editor" if is_editor else "an export template"
    REPORT.append(f"{sum(RAN.values())} of {sum(wanted.values())} tests ran in {kind}")
    if asks_for_all(request.session.items):
        missing = sorted(set(wanted) - set(RAN))
        assert not missing, f"{kind} must run these, too: {missing}"


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
