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


def source(module: Path) -> str:
    return module.read_text("utf-8")


def test_a_module_has_one_noun() -> None:
    """A longer one holds two: part them."""
    lengths = {shown(module): source(module).count("\n") for module in OURS}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE}


def test_nothing_is_called_a_frame() -> None:
    """`frame` alone means four things here; say sample, hop, block or tick."""
    wrong = []
    for module in OURS:
        for name in identifiers(ast.parse(source(module))):
            if {"frame", "frames"} & set(re.split(r"_|(?<=[a-z])(?=[A-Z])", name.lower())):
                wrong.append(f"{shown(module)}: {name}")
    assert not wrong


def test_every_module_says_what_it_is() -> None:
    silent = [
        shown(module)
        for module in OURS
        if source(module).strip() and not ast.get_docstring(ast.parse(source(module)))
    ]
    assert not silent


def test_modules_are_finished() -> None:
    """What is left to do is done, or stands in an issue."""
    unfinished = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b")
    assert not [shown(module) for module in MODULES if unfinished.search(source(module))]


def test_no_machine_leaves_its_paths() -> None:
    homes = re.compile(r"(?<![\w.])/(?:root|home/\w+|Users/\w+|work)/[\w.]")
    written = {".py", ".md", ".toml", ".json", ".txt", ".sh", ".cs", ".gd", ".mood", ".lexicon"}
    found = [shown(p) for p in FILES if p.suffix in written and homes.search(p.read_text("utf-8"))]
    assert not found


def test_base_names_of_tests_are_unique() -> None:
    """pytest imports test modules by their base name here: two of one name would clash."""
    names = [path.name for path in MODULES if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [path.name[:4] for path in FILES if path.parent.name == "decisions"]
    assert all(number.isdigit() for number in numbers)
    assert sorted(numbers) == sorted(set(numbers))


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
