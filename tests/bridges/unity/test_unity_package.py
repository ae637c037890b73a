"""The package as Unity sees it: it compiles, its metas, asmdefs and package.json hold together."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bridges.unity import metas
from bridges.unity.unity_kit import HERE, PACKAGE, ROOT, Compile

STAND_INS = HERE / "stand_ins"
ASMDEFS = {path.stem: path for path in sorted(PACKAGE.rglob("*.asmdef"))}
SOURCES = sorted(PACKAGE.rglob("*.cs"))
LONGEST_FILE = 300
UNITYS_OWN = {"UnityEngine.TestRunner", "UnityEditor.TestRunner"}


def read(path: Path) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return fields


def owner(source: Path) -> str:
    """The assembly that Unity puts a source into: that of the nearest asmdef above."""
    for folder in source.parents:
        found = list(folder.glob("*.asmdef"))
        if found:
            return found[0].stem
    raise AssertionError(f"{source} has no assembly")


def test_everything_compiles_assembly_by_assembly(compile_cs: Compile) -> None:
    """In the order of the asmdefs' references, and with nothing but those."""
    built = {
        name: compile_cs(f"{name}.dll", [STAND_INS / f"{one}.cs" for one in files])
        for name, files in {
            "UnityEngine": ["UnityEngine", "JsonUtility"],
            "NUnit": ["NUnit"],
        }.items()
    }
    editor = compile_cs("UnityEditor.dll", [STAND_INS / "UnityEditor.cs"], (built["UnityEngine"],))
    waiting = dict(ASMDEFS)
    while waiting:
        name = next(
            one for one, path in waiting.items() if not set(read(path)["references"]) & set(waiting)
        )
        asmdef = read(waiting.pop(name))
        references = [built[one] for one in asmdef["references"] if one not in UNITYS_OWN]
        if not asmdef["noEngineReferences"]:
            references.append(built["UnityEngine"])
        if asmdef["includePlatforms"] == ["Editor"]:
            references.append(editor)
        if asmdef["precompiledReferences"]:
            references.append(built["NUnit"])
        sources = [source for source in SOURCES if owner(source) == name]
        assert sources
        built[name] = compile_cs(f"{name}.dll", sources, tuple(references))


def test_the_packages_own_tests_pass(compile_cs: Compile) -> None:
    folders = [PACKAGE / "Runtime" / name for name in ("Protocol", "Client", "Script")]
    folders += [PACKAGE / "Tests", HERE / "own_tests"]
    sources = [path for folder in folders for path in folder.rglob("*.cs")]
    program = compile_cs("own.exe", [*sources, STAND_INS / "NUnit.cs"])
    done = subprocess.run(["mono", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = sum(path.read_text("utf-8").count("[Test]") for path in PACKAGE.rglob("*Tests.cs"))
    assert len(done.stdout.splitlines()) == written >= 6


def test_newer_unity_compiles_too(compile_cs: Compile) -> None:
    sources = [source for source in SOURCES if "Runtime" in source.relative_to(PACKAGE).parts[:1]]
    compile_cs(
        "newer.dll",
        [*sources, STAND_INS / "UnityEngine.cs", STAND_INS / "JsonUtility.cs"],
        defines="UNITY_2023_1_OR_NEWER",
    )


def test_what_needs_no_unity_says_so() -> None:
    without = {name for name, path in ASMDEFS.items() if read(path)["noEngineReferences"]}
    assert without == {"Moodvox.Protocol", "Moodvox.Client", "Moodvox.Script"}


@pytest.mark.parametrize("name", sorted(ASMDEFS))
def test_an_asmdef_names_itself_and_what_is_there(name: str) -> None:
    asmdef = read(ASMDEFS[name])
    assert asmdef["name"] == name
    assert set(asmdef["references"]) <= set(ASMDEFS) | UNITYS_OWN
    assert asmdef["allowUnsafeCode"] is False


def test_there_is_no_library_of_others_and_no_native_plugin() -> None:
    kinds = {path.suffix for path in PACKAGE.rglob("*") if path.is_file()}
    assert kinds <= {".cs", ".asmdef", ".meta", ".md", ".json", ".txt", ".toml", ".lexicon"} | {
        ".unity",
        ".prefab",
        ".asset",
    }


def test_every_asset_has_its_meta_and_no_meta_is_left_over() -> None:
    missing = [str(path) for path in metas.assets() if not metas.meta_of(path).exists()]
    assert not missing
    assert not metas.left_over()


def test_guids_are_unique_and_follow_from_the_paths() -> None:
    guids = {}
    for asset in metas.assets():
        text = metas.meta_of(asset).read_text("utf-8")
        assert text == metas.text_of(asset), asset
        found = re.search(r"^guid: ([0-9a-f]{32})$", text, re.MULTILINE)
        assert found
        guids[found.group(1)] = asset
    assert len(guids) == len(metas.assets())


def test_package_json_is_what_upm_takes() -> None:
    package = read(PACKAGE / "package.json")
    assert re.fullmatch(r"com\.[a-z0-9-]+\.[a-z0-9-]+", package["name"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert package["unity"] == "2021.3"
    assert package["license"] == "Apache-2.0"
    for sample in package["samples"]:
        assert (PACKAGE / sample["path"]).is_dir()
        assert sample["displayName"]
        assert sample["description"]
    for name in package["dependencies"]:
        assert name.startswith("com.unity.modules.")


def test_its_version_is_that_of_moodvox() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    version = read(PACKAGE / "package.json")["version"]
    assert f'version = "{version}"' in project
    assert f"## [{version}]" in (PACKAGE / "CHANGELOG.md").read_text("utf-8")


def test_the_files_of_a_package_are_there() -> None:
    for name in ("README.md", "CHANGELOG.md", "LICENSE.md", "Third Party Notices.md"):
        assert (PACKAGE / name).stat().st_size > 200
    assert (PACKAGE / "LICENSE.md").read_text() == (ROOT / "LICENSE").read_text()
    assert list((PACKAGE / "Documentation~").glob("*.md"))


def test_the_sample_plays_the_same_scene_as_the_others() -> None:
    ours, all_ = PACKAGE / "Samples~" / "Tavern", ROOT / "samples" / "tavern"
    pairs = {
        ours / "tavern.mood.txt": all_ / "tavern.mood",
        ours / "moodvox.toml": all_ / "moodvox.toml",
        ours / "Tavern" / "moodvox.toml": all_ / "moodvox.toml",
        ours / "Tavern" / "names.lexicon": all_ / "names.lexicon",
    }
    for mine, theirs in pairs.items():
        assert mine.read_text("utf-8") == theirs.read_text("utf-8"), f"copy {theirs} to {mine}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_file_has_one_noun_and_says_its_role(source: Path) -> None:
    text = source.read_text("utf-8")
    assert text.count("\n") <= LONGEST_FILE
    assert "<summary>" in text or "    // " in text
    assert "\t" not in text
    assert not re.search(r"\b(TO" + r"DO|FIX" + r"ME)\b", text)


def test_only_one_place_knows_each_system() -> None:
    """Sockets, system calls and the audio thread: each has its file."""
    places = {
        "System.Net.Sockets": {"Dealer.cs"},
        "DllImport": {"PosixChild.cs", "WindowsChild.cs"},
        "void OnAudioFilterRead": {"MoodvoxVoiceHearing.cs"},
        "new Thread(": {"Dealer.cs", "Link.cs"},
    }
    for word, files in places.items():
        assert {path.name for path in SOURCES if word in path.read_text("utf-8")} == files, word
