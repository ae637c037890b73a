"""Makes the one-folder build of the sidecar: what a game ships to players without Python.

    python3 dev.py freeze [--out FOLDER]

FOLDER/moodvox is the build, its program is `moodvox` (`moodvox.exe`); FOLDER/SHA256SUMS has a
checksum of every file in it. A build runs on the system that made it. One folder and not
one file: that would unpack itself at every start, and virus scanners dislike it.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "moodvox"
SUMS = "SHA256SUMS"

LEFT_OUT = (
    "torch", "scipy", "matplotlib", "soundfile", "onnx", "PIL", "tkinter", "IPython",
    "pytest", "hypothesis", "mypy", "ruff", "setuptools", "pip", "gdtoolkit", "sympy",
)  # fmt: skip
"""What the sidecar does not need, wherever an environment has it."""

ENTRY = """\
import multiprocessing
import sys

from moodvox.cli.main import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
"""
"""A process that bakes is this program again, called in a way that `freeze_support` knows."""


def command(entry: Path, out: Path, work: Path) -> list[str]:
    """How PyInstaller is called; verbs are imported by name, so all of ours is named."""
    return [
        sys.executable, "-m", "PyInstaller", str(entry), "--name", NAME, "--onedir",
        "--noconfirm", "--console", "--log-level", "WARN", "--distpath", str(out),
        "--workpath", str(work), "--specpath", str(work),
        "--collect-submodules", NAME, "--collect-data", NAME,
        *(word for module in LEFT_OUT for word in ("--exclude-module", module)),
    ]  # fmt: skip


def freeze(out: Path) -> Path:
    """Make the build in `out`; the path of its program.

    Raises:
        CalledProcessError: PyInstaller failed; it has said why.
    """
    build = out / NAME
    if build.exists():
        shutil.rmtree(build)
    with tempfile.TemporaryDirectory() as folder:
        entry = Path(folder) / "entry.py"
        entry.write_text(ENTRY, "utf-8")
        paths = {**os.environ, "PYTHONPATH": str(ROOT / "runtime")}
        work = Path(folder) / "work"
        subprocess.run(command(entry, out, work), check=True, cwd=folder, env=paths)
    for licence in ("LICENSE", "THIRD_PARTY_NOTICES.md"):
        shutil.copy(ROOT / licence, build / licence)
    (out / SUMS).write_text(checksums(build), "utf-8")
    return build / (f"{NAME}.exe" if sys.platform == "win32" else NAME)


def checksums(build: Path) -> str:
    """Rows as `sha256sum --check` takes them, paths from the folder that holds the build."""
    rows = []
    for file in sorted(build.rglob("*")):
        if file.is_file():
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            rows.append(f"{digest}  {file.relative_to(build.parent).as_posix()}\n")
    return "".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the one-folder build of the sidecar.")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "frozen", metavar="FOLDER")
    out: Path = parser.parse_args().out.resolve()
    if importlib.util.find_spec("PyInstaller") is None:
        print("PyInstaller is missing: python3 dev.py freeze installs it", file=sys.stderr)
        return 1
    out.mkdir(parents=True, exist_ok=True)
    program = freeze(out)
    size = sum(file.stat().st_size for file in program.parent.rglob("*") if file.is_file())
    print(f"{program} ({size >> 20} MiB with all that it needs; {out / SUMS})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
