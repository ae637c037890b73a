"""Imports point one way. A part that needs more than its row says is in the wrong place."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ROOT / "runtime" / "moodvox"
EXPORT = ROOT / "export" / "moodvox_export"

ARROWS: dict[str, set[str]] = {
    "errors": set(),
    "folders": set(),
    "devices": {"errors", "folders"},
    "mood": {"errors"},
    "text": {"errors"},
    "script": {"errors", "mood"},
    "dialogue": {"errors", "mood", "script"},
    "phonemes": {"devices", "errors", "script", "text"},
    "voices": {"errors", "mood", "phonemes"},
    "enrolment": {"devices", "errors", "mood", "script", "voices"},
    "models": {"errors", "devices", "phonemes", "voices"},
    "importing": {"errors", "devices", "models", "mood", "phonemes", "script", "voices"},
    "project": {"ab", "dialogue", "errors", "mood", "phonemes", "script", "voices"},
    "cache": {"errors"},
    "speech": {"cache", "errors", "mood", "models", "phonemes", "script", "text", "voices"},
    "protocol": {"errors"},
    "scheduler": {"errors"},
    "transport": {"errors"},
    "client": {"errors", "protocol", "transport"},
    "sidecar": {
        "ab",
        "cache",
        "folders",
        "enrolment",
        "errors",
        "mood",
        "phonemes",
        "project",
        "protocol",
        "scheduler",
        "script",
        "speech",
        "transport",
        "voices",
    },
    "ab": {"errors"},
    "bench": {"client", "devices", "errors", "protocol", "speech"},
    "baking": {
        "dialogue",
        "enrolment",
        "errors",
        "mood",
        "phonemes",
        "project",
        "speech",
        "voices",
    },
    "cli": {
        "dialogue",
        "ab",
        "baking",
        "cache",
        "folders",
        "client",
        "bench",
        "devices",
        "enrolment",
        "errors",
        "importing",
        "mood",
        "phonemes",
        "project",
        "script",
        "sidecar",
        "speech",
        "studio",
        "voices",
    },
    "studio": {
        "ab",
        "baking",
        "client",
        "dialogue",
        "errors",
        "mood",
        "phonemes",
        "project",
        "protocol",
        "script",
        "speech",
    },
    "__main__": {"cli"},
}
"""Part of `moodvox` -> the other parts that it may import."""

ONLY_HERE: dict[str, str] = {
    "onnxruntime": "devices/native.py",
    "zmq": "transport.py",
    "sounddevice": "cli/audio.py",
}
"""Package -> the one module of `moodvox` that may import it."""

OPTIONAL: dict[str, str] = {
    "onnx": "importing/graph.py",
    "yaml": "importing/emotivoice/config.py",
    "jieba": "phonemes/chinese/packages.py",
    "pypinyin": "phonemes/chinese/packages.py",
    "pypinyin_dict": "phonemes/chinese/packages.py",
}
"""Package of an extra -> the one module that may import it, and says what is missing."""

RUN_TIME_PACKAGES = {"moodvox", "numpy", "msgspec", "onnxruntime", "zmq", "sounddevice"}
"""All that the player's build may hold beside the standard library."""

DESK_PACKAGES = {"studio": {"starlette", "uvicorn"}}
"""Part -> what it may import besides: extras of the designer's desk, never in a game."""

PURE = {"mood", "script", "text", "scheduler"}
"""Parts without files, devices or clocks of their own: numpy is all that they need."""


def imported(source: str) -> Iterator[str]:
    """Every module name that `source` imports, wherever in the file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            module = node.module or ""
            if module == "moodvox":
                yield from (f"moodvox.{alias.name}" for alias in node.names)
            else:
                yield module


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def part_of(module: Path) -> str:
    """The part that a module of `runtime/moodvox` belongs to; "" for the package itself."""
    first = module.relative_to(RUNTIME).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def top(name: str) -> str:
    return name.partition(".")[0]


def shown(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


def test_every_part_has_a_row() -> None:
    assert {part_of(m) for m in modules(RUNTIME)} - {""} <= set(ARROWS)


def test_the_rows_have_no_circle() -> None:
    left = {part: set(needs) for part, needs in ARROWS.items()}
    while left:
        free = {part for part, needs in left.items() if not needs & set(left)}
        assert free, f"a circle among {sorted(left)}"
        left = {part: needs for part, needs in left.items() if part not in free}


def test_arrows_of_the_run_time() -> None:
    wrong = []
    for module in modules(RUNTIME):
        part = part_of(module)
        for name in imported(module.read_text("utf-8")):
            if top(name) != "moodvox":
                continue
            other = [*name.split("."), ""][1]
            if other not in {"", "__version__", part, *ARROWS.get(part, set())}:
                wrong.append(f"{shown(module)} imports {name}")
    assert not wrong


def test_packages_of_the_run_time() -> None:
    wrong = []
    for module in modules(RUNTIME):
        place = module.relative_to(RUNTIME).as_posix()
        for name in set(map(top, imported(module.read_text("utf-8")))) - sys.stdlib_module_names:
            known = RUN_TIME_PACKAGES | DESK_PACKAGES.get(part_of(module), set())
            if name not in known and OPTIONAL.get(name) != place:
                wrong.append(f"{place}: {name} is no run-time dependency")
            if ONLY_HERE.get(name, place) != place:
                wrong.append(f"{place}: {name} belongs in {ONLY_HERE[name]}")
            if part_of(module) in PURE and name not in {"moodvox", "numpy"}:
                wrong.append(f"{place}: {part_of(module)} is pure")
    assert not wrong


def test_export_stands_on_the_front_end_only() -> None:
    """Training shares the front end, mood and voice packs; it never needs the sidecar."""
    never = {"sidecar", "client", "transport", "protocol", "cli", "bench"}
    wrong = [
        f"{shown(module)} imports {name}"
        for module in modules(EXPORT)
        for name in imported(module.read_text("utf-8"))
        if top(name) == "moodvox" and [*name.split("."), ""][1] in never
    ]
    assert not wrong


def test_the_bridges_and_samples_hold_no_second_way_in() -> None:
    """A sample uses Moodvox as a game's tool would: through the client and what it names."""
    for module in modules(ROOT / "samples"):
        for name in imported(module.read_text("utf-8")):
            assert top(name) not in {"zmq", "onnxruntime", "torch"}, shown(module)


def test_imports_are_seen_wherever_they_stand() -> None:
    source = (
        "def f():\n    import zmq.asyncio\n    from torch import nn\n    from moodvox import text"
    )
    assert set(imported(source)) == {"zmq.asyncio", "torch", "moodvox.text"}
