"""What several verbs begin with: the voices, the project, and an engine to speak with."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from moodvox.cli.numbers import whole
from moodvox.devices.opening import wanted
from moodvox.enrolment.places import enrolled_folders
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.project.project import Project
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.voices.presets import DEFAULT_PATH
from moodvox.voices.shelf import Shelf


def add_opening_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say which voices, which project and which device."""
    group = parser.add_argument_group("voices, project and device")
    group.add_argument(
        "--voices", type=Path, action="append", default=[], metavar="FOLDER",
        help="a voice or a folder of them; may be given several times",
    )  # fmt: skip
    group.add_argument("--project", type=Path, metavar="DIR", help="a moodvox.toml or its folder")
    add_enrolled_argument(group)
    group.add_argument("--threads", type=whole(1), default=1, metavar="N", help="default: 1")
    group.add_argument(
        "--provider", dest="providers", action="append", metavar="P",
        help="cpu, cuda, directml:device=1, tensorrt:memory_mb=512, gpu (whatever is here), ...; "
        "may be given several times: the next one is tried where the first cannot",
    )  # fmt: skip


def providers_of(options: argparse.Namespace) -> tuple[str, ...] | None:
    """What `--provider` asked for, for a verb that would find out late that there is no such one.

    Raises:
        InputError: a provider's name or setting is unknown.
    """
    if not options.providers:
        return None
    wanted(options.providers)
    return tuple(options.providers)


def add_enrolled_argument(group: argparse._ActionsContainer) -> None:
    """The option that says where enrolled speakers and emotions stand."""
    group.add_argument(
        "--enrolled", type=Path, metavar="DIR",
        help="where speakers and emotions from recordings stand; default: the user's folder",
    )  # fmt: skip


def open_shelf(options: argparse.Namespace) -> Shelf:
    """The voices in reach, with what was enrolled for the project and by the user.

    Raises:
        VoiceError: a folder of voices does not exist.
    """
    return Shelf(options.voices, enrolled_folders(options.project, options.enrolled))


@dataclass(frozen=True, eq=False)
class Desk:
    """What a verb speaks with; `project` is the empty one if none was given."""

    engine: SpeechEngine
    project: Project


def open_desk(options: argparse.Namespace) -> Desk:
    """The project, and an engine over the voices in reach; nothing is loaded yet.

    Raises:
        ProjectError: the project file or its lexicon is wrong.
        VoiceError: a folder of voices does not exist.
    """
    shelf = open_shelf(options)
    project = (
        Project.load(options.project, emotions=[*CORE_EMOTIONS, *shelf.enrolled_emotions()])
        if options.project
        else Project.empty()
    )
    return Desk(engine_of(options, project, shelf), project)


def engine_of(
    options: argparse.Namespace, project: Project, shelf: Shelf | None = None
) -> SpeechEngine:
    """An engine over the voices in reach that reads as `project` says.

    Raises:
        VoiceError: a folder of voices does not exist.
    """
    return SpeechEngine(
        shelf or open_shelf(options),
        LineReader.english(project.lexicon, project.presets),
        threads=options.threads,
        providers=options.providers,
        emotion_path=project.defaults.mood_path or DEFAULT_PATH,
    )
