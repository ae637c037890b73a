"""`moodvox bake`: every line of a project into a sound file, only what has changed."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from moodvox.baking.bake import Progress as BakeProgress
from moodvox.baking.bake import Report, bake
from moodvox.baking.encoding import FORMATS
from moodvox.baking.render import BakeSettings
from moodvox.baking.voice_tags import tag_files, write_change
from moodvox.cli.main import DONE, FAILED
from moodvox.cli.numbers import whole
from moodvox.cli.opening import add_enrolled_argument, providers_of
from moodvox.cli.progress import Progress
from moodvox.cli.table import print_json
from moodvox.project.places import dialogue_files_of
from moodvox.project.project import FILE_NAME, Project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Reads the dialogue files of PROJECT (or those given with --only) and makes one sound "
        "file for each line, with words, visemes and moods in manifest.json (Godot) and unity.json "
        "(Unity). Lines that have not changed are left as they are; a bake that was interrupted "
        "goes on where it was. The exit status is 1 if a line failed."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a game's folder")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="for the sounds")
    parser.add_argument(
        "--only", type=Path, action="append", metavar="PATH",
        help="bake the lines of this file or folder; may be given several times",
    )  # fmt: skip
    parser.add_argument("--format", choices=FORMATS, default="wav", help="default: wav")
    parser.add_argument(
        "--jobs",
        type=whole(1),
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes; default: one for each core",
    )
    parser.add_argument("--choices", action="store_true", help="what players pick, too")
    parser.add_argument(
        "--prune", action="store_true", help="take away sounds whose lines are gone"
    )
    parser.add_argument(
        "--voice-tags", default="", metavar="RES",
        help="show the [#voice=RES/...] tags that Dialogue Manager's files would get, such as "
        "res://voices",
    )  # fmt: skip
    parser.add_argument("--write", action="store_true", help="write those tags into the files")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    group = parser.add_argument_group("voices and device")
    group.add_argument(
        "--voices", type=Path, action="append", default=[], metavar="FOLDER",
        help="a voice or a folder of them; may be given several times",
    )  # fmt: skip
    add_enrolled_argument(group)
    group.add_argument("--threads", type=whole(1), default=1, metavar="N", help="of a process")
    group.add_argument(
        "--provider", dest="providers", action="append", metavar="P", help="as for 'moodvox say'"
    )


def run(options: argparse.Namespace) -> int:
    folder = options.project if options.project.is_dir() else options.project.parent
    file = options.project if options.project.is_file() else folder / FILE_NAME
    settings = BakeSettings(
        out=options.out,
        project=file if file.is_file() else None,
        voices=tuple(options.voices),
        enrolled=options.enrolled,
        form=options.format,
        threads=options.threads,
        providers=providers_of(options),
    )
    paths = options.only or [folder]
    with Progress() as progress:
        report = bake(
            settings,
            paths,
            jobs=options.jobs,
            choices=options.choices,
            prune=options.prune,
            tell=lambda state: progress.tell(shown(state)),
        )
    if options.json:
        print_json(as_record(report))
    else:
        tell(report)
    if options.voice_tags:
        _tag(options, settings, paths, report)
    return DONE if report.is_good else FAILED


def shown(state: BakeProgress) -> str:
    """One row about how far it is."""
    left = "" if state.left_s is None else f", {_time(state.left_s)} left"
    failed = f", {state.failed} failed" if state.failed else ""
    return f"{state.done} of {state.total} lines{failed}{left}"


def tell(report: Report) -> None:
    """What was done, to stdout; what went wrong, to stderr."""
    for _, message in report.failures:
        print(f"moodvox: not baked: {message}", file=sys.stderr)
    for place, notice in report.notices:
        print(f"moodvox: {place}: {notice}", file=sys.stderr)
    for each in report.left_out:
        kind = "not baked" if each.failed else "left out"
        print(f"moodvox: {kind}: {each.place}: {each.reason}", file=sys.stderr)
    state = report.progress
    left_out = sum(not each.failed for each in report.left_out)
    parts = [
        f"{state.baked} baked ({_time(state.speech_s)} of speech)",
        f"{state.unchanged} unchanged",
        f"{state.failed + sum(each.failed for each in report.left_out)} failed",
        f"{left_out} left out",
    ]
    if report.removed:
        parts.append(f"{len(report.removed)} removed")
    print(", ".join(parts))


def as_record(report: Report) -> dict[str, object]:
    """The report for a program."""
    state = report.progress
    return {
        "lines": state.total,
        "baked": state.baked,
        "unchanged": state.unchanged,
        "failed": [
            {"id": line.id, "place": line.place, "message": message}
            for line, message in report.failures
        ],
        "left_out": [
            {"id": each.id, "place": each.place, "message": each.reason, "failed": each.failed}
            for each in report.left_out
        ],
        "notices": [{"place": place, "message": message} for place, message in report.notices],
        "removed": report.removed,
        "speech_s": round(state.speech_s, 3),
        "files": {line.id: line.name for line in report.order.lines},
    }


def _tag(
    options: argparse.Namespace, settings: BakeSettings, paths: list[Path], report: Report
) -> None:
    project = Project.load(settings.project) if settings.project else Project.empty()
    failed = {line.id for line, _ in report.failures}
    lines = [line for line in report.order.lines if line.id not in failed]
    files = [file for path in paths for file in dialogue_files_of(path, project.dialogue)]
    for change in tag_files(project, files, lines, options.voice_tags, options.format):
        print(change.diff, end="", file=sys.stderr if options.json else sys.stdout)
        if options.write:
            write_change(change)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
