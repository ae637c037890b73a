"""The `.meta` files of the Unity package: one for each file and folder, GUIDs from the path.

    python tests/bridges/unity/metas.py    writes those that are missing, removes those left over

A GUID is a hash of the path, so it is the same wherever and whenever it is made; a file that
moves should take its old `.meta` along (scenes of users refer to it), so existing ones stay.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[3] / "unity_bridge"
TAIL = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n"
SCRIPT = (
    "MonoImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n"
    "  executionOrder: 0\n  icon: {instanceID: 0}\n"
)
IMPORTERS = {
    ".cs": SCRIPT,
    ".asmdef": "AssemblyDefinitionImporter:\n  externalObjects: {}\n",
    ".json": "PackageManifestImporter:\n  externalObjects: {}\n",
    ".md": "TextScriptImporter:\n  externalObjects: {}\n",
    ".txt": "TextScriptImporter:\n  externalObjects: {}\n",
    ".toml": "DefaultImporter:\n  externalObjects: {}\n",
    ".lexicon": "DefaultImporter:\n  externalObjects: {}\n",
    ".unity": "DefaultImporter:\n  externalObjects: {}\n",
    ".prefab": "PrefabImporter:\n  externalObjects: {}\n",
    ".asset": "NativeFormatImporter:\n  externalObjects: {}\n  mainObjectFileID: 11400000\n",
}
FOLDER = "folderAsset: yes\nDefaultImporter:\n  externalObjects: {}\n"


def assets() -> list[Path]:
    """Everything that Unity imports: folders that end in ~ and hidden files are not, but what is
    in a sample is, with its metas, when somebody wants it."""
    found = []
    for path in sorted(PACKAGE.rglob("*")):
        parts = path.relative_to(PACKAGE).parts
        if parts[0] == "Samples~":
            parts = parts[2:] or ("~",)
        if any(part.endswith("~") or part.startswith(".") for part in parts):
            continue
        if path.suffix != ".meta":
            found.append(path)
    return found


def meta_of(asset: Path) -> Path:
    return asset.with_name(asset.name + ".meta")


def guid_of(asset: Path) -> str:
    """32 hexadecimal digits."""
    name = "moodvox-unity:" + asset.relative_to(PACKAGE).as_posix()
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def text_of(asset: Path) -> str:
    importer = FOLDER if asset.is_dir() else IMPORTERS[asset.suffix]
    return f"fileFormatVersion: 2\nguid: {guid_of(asset)}\n{importer}{TAIL}"


def left_over() -> list[Path]:
    """Metas of nothing."""
    wanted = {meta_of(asset) for asset in assets()}
    return [path for path in sorted(PACKAGE.rglob("*.meta")) if path not in wanted]


def main() -> None:
    for path in left_over():
        path.unlink()
    for asset in assets():
        if not meta_of(asset).exists():
            meta_of(asset).write_text(text_of(asset), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
