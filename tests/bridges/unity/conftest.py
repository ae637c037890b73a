"""The package compiled with mono's compiler, and a game without a picture that runs it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bridges.unity.unity_kit import HERE, PACKAGE, RULES, Compile, Puppet, Run, sidecar_command
from moodvox.client import SidecarProcess


def compiler() -> str:
    """The path of mcs; without it the test is skipped."""
    path = shutil.which("mcs")
    if path is None or shutil.which("mono") is None:
        pytest.skip("mono's C# compiler is missing (Debian: apt-get install mono-mcs)")
    return path


@pytest.fixture(scope="session")
def compile_cs(tmp_path_factory: pytest.TempPathFactory) -> Compile:
    """Compiles sources into a file; warnings are errors."""
    folder = tmp_path_factory.mktemp("cs")
    mcs = compiler()

    def compile_cs(
        name: str, sources: list[Path], references: tuple[Path, ...] = (), defines: str = ""
    ) -> Path:
        target = folder / name
        kind = "exe" if name.endswith(".exe") else "library"
        command = [mcs, *RULES, f"-target:{kind}", f"-out:{target}"]
        command += [f"-r:{path}" for path in references]
        command += [f"-define:{defines}"] if defines else []
        done = subprocess.run(
            [*command, *map(str, sorted(sources))], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return target

    return compile_cs


@pytest.fixture(scope="session")
def program(compile_cs: Compile) -> Path:
    """All code without Unity and the test programs, in one: internals can be reached."""
    folders = (
        *(PACKAGE / "Runtime" / name for name in ("Protocol", "Client", "Script")),
        HERE / "programs",
    )
    return compile_cs("unity.exe", [path for folder in folders for path in folder.rglob("*.cs")])


@pytest.fixture
def run(program: Path) -> Run:
    """Runs one verb of the program; the rows that it prints."""

    def run(*words: str, rows: list[str] | None = None) -> list[str]:
        done = subprocess.run(
            ["mono", str(program), *words],
            input="".join(row + "\n" for row in rows or []),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=100,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


@pytest.fixture
def puppet(program: Path) -> Iterator[Puppet]:
    """A game that is not connected yet."""
    with Puppet(program) as game:
        yield game


@pytest.fixture(scope="session")
def unity_sidecar(voices_folder: Path, program: Path) -> Iterator[SidecarProcess]:
    """A real sidecar with the test voices, for all tests that leave it alive."""
    del program  # without a compiler there is nobody to talk to it
    with ExitStack() as stack:
        yield stack.enter_context(SidecarProcess(command=sidecar_command(voices_folder)))
