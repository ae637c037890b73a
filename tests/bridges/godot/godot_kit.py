"""Where the Godot project is, and how a headless engine runs in a copy of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
BRIDGE = ROOT / "godot_bridge"
GOLDEN = ROOT / "tests" / "golden"
PLAIN_TEXTS = ROOT / "tests" / "bridges" / "plain_texts.json"
"""Tagged lines and what is spoken of them; the plugins' readers are held to it."""

NO_ENGINE = "needs Godot 4.2 or newer: set GODOT to its binary"
WARNINGS = """
unassigned_variable unassigned_variable_op_assign unused_variable unused_local_constant
unused_private_class_variable unused_parameter unused_signal shadowed_variable
shadowed_variable_base_class shadowed_global_identifier unreachable_code unreachable_pattern
standalone_expression standalone_ternary incompatible_ternary property_used_as_function
constant_used_as_function function_used_as_property untyped_declaration
static_called_on_instance redundant_static_unload redundant_await assert_always_true
assert_always_false integer_division narrowing_conversion int_as_enum_without_cast
int_as_enum_without_match empty_file deprecated_keyword confusable_identifier
confusable_local_declaration confusable_local_usage inference_on_variant native_method_override
get_node_default_without_onready onready_with_export
""".split()
"""Those that the engine gives by itself, and one for what has no type."""
TESTS_S = 300.0
SUITES = {
    "test_msgpack": 10,
    "test_messages": 8,
    "test_zmtp": 8,
    "test_dealer": 8,
    "test_script": 11,
    "test_desk": 10,
    "test_sidecar": 13,
    "test_voice": 14,
    "test_editor": 5,
}
"""Suites of `godot_bridge/tests` and how many tests each has."""

EDITOR_SUITES = {"test_editor"}
"""Those that only an editor can run."""

RAN: dict[str, int] = {}
"""How many tests of each suite an engine has run in this session."""
FAULTS = re.compile(r"SCRIPT ERROR|Parse Error|Failed to load script|Leaked instance")


OVERRIDE = """[application]

run/flush_stdout_on_print=true

[moodvox]

sidecar/mode="baked"
"""
"""No sidecar starts by itself; a release build says at once what it prints, as others do."""


def find_engine() -> str:
    """The engine's binary; "" if there is none."""
    return os.environ.get("GODOT", "")


@dataclass(frozen=True)
class Report:
    """What an engine said, and how it ended."""

    status: int
    text: str

    @property
    def ran(self) -> int:
        """How many tests ran; -1 if the runner did not come to its end."""
        found = re.search(r"^RAN (\d+) FAILED (\d+)$", self.text, re.M)
        return int(found[1]) if found else -1

    @property
    def faults(self) -> list[str]:
        """Lines in which the engine complains about our scripts."""
        return [line for line in self.text.splitlines() if FAULTS.search(line)]


def copy_project(folder: Path) -> Path:
    """A copy in which the engine may write, and which starts no sidecar by itself."""
    project = folder / "godot_bridge"
    shutil.copytree(BRIDGE, project, ignore=shutil.ignore_patterns(".godot"))
    (project / "override.cfg").write_text(OVERRIDE, "utf-8")
    return project


def run_engine(project: Path, *arguments: str, home: Path, timeout_s: float = TESTS_S) -> Report:
    """Run the engine without a window; its user folders are under `home`."""
    done = subprocess.run(
        _command(project, arguments),
        env=_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=timeout_s,
        check=False,
    )
    return Report(done.returncode, done.stdout)


def start_engine(project: Path, *arguments: str, home: Path) -> subprocess.Popen[str]:
    """Start the engine without a window, to be ended by the caller."""
    return subprocess.Popen(
        _command(project, arguments),
        env=_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def is_alive(pid: int) -> bool:
    """Whether there is such a process that has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def _command(project: Path, arguments: tuple[str, ...]) -> list[str]:
    return [find_engine(), "--headless", "--path", str(project), *arguments]


def _environment(home: Path) -> dict[str, str]:
    return dict(os.environ, HOME=str(home), XDG_DATA_HOME=str(home / "share"))


def has_editor(project: Path, home: Path) -> bool:
    """Whether GODOT is an editor; an export template can run a project, no more."""
    return "--export-release" in run_engine(project, "--help", home=home).text


def expected(editor: bool) -> dict[str, int]:
    """The suites that such an engine runs, and how many tests each has."""
    return {suite: tests for suite, tests in SUITES.items() if editor or suite not in EDITOR_SUITES}


def expect(report: Report, *suites: str) -> None:
    """All tests of `suites` have run and passed, and the engine complained of nothing.

    Raises:
        AssertionError: anything else.
    """
    print(report.text)
    tests = sum(SUITES[suite] for suite in suites)
    assert report.status == 0, f"the engine ended with {report.status}"
    assert report.ran == tests, f"{report.ran} tests ran, expected {tests}"
    assert not report.faults, report.faults
    RAN.update((suite, SUITES[suite]) for suite in suites)
