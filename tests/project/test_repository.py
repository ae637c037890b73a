"""The repository as a reader finds it: sizes, words, licences, no machine's own paths."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 300


def tracked() -> list[Path]:
    """Files that git knows; a folder without git (a source archive) gives all of ours."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return [ROOT / name for name in listed.stdout.split("\0") if name]
    ours = ("runtime", "export", "tests", "samples", "docs")
    return [path for folder in ours for path in (ROOT / folder).rglob("*") if path.is_file()]


FILES = [path for path in tracked() if path.is_file()]
MODULES = [path for path in FILES if path.suffix == ".py"]
OURS = [path for path in MODULES if path.relative_to(ROOT).parts[0] in ("runtime", "export")]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def identifiers(tree: ast.AST) -> set[str]:
    """Every name that a module gives to something."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
    return names


@pytest.mark.parametrize("module", OURS, ids=shown)
def test_a_module_has_one_noun(module: Path) -> None:
    lines = module.read_text("utf-8").count("\n")
    assert lines <= LONGEST_MODULE, f"{lines} lines: it holds more than one noun"


@pytest.mark.parametrize("module", OURS, ids=shown)
def test_nothing_is_called_a_frame(module: Path) -> None:
    """`frame` alone means four things here; say sample, hop, block or tick."""
    words = {
        word
        for name in identifiers(ast.parse(module.read_text("utf-8")))
        for word in re.split(r"_|(?<=[a-z])(?=[A-Z])", name)
    }
    assert not words & {"frame", "frames", "Frame", "Frames"}


@pytest.mark.parametrize("module", OURS, ids=shown)
def test_every_public_module_says_what_it_is(module: Path) -> None:
    source = module.read_text("utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("module", MODULES, ids=shown)
def test_modules_are_finished(module: Path) -> None:
    unfinished = "TO" + "DO|FIX" + "ME|XX" + "X"
    found = re.search(rf"\b({unfinished})\b", module.read_text("utf-8"))
    assert found is None, f"{found.group() if found else ''}: do it, or file an issue"


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if p.suffix in {".py", ".md", ".toml", ".json", ".txt", ".sh", ".cs", ".gd"}],
    ids=shown,
)
def test_no_machine_leaves_its_paths(path: Path) -> None:
    text = path.read_text("utf-8")
    homes = r"(?<![\w.])/(?:root|home/\w+|Users/\w+|work)/[\w.]"
    found = re.search(homes, text)
    assert found is None, f"'{found.group() if found else ''}' is one machine's path"


def test_base_names_of_tests_are_unique() -> None:
    """pytest imports test modules by their base name here: two of one name would clash."""
    names = [path.name for path in MODULES if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_every_run_time_dependency_has_its_notice() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text("utf-8").lower()
    for requirement in project["dependencies"]:
        name = re.split(r"[ <>=!~;\[]", requirement, maxsplit=1)[0]
        assert name.lower() in notices, f"{name} has no notice"


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    package = (ROOT / "runtime" / "moodvox" / "__init__.py").read_text("utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f'__version__ = "{project["version"]}"' in package
    assert re.search(rf"^## {re.escape(project['version'])}\b", changelog, re.MULTILINE)


def test_links_of_the_docs_lead_somewhere() -> None:
    broken = []
    for page in (p for p in FILES if p.suffix == ".md"):
        prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            local = target.partition("#")[0]
            if local and "://" not in local and not (page.parent / local).exists():
                broken.append(f"{shown(page)}: {target}")
    assert not broken


def test_the_readme_names_the_command_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    for command in ("python3 dev.py demo", "python3 dev.py test"):
        assert command in readme
    assert "python3 dev.py test" in ci


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no execute bit")
def test_ci_can_be_run() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
