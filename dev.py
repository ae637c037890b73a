#!/usr/bin/env python3
"""The developer's commands; needs nothing but Python 3.11 and this folder.

    python3 dev.py demo     hear the tavern scene (sets up what it needs first)
    python3 dev.py test     check and test everything; what CI runs
    python3 dev.py check    ruff, formatting, mypy --strict
    python3 dev.py bench    time to first audio, real-time factor, start-up, memory
    python3 dev.py freeze   the one-folder build of the sidecar, for players without Python
    python3 dev.py setup    only make .venv and install into it

`demo`, `test PATH...` and `bench` hand further arguments on: `dev.py test tests/script -x`.
This file runs on any Python 3.7+, so that an old one is told what is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "moodvox-setup.json"
LOG = VENV / "moodvox-setup.log"
OLDEST = (3, 11)
CHECKED = ("runtime", "export", "tests", "samples", "dev.py")

TORCH = "torch==2.13.0"

UNREACHABLE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ConnectionError|ProxyError"
    r"|Temporary failure in name resolution|Network is unreachable|Connection refused"
)


class SetupError(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def venv_python(venv: Path = VENV) -> Path:
    """Where a virtual environment keeps its interpreter on this system."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def runs(interpreter: str | Path) -> bool:
    """Whether it starts: a version manager's shim, or a moved `.venv`, may not."""
    try:
        quiet = subprocess.DEVNULL
        command = [str(interpreter), "-c", ""]
        return subprocess.run(command, stdout=quiet, stderr=quiet, check=False).returncode == 0
    except OSError:
        return False


def find_interpreter() -> str:
    """An interpreter that is new enough: this one, or the first on PATH.

    Raises:
        SetupError: there is none.
    """
    if sys.version_info >= OLDEST:
        return sys.executable
    for minor in range(11, 20):
        found = shutil.which(f"python3.{minor}")
        if found and runs(found):
            return found
    here = ".".join(map(str, sys.version_info[:2]))
    raise SetupError(
        f"Moodvox needs Python 3.11 or newer; this is {here} and no newer one is on PATH.\n"
        "Get one from python.org, your package manager or the Microsoft Store, then run\n"
        "this again with it."
    )


def wanted_state(extras: set[str]) -> dict[str, object]:
    """What a finished set-up with `extras` is recorded as.

    The root is part of it because an editable install points at it: a moved folder is
    set up again.
    """
    pyproject = (ROOT / "pyproject.toml").read_bytes()
    return {
        "pyproject": hashlib.sha256(pyproject).hexdigest(),
        "root": str(ROOT),
        "extras": sorted(extras),
    }


def recorded_state() -> dict[str, object]:
    """What the last finished set-up wrote down; empty if there was none."""
    try:
        state = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def recorded_extras() -> set[str]:
    """The extras of the last finished set-up."""
    extras = recorded_state().get("extras")
    return set(extras) if isinstance(extras, list) else set()


def is_set_up(extras: set[str]) -> bool:
    """Whether an earlier set-up still holds and had all of `extras`."""
    had = recorded_extras()
    return venv_python().exists() and extras <= had and recorded_state() == wanted_state(had)


def make_venv(interpreter: str) -> None:
    """Make `.venv`, anew if what is there does not run."""
    if runs(venv_python()):
        return
    made = subprocess.run(
        [interpreter, "-m", "venv", "--clear", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise SetupError(
            f"{interpreter} could not make a virtual environment:\n{made.stdout.strip()}\n"
            "On Debian and Ubuntu: apt install python3-venv"
        )


def pip_install(arguments: list[str], *, may_fail: bool = False) -> bool:
    """Run pip in `.venv`, its output appended to the log; True if it succeeded.

    Raises:
        SetupError: pip failed and `may_fail` is not set; carries pip's own last lines.
    """
    command = [str(venv_python()), "-m", "pip", "install", "--progress-bar", "off"]
    with LOG.open("a", encoding="utf-8", errors="replace") as log:
        print("$ pip install", *arguments, file=log, flush=True)
        start = log.tell()
        done = subprocess.run(
            command + arguments, stdout=log, stderr=subprocess.STDOUT, cwd=str(ROOT), check=False
        )
    if done.returncode == 0:
        return True
    if may_fail:
        return False
    with LOG.open("rb") as log_bytes:
        log_bytes.seek(start)
        said = log_bytes.read().decode("utf-8", "replace")
    raise SetupError(explain_pip(said))


def explain_pip(said: str) -> str:
    """What to tell a person whose pip printed `said` and failed."""
    last = "\n".join("  " + line for line in said.strip().splitlines()[-12:])
    if UNREACHABLE.search(said):
        return (
            "The package index cannot be reached, and set-up has to download from it once.\n"
            "Connect to the internet (behind a proxy: set HTTPS_PROXY; with a mirror: set\n"
            "PIP_INDEX_URL), then run the same command again. pip said:\n" + last
        )
    return f"pip could not install what Moodvox needs ({LOG} has everything):\n{last}"


def install_torch() -> None:
    """Install the CPU build of torch.

    Only Linux needs care: there the plain package brings gigabytes of GPU libraries.
    Where the configured index has the CPU build under its own name, that is taken; to use
    another index, set PIP_EXTRA_INDEX_URL.
    """
    if sys.platform.startswith("linux"):
        cpu = TORCH + "+cpu"
        if pip_install([cpu], may_fail=True):
            return
        say("  the index has no CPU build of torch; taking the plain one, which may be large ...")
    pip_install([TORCH])


def set_up(extras: set[str]) -> None:
    """Make `.venv` hold Moodvox with `extras`; at once if it already does.

    Raises:
        SetupError: it cannot; what was there before counts as unfinished then.
    """
    if is_set_up(extras):
        return
    extras = extras | recorded_extras()
    start_s = time.monotonic()
    say("Setting up .venv; this is done once and takes a few minutes.")
    make_venv(find_interpreter())
    if STAMP.exists():
        STAMP.unlink()
    if "export" in extras:
        say("  torch, the CPU build (about 200 MB) ...")
        install_torch()
    say("  Moodvox and what it needs ...")
    wanted = f".[{','.join(sorted(extras))}]" if extras else "."
    pip_install(["-e", wanted])
    STAMP.write_text(json.dumps(wanted_state(extras), indent=1) + "\n", "utf-8")
    say(f"  done in {time.monotonic() - start_s:.0f} s.")


def say(text: str) -> None:
    """Tell a person how far the set-up is; stdout stays the command's own."""
    print(text, file=sys.stderr, flush=True)


def run(*arguments: str) -> int:
    """Run the environment's Python with `arguments` at the root; its exit status."""
    environment = dict(os.environ, PYTHONUTF8="1")
    command = [str(venv_python()), *arguments]
    try:
        return subprocess.run(command, cwd=str(ROOT), env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130


def check(export: bool) -> int:
    """Lint, formatting and types; every one is run, the first failure is the status.

    Without `export`, torch is not here and the types of what imports it are left out.
    """
    typed = CHECKED if export else ("--exclude", "^(tests/)?export/", *CHECKED)
    steps = (
        ("ruff", "check", *CHECKED),
        ("ruff", "format", "--check", *CHECKED),
        ("mypy", *typed),
    )
    failures = []
    for step in steps:
        print("$", *step, flush=True)
        failures.append(run("-m", *step))
    return next((status for status in failures if status), 0)


def read_arguments(arguments: list[str] | None = None) -> tuple[argparse.Namespace, list[str]]:
    """The command and its options, and what it hands on."""
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("setup", "demo", "check", "test", "bench", "freeze"))
    parser.add_argument("--export", action="store_true", help="setup: also what training needs")
    parser.add_argument("--no-export", action="store_true", help="test, check: without torch")
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command in ("setup", "check"):
        parser.error(f"{options.command} takes no '{rest[0]}'")
    return options, rest


def needed_extras(options: argparse.Namespace) -> set[str]:
    """What a command needs beside Moodvox itself."""
    few = {"demo": {"demo", "studio"}, "bench": set(), "freeze": {"freeze"}}
    extras = few.get(options.command, {"demo", "studio", "test"})
    tests = options.command in ("check", "test") and not options.no_export
    return extras | {"export"} if tests or options.export else extras


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    options, rest = read_arguments(arguments)
    try:
        set_up(needed_extras(options))
    except SetupError as error:
        say(f"dev.py: {error}")
        return 1
    export = not options.no_export
    programs = {
        "demo": (str(Path("samples", "tavern", "play.py")),),
        "bench": ("-m", "moodvox", "bench"),
        "freeze": (str(Path("export", "freezing", "freeze.py")),),
    }
    if options.command in programs:
        return run(*programs[options.command], *rest)
    if options.command == "check":
        return check(export)
    if options.command == "test":
        left_out = [] if export else ["--ignore=tests/export"]
        # A part of the suite is asked for while working on it: the checks can wait then.
        return (0 if rest else check(export)) or run("-m", "pytest", *left_out, *rest)
    print(f"Set up: {VENV}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
