"""The sample's scene, prefab and asset: every reference leads somewhere, every field is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bridges.unity import metas
from bridges.unity.unity_kit import PACKAGE

SAMPLE = PACKAGE / "Samples~" / "Tavern"
FILES = sorted(path for path in SAMPLE.rglob("*") if path.suffix in (".unity", ".prefab", ".asset"))
BUILT_IN = {
    ("0000000000000000e000000000000000", 10208): "the capsule",
    ("0000000000000000f000000000000000", 10303): "the default material",
}
MAIN = {".cs": 11500000, ".asset": 11400000, ".txt": 4900000, ".prefab": 100100000}
"""The id by which a whole file is meant."""

OBJECT = re.compile(r"^--- !u!(\d+) &(-?\d+)( stripped)?\n(\w+):\n(.*?)(?=^--- |\Z)", re.M | re.S)
REFERENCE = re.compile(r"\{fileID: (-?\d+)(?:, guid: ([0-9a-f]{32}), type: (\d))?\}")
OWNED = re.compile(r"^  - component: \{fileID: (\d+)\}", re.M)
GUIDS = {metas.guid_of(asset): asset for asset in metas.assets()}


def objects(path: Path) -> dict[int, tuple[str, str]]:
    """Id -> kind and body of everything in a file."""
    found = OBJECT.findall(path.read_text("utf-8"))
    assert len({number for _, number, *_ in found}) == len(found), "an id stands twice"
    return {int(number): (kind, body) for _, number, _, kind, body in found}


def test_there_is_a_scene_a_prefab_and_a_connection() -> None:
    assert [path.name for path in FILES] == [
        "Guest.prefab",
        "Tavern Connection.asset",
        "Tavern.unity",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_reference_leads_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("%YAML 1.1\n%TAG !u! tag:unity3d.com,2011:\n--- !u!")
    assert "\t" not in text
    here = objects(path)
    seen = 0
    for number, guid, kind in REFERENCE.findall(text):
        target = int(number)
        if target == 0:
            continue
        seen += 1
        if not guid:
            assert target in here, f"{path.name} has no object {target}"
        elif (guid, target) not in BUILT_IN:
            other = GUIDS[guid]
            known = MAIN[other.suffix] == target or target in objects(other)
            assert known, f"{other.name} has no object {target}"
            assert kind == ("2" if other.suffix == ".asset" else "3")
    assert seen > 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_components_know_their_owners(path: Path) -> None:
    here = objects(path)
    owned = {
        int(part): number
        for number, (kind, body) in here.items()
        if kind == "GameObject"
        for part in OWNED.findall(body)
    }
    for number, (kind, body) in here.items():
        owner = re.search(r"^  m_GameObject: \{fileID: (\d+)\}", body, re.M)
        if kind != "GameObject" and owner and int(owner[1]):
            assert owned[number] == int(owner[1]), f"{kind} {number}"
    transforms = [n for n, (kind, body) in here.items() if kind == "Transform"]
    for number in transforms:
        for child in re.findall(r"^  - \{fileID: (\d+)\}", here[number][1], re.M):
            instance = re.search(r"m_PrefabInstance: \{fileID: (\d+)\}", here[int(child)][1])
            assert instance
            parent = f"m_TransformParent: {{fileID: {number}}}"
            assert parent in here[int(instance[1])][1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_our_scripts_have_every_field_that_is_set(path: Path) -> None:
    checked = 0
    for kind, body in objects(path).values():
        script = re.search(r"m_Script: \{fileID: 11500000, guid: (\w+), type: 3\}", body)
        if kind != "MonoBehaviour" or not script:
            continue
        source = GUIDS[script[1]].read_text("utf-8")
        fields = set(re.findall(r"SerializeField\]\s+[\w<>\[\].]+ (\w+)", source))
        given = re.findall(r"^  ([a-z]\w*):", body.split("m_EditorClassIdentifier:")[1], re.M)
        assert set(given) <= fields, f"{GUIDS[script[1]].name} has {sorted(fields)}"
        checked += 1
    assert checked > 0


def test_the_scene_seats_the_script_s_cast() -> None:
    scene = (SAMPLE / "Tavern.unity").read_text("utf-8")
    seated = set(re.findall(r"propertyPath: m_Name\n      value: (\w+)", scene))
    rows = (SAMPLE / "tavern.mood.txt").read_text("utf-8").splitlines()
    assert seated == {
        row.split(":")[0].split(" (")[0] for row in rows if re.match(r"\w+( \(|:)", row)
    }


def test_a_reference_to_nothing_would_be_found(tmp_path: Path) -> None:
    broken = tmp_path / "Tavern.unity"
    text = (SAMPLE / "Tavern.unity").read_text("utf-8")
    broken.write_text(text.replace("&303", "&304"), "utf-8")
    with pytest.raises(AssertionError, match="has no object 303"):
        test_every_reference_leads_somewhere(broken)
