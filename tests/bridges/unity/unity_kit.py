"""What several tests of the Unity package share."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PACKAGE = ROOT / "unity_bridge"
PLAIN_TEXTS = ROOT / "tests" / "bridges" / "plain_texts.json"
SPELLING_SIDECAR = ROOT / "tests" / "sidecar" / "spelling_sidecar.py"
RULES = ["-langversion:7.2", "-warnaserror", "-warn:4", "-nologo", "-debug-"]
"""7.2 is the newest that mono's compiler knows: all of it is in 7.3."""

Compile = Callable[..., Path]
Run = Callable[..., list[str]]


class Puppet:
    """The program's verb `puppet`: a game that does as it is told."""

    def __init__(self, program: Path) -> None:
        self.process = subprocess.Popen(
            ["mono", str(program), "puppet"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, *words: object) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        row = self.process.stdout.readline()
        assert row, f"the program ended on {words}"
        answer: dict[str, Any] = json.loads(row)
        return answer

    def wait(self, *words: object) -> dict[str, Any]:
        """As a call, for what must happen."""
        answer = self(*words)
        assert "refused" not in answer, answer
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def sidecar_command(voices: Path) -> list[str]:
    """A sidecar that spells English, so that it starts quickly."""
    return [sys.executable, str(SPELLING_SIDECAR), str(voices), "--timeout", "20"]
