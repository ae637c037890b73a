"""`moodvox check`: dialogue, lexicons and project files, read like code."""

from __future__ import annotations

import argparse
from pathlib import Path

from moodvox.cli.cast_check import cast_faults
from moodvox.cli.findings import FORMS
from moodvox.cli.listening import Listener
from moodvox.cli.main import DONE, FAILED
from moodvox.enrolment.places import enrolled_folders
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.project.check import check_files, failed
from moodvox.project.project import FILE_NAME, Project, read_project
from moodvox.voices.shelf import Shelf


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Checks scenes (.mood), Yarn (.yarn), Ink (.ink), Dialogue Manager (.dialogue), sheets "
        "(.csv, .tsv), project files (moodvox.toml), lexicons (.lexicon) and plain text with one "
        "tagged line in each row. Each finding is 'file:line:column: message'; the exit status is "
        "1 if there is an error among them."
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
    parser.add_argument(
        "--project", type=Path, metavar="DIR", help="default: the one in or above the first PATH"
    )
    parser.add_argument(
        "--tags-only", action="store_true", help="do not try whether the words can be spoken"
    )
    parser.add_argument(
        "--format", choices=tuple(FORMS), default="text", help="how findings are printed"
    )
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument("--strict", action="store_true", help="exit status 1 for a warning, too")
    parser.add_argument(
        "--voices", type=Path, action="append", default=[], metavar="FOLDER",
        help="whose emotions may be named; may be given several times",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    project, project_file = find_project(options)
    # A scene means what its project says, so the project is checked with it.
    paths = [*([project_file] if project_file else []), *options.paths]
    shelf = Shelf(options.voices, enrolled_folders(project_file))
    emotions = emotions_of(shelf)
    ear = Listener(project, shelf, words=not options.tags_only)
    found = check_files(paths, project, emotions=emotions, ear=ear, notes=True)
    found += cast_faults(project, shelf)
    text = FORMS["json" if options.json else options.format](found)
    if text:
        print(text)
    strict = options.strict and any(entry.severity == "warning" for entry in found)
    return FAILED if failed(found) or strict else DONE


def find_project(options: argparse.Namespace) -> tuple[Project, Path | None]:
    """The project given, else that of the first file's folder or of one above it."""
    file = options.project
    if file is None:
        first = options.paths[0].resolve()
        folders = [first, *first.parents] if first.is_dir() else first.parents
        file = next((f / FILE_NAME for f in folders if (f / FILE_NAME).is_file()), None)
    elif file.is_dir():
        file /= FILE_NAME
    if file is None:
        return Project.empty(), None
    return read_project(file)[0], file


def emotions_of(shelf: Shelf) -> set[str]:
    """What the voices in reach can feel and have learned for this project.

    What every voice should feel, if there is none.
    """
    names: set[str] = set()
    for voice in shelf.voices:
        if voice.fault is None:
            names |= set(shelf.load(voice.name).presets.names)
    return names or set(CORE_EMOTIONS)
