"""The developer's commands: what a newcomer meets first, so its failures speak plainly."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`dev.py`, looking at a repository in `tmp_path`."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "STAMP": venv / module.STAMP.name,
        "LOG": venv / module.LOG.name,
    }.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module.venv_python, "__defaults__", (venv,))
    (tmp_path / "pyproject.toml").write_text("[project]\n", "utf-8")
    return module


def pretend_set_up(dev: ModuleType, *extras: str) -> None:
    dev.venv_python().parent.mkdir(parents=True, exist_ok=True)
    dev.venv_python().touch()
    dev.STAMP.write_text(json.dumps(dev.wanted_state(set(extras))), "utf-8")


class Steps:
    """Stands in for `dev.run`: notes each step, fails those it is told to."""

    def __init__(self, *failing: str) -> None:
        self.seen: list[tuple[str, ...]] = []
        self.failing = failing

    def __call__(self, *arguments: str) -> int:
        self.seen.append(arguments)
        return 3 if set(self.failing) & set(arguments) else 0

    @property
    def tools(self) -> list[str]:
        return [step[1] if step[0] == "-m" else step[0] for step in self.seen]


def run_main(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, steps: Steps, *arguments: str
) -> tuple[int, set[str]]:
    wanted: set[str] = set()
    monkeypatch.setattr(dev, "set_up", wanted.update)
    monkeypatch.setattr(dev, "run", steps)
    return dev.main(list(arguments)), wanted


def test_an_old_python_can_read_it() -> None:
    ast.parse((ROOT / "dev.py").read_text("utf-8"), feature_version=(3, 7))


def test_it_needs_only_the_standard_library() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text("utf-8"))
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_this_interpreter_is_taken_when_it_is_new_enough(dev: ModuleType) -> None:
    assert dev.find_interpreter() == sys.executable


def test_an_old_interpreter_looks_for_a_newer_one_that_starts(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = {"python3.11": "/nowhere/python3.11", "python3.12": sys.executable}
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(shutil, "which", on_path.get)
    assert dev.find_interpreter() == sys.executable


def test_no_interpreter_is_said_with_the_version_that_was_found(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(dev.SetupError, match=r"needs Python 3\.11 or newer; this is 3\.9"):
        dev.find_interpreter()


def test_a_finished_set_up_holds_for_what_it_had(dev: ModuleType) -> None:
    assert not dev.is_set_up({"demo"})
    pretend_set_up(dev, "demo", "test")
    assert dev.is_set_up({"demo"})
    assert dev.is_set_up({"demo", "test"})
    assert not dev.is_set_up({"demo", "export"})


def test_a_changed_project_is_set_up_again(dev: ModuleType) -> None:
    pretend_set_up(dev, "demo")
    (dev.ROOT / "pyproject.toml").write_text("[project]\nversion = '2'\n", "utf-8")
    assert not dev.is_set_up({"demo"})


def test_a_moved_folder_is_set_up_again(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend_set_up(dev, "demo")
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.copy(tmp_path / "pyproject.toml", moved)
    monkeypatch.setattr(dev, "ROOT", moved)
    assert not dev.is_set_up({"demo"})


@pytest.mark.parametrize("stamp", ["", "{", "[]", "null", '{"extras": "demo"}', '{"extras": 3}'])
def test_a_damaged_stamp_is_no_set_up(dev: ModuleType, stamp: str) -> None:
    pretend_set_up(dev, "demo")
    dev.STAMP.write_text(stamp, "utf-8")
    assert not dev.is_set_up({"demo"})


def test_set_up_keeps_earlier_extras_and_leaves_no_stamp_when_it_fails(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_set_up(dev, "export")
    asked: list[list[str]] = []

    def refuse(arguments: list[str], *, may_fail: bool = False) -> bool:
        asked.append(arguments)
        if arguments[0] == "-e":
            raise dev.SetupError("no")
        return True

    monkeypatch.setattr(dev, "make_venv", lambda interpreter: None)
    monkeypatch.setattr(dev, "pip_install", refuse)
    with pytest.raises(dev.SetupError):
        dev.set_up({"demo"})
    assert asked[-1] == ["-e", ".[demo,export]"]
    assert not dev.STAMP.exists()


def test_pip_that_cannot_reach_its_index_is_explained(dev: ModuleType) -> None:
    said = "WARNING: Retrying ... NewConnectionError('...')\nERROR: No matching distribution"
    assert "Connect to the internet" in dev.explain_pip(said)
    assert "No matching distribution" in dev.explain_pip(said)


def test_pip_that_fails_otherwise_shows_its_own_words(dev: ModuleType) -> None:
    explained = dev.explain_pip("error: metadata-generation-failed")
    assert "metadata-generation-failed" in explained
    assert "internet" not in explained


def test_set_up_without_a_network_says_so(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With this interpreter's real pip, and an index where nobody listens."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    pretend_set_up(dev)
    (dev.ROOT / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n', "utf-8")
    monkeypatch.setattr(dev, "make_venv", lambda interpreter: None)
    monkeypatch.setattr(dev, "venv_python", lambda: Path(sys.executable))
    assert dev.main(["bench"]) == 1
    said = capsys.readouterr().err
    assert "dev.py: The package index cannot be reached" in said
    assert "HTTPS_PROXY" in said
    assert not dev.STAMP.exists()


def test_test_alone_checks_and_then_tests_everything(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps()
    status, extras = run_main(dev, monkeypatch, steps, "test")
    assert status == 0
    assert steps.tools == ["ruff", "ruff", "mypy", "pytest"]
    assert "export" in extras


def test_a_failed_check_fails_test_and_every_check_is_run(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps("format")
    status, _ = run_main(dev, monkeypatch, steps, "test")
    assert status == 3
    assert steps.tools == ["ruff", "ruff", "mypy"]


def test_a_part_of_the_suite_is_run_alone(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps("pytest")
    status, _ = run_main(dev, monkeypatch, steps, "test", "tests/mood", "-x")
    assert status == 3
    assert steps.seen == [("-m", "pytest", "tests/mood", "-x")]


def test_without_torch_its_tests_are_left_out(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps()
    _, extras = run_main(dev, monkeypatch, steps, "test", "--no-export")
    assert steps.seen[-1] == ("-m", "pytest", "--ignore=tests/export")
    assert steps.seen[-2][2:4] == ("--exclude", "^(tests/)?export/")
    assert "export" not in extras


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["demo"], {"demo", "studio"}),
        (["bench"], set()),
        (["setup"], {"demo", "studio", "test"}),
        (["setup", "--export"], {"demo", "studio", "test", "export"}),
        (["check"], {"demo", "studio", "test", "export"}),
        (["check", "--no-export"], {"demo", "studio", "test"}),
    ],
)
def test_a_command_sets_up_what_it_needs(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str], wanted: set[str]
) -> None:
    assert run_main(dev, monkeypatch, Steps(), *arguments) == (0, wanted)


def test_bench_hands_its_arguments_on(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps()
    run_main(dev, monkeypatch, steps, "bench", "start", "--json")
    assert steps.seen == [("-m", "moodvox", "bench", "start", "--json")]


def test_setup_refuses_what_it_does_not_know(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        dev.main(["setup", "--exprot"])
    assert ended.value.code == 2
    assert "--exprot" in capsys.readouterr().err
