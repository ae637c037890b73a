"""`moodvox VERB ...`: finds the verb, and turns what goes wrong into one line and a status.

Exit status: 0 done; 1 something is wrong with what was asked for (a faulty script, an
unknown speaker, a damaged voice); 2 the command line itself; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from moodvox import __version__
from moodvox.errors import MoodvoxError, nearest

VERBS: dict[str, str] = {
    "say": "speak a tagged line into a WAV file",
    "serve": "run the sidecar that a game talks to",
    "status": "show how a sidecar that runs is doing",
    "enroll": "learn a speaker or an emotion from a recording",
    "voices": "list the voices, their speakers, moods and licences",
    "check": "check script files and projects like code",
    "bake": "make a sound file of every line of a project, only what has changed",
    "studio": "open a local page to write, hear, compare and bake lines",
    "doctor": "look at devices, voices and versions, and speak a test line",
    "ab": "find out which of two voices, speakers or tiers listeners prefer, blind",
    "cache": "show how much is kept on disk (lines, built engines), or clear it",
    "import": "make a voice of a model that others trained",
    "bench": "measure latency, crowds, speed, start-up and memory",
}

_MODULES = {"import": "importing"}
"""Verbs that Python has other uses for -> their modules."""

DONE = 0
FAILED = 1
MISUSED = 2
INTERRUPTED = 130


class Verb(Protocol):
    """What each module of this folder that is named like a verb holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the exit status."""
        ...


def load(name: str) -> Verb:
    """The module of one verb. Only this one is imported: `check` needs no ONNX runtime."""
    return cast(Verb, import_module(f"moodvox.cli.{_MODULES.get(name, name)}"))


def usage() -> str:
    """The page that `moodvox --help` prints."""
    width = max(map(len, VERBS))
    verbs = "\n".join(f"  {name:<{width}}  {what}" for name, what in VERBS.items())
    return (
        "usage: moodvox VERB ...\n\n"
        "Emotional streaming speech for game characters.\n\n"
        f"{verbs}\n\n'moodvox VERB --help' tells more; 'moodvox --version' says which this is.\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (that of the process unless given); the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help", "help"):
        print(usage(), end="", file=sys.stdout if words else sys.stderr)
        return DONE if words else MISUSED
    name = words[0]
    if name in ("-V", "--version"):
        print(f"moodvox {__version__}")
        return DONE
    if name not in VERBS:
        print(f"moodvox: unknown verb '{name}' ({nearest(name, VERBS)})", file=sys.stderr)
        return MISUSED
    return run_verb(name, words[1:])


def run_verb(name: str, words: Sequence[str]) -> int:
    """Run one verb; an error raised on purpose becomes one line on stderr."""
    verb = load(name)
    parser = argparse.ArgumentParser(prog=f"moodvox {name}", description=VERBS[name])
    verb.add_arguments(parser)
    options = parser.parse_args(words)
    try:
        return verb.run(options)
    except MoodvoxError as error:
        print(f"moodvox: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of our output has gone (`moodvox voices | head`): no error of ours,
        # but the interpreter would report it once more when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
