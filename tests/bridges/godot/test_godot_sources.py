"""Every GDScript file is parsed, linted and formatted, engine or not; the addon is whole."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bridges.godot.godot_kit import BRIDGE, EDITOR_SUITES, ROOT, SUITES, expected

ADDON = BRIDGE / "addons" / "moodvox"
SCRIPTS = sorted(path for path in BRIDGE.rglob("*.gd") if ".godot" not in path.parts)
OURS = [path for path in SCRIPTS if ADDON in path.parents]
FUNCTION = re.compile(r"^(?:static )?func (\w+)\(", re.M)


def name(path: Path) -> str:
    return path.relative_to(BRIDGE).as_posix()


def tool(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of gdtoolkit's programs over all scripts."""
    files = [str(path.relative_to(BRIDGE)) for path in SCRIPTS]
    return subprocess.run(
        [sys.executable, "-c", f"from gdtoolkit.{module} import main; main()", *arguments, *files],
        cwd=BRIDGE,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("parser.__main__", ()),
        ("linter.__main__", ()),
        ("formatter.__main__", ("--check", "--line-length", "100")),
    ],
    ids=["parser", "linter", "formatter"],
)
def test_gdtoolkit_finds_nothing(module: str, arguments: tuple[str, ...]) -> None:
    assert len(SCRIPTS) > 30
    done = tool(module, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", OURS, ids=name)
def test_a_script_has_one_noun(script: Path) -> None:
    assert script.read_text("utf-8").count("\n") <= 300


@pytest.mark.parametrize("script", OURS, ids=name)
def test_all_that_is_public_is_documented(script: Path) -> None:
    """A `##` before each public function, signal, export and variable, and for the file."""
    lines = script.read_text("utf-8").splitlines()
    public = re.compile(r"^(?:(?:static )?func|signal|var|enum|@export\S*(?: \d+\))? var) [a-zA-Z]")
    undocumented = []
    for index, line in enumerate(lines):
        found = public.match(line)
        if found and not lines[index - 1].startswith(("##", "@export")):
            undocumented.append(line)
    assert not undocumented
    assert any(line.startswith("## ") for line in lines[:8]), "the file does not say what it is"


@pytest.mark.parametrize("script", OURS, ids=name)
def test_functions_are_typed(script: Path) -> None:
    text = script.read_text("utf-8")
    heads = re.findall(r"^(?:static )?func \w+\((.*?)\)( -> [\w\[\], .]+)?:$", text, re.M | re.S)
    assert len(heads) == len(FUNCTION.findall(text))
    for arguments, result in heads:
        assert result, f"({arguments}) has no result type"
        for argument in filter(None, (part.strip() for part in arguments.split(","))):
            assert ":" in argument, f"{argument} has no type"


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_nothing_is_called_a_frame(script: Path) -> None:
    """Say sample, hop, block or tick; the engine's own names are its own."""
    names = re.findall(r"(?:var|func|const|signal) (\w+)", script.read_text("utf-8"))
    assert not [given for given in names if {"frame", "frames"} & set(given.lower().split("_"))]


def test_the_plugin_names_what_is_there() -> None:
    config = configparser.ConfigParser()
    config.read(ADDON / "plugin.cfg", "utf-8")
    plugin = {key: value.strip('"') for key, value in config["plugin"].items()}
    assert (ADDON / plugin["script"]).is_file()
    package = (ROOT / "runtime" / "moodvox" / "__init__.py").read_text("utf-8")
    assert f'"{plugin["version"]}"' in package


def test_preloaded_files_are_there() -> None:
    missing = []
    for script in SCRIPTS:
        for target in re.findall(r'(?:pre)?load\("([^"%]+)"\)', script.read_text("utf-8")):
            base = BRIDGE if target.startswith("res://") else script.parent
            if not (base / target.removeprefix("res://")).is_file():
                missing.append(f"{name(script)}: {target}")
    assert not missing


def test_the_game_gets_the_addon_alone() -> None:
    """What the asset library packs; the licence goes with it."""
    kept = (BRIDGE / ".gitattributes").read_text("utf-8")
    for entry in BRIDGE.iterdir():
        if entry.name not in ("addons", ".godot"):
            assert f"/{entry.name} export-ignore" in kept
    assert (ADDON / "LICENSE").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("file", ["tavern.mood", "moodvox.toml", "names.lexicon"])
def test_the_tavern_is_the_same_everywhere(file: str) -> None:
    here = (BRIDGE / "samples" / "tavern_godot" / file).read_bytes()
    assert here == (ROOT / "samples" / "tavern" / file).read_bytes()


def test_every_suite_is_counted() -> None:
    """What an engine must run is what is there: no suite is forgotten, and no test lost."""
    written = {
        path.stem: len(re.findall(r"^func test_", path.read_text("utf-8"), re.M))
        for path in (BRIDGE / "tests").glob("test_*.gd")
    }
    assert written == SUITES
    assert set(expected(True)) - set(expected(False)) == EDITOR_SUITES
