"""The command line itself: which verb, which status, and one line for what went wrong."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from moodvox import __version__
from moodvox.cli import main as cli
from moodvox.errors import ScriptError


class OneVerb:
    """A verb that does as it is told."""

    def __init__(self, action: Callable[[], int]) -> None:
        self.action = action

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--loud", action="store_true")

    def run(self, options: argparse.Namespace) -> int:
        return self.action()


def with_verb(monkeypatch: pytest.MonkeyPatch, action: Callable[[], int]) -> None:
    monkeypatch.setattr(cli, "load", lambda name: OneVerb(action))


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([verb, "--help"])
    assert ended.value.code == 0
    assert cli.VERBS[verb] in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("word", ["-h", "--help", "help"])
def test_help_names_every_verb(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([word]) == cli.DONE
    shown = capsys.readouterr().out
    assert all(f"  {verb} " in shown for verb in cli.VERBS)


def test_nothing_asked_for_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == cli.MISUSED
    assert "usage: moodvox" in capsys.readouterr().err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == cli.DONE
    assert capsys.readouterr().out == f"moodvox {__version__}\n"


def test_an_unknown_verb_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serv"]) == cli.MISUSED
    assert capsys.readouterr().err == "moodvox: unknown verb 'serv' (did you mean 'serve'?)\n"


def test_an_unknown_option_is_misuse(monkeypatch: pytest.MonkeyPatch) -> None:
    with_verb(monkeypatch, lambda: 0)
    with pytest.raises(SystemExit) as ended:
        cli.main(["say", "--quiet"])
    assert ended.value.code == cli.MISUSED


def test_the_status_of_a_verb_is_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    with_verb(monkeypatch, lambda: 1)
    assert cli.main(["check"]) == 1


def test_an_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise ScriptError("unknown tag 'angy'", line=3, column=5, file="a.mood", hint="'angry'?")

    with_verb(monkeypatch, fail)
    assert cli.main(["say"]) == cli.FAILED
    assert capsys.readouterr().err == "moodvox: a.mood:3:5: unknown tag 'angy' ('angry'?)\n"


def test_a_mistake_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise ZeroDivisionError

    with_verb(monkeypatch, fail)
    with pytest.raises(ZeroDivisionError):
        cli.main(["say"])


def test_interruption_has_its_own_status(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    with_verb(monkeypatch, interrupt)
    assert cli.main(["say"]) == cli.INTERRUPTED


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGPIPE to speak of")
def test_a_reader_that_goes_away_is_no_error() -> None:
    code = (
        "import sys; from moodvox.cli import main\n"
        "class V:\n"
        "    def add_arguments(self, parser): pass\n"
        "    def run(self, options):\n"
        "        for _ in range(100000): print('a voice')\n"
        "        return 0\n"
        "main.load = lambda name: V()\n"
        "sys.exit(main.main(['voices']))\n"
    )
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as speaker:
        assert speaker.stdout is not None
        assert speaker.stderr is not None
        speaker.stdout.readline()
        speaker.stdout.close()
        assert speaker.stderr.read() == b""
        assert speaker.wait(30) == 0


def test_python_dash_m_is_the_same_program() -> None:
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    done = subprocess.run(
        [sys.executable, "-m", "moodvox", "--version"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert done.stdout == f"moodvox {__version__}\n"
