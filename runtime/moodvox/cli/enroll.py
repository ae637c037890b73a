"""`moodvox enroll`: speakers and emotions learned from recordings: add, list, remove."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from moodvox.cli.main import DONE, MISUSED
from moodvox.cli.opening import add_enrolled_argument, open_shelf
from moodvox.cli.table import print_json, table
from moodvox.enrolment.enroller import Enroller, Enrolment
from moodvox.enrolment.places import cache_folder, enrolled_folders, project_enrolled
from moodvox.enrolment.recording import seal
from moodvox.enrolment.store import EmbeddingStore
from moodvox.errors import InputError, nearest
from moodvox.voices.enrolled import EnrolledFolder, Kind


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Learns who speaks in REF (3 to 30 s of one clear voice), or with --emotion how it is "
        "spoken (2 to 30 s), and keeps it by NAME: for --speaker, casts and mixtures, or as a "
        "mood in tags. Only numbers are kept, never the recording. Ask the person whose voice "
        "it is."
    )
    parser.add_argument("recording", nargs="?", type=Path, metavar="REF.wav")
    parser.add_argument("--name", default="", metavar="N", help="what lines will call it")
    parser.add_argument("--emotion", action="store_true", help="an emotion, not a speaker")
    parser.add_argument("--voice", default="", metavar="V", help="default: the first one")
    parser.add_argument("--replace", action="store_true", help="take the place of N's recording")
    parser.add_argument("--list", action="store_true", help="show all that is enrolled")
    parser.add_argument("--remove", metavar="N", help="forget a speaker (--emotion: an emotion)")
    parser.add_argument(
        "--project", type=Path, metavar="DIR", help="keep it with this project, in its 'enrolled'"
    )
    add_enrolled_argument(parser)
    parser.add_argument(
        "--voices", type=Path, action="append", default=[], metavar="FOLDER",
        help="a voice or a folder of them; may be given several times",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON for a program")


def run(options: argparse.Namespace) -> int:
    asked = [options.recording is not None, options.list, options.remove is not None]
    if asked.count(True) != 1:
        print("moodvox: give one of REF.wav, --list and --remove N", file=sys.stderr)
        return MISUSED
    if options.recording is not None and not options.name:
        print("moodvox: give it a name: --name N", file=sys.stderr)
        return MISUSED
    if options.list:
        return show(options)
    if options.remove is not None:
        return remove(options)
    return enroll(options)


def enroll(options: argparse.Namespace) -> int:
    """Learn one recording."""
    enroller = Enroller(open_shelf(options), chosen(options), EmbeddingStore(cache_folder()))
    outcome = enroller.from_file(
        seal(options.recording), options.name, kind_of(options), options.voice,
        replace=options.replace,
    )  # fmt: skip
    if options.json:
        print_json(described(outcome))
        return DONE
    profile, found = outcome.profile, outcome.findings
    for remark in outcome.remarks:
        print(f"moodvox: {remark}", file=sys.stderr)
    known = ", known from before" if outcome.cached else ""
    print(
        f"{profile.kind} '{profile.name}' of voice '{profile.voice}', from {found.speech_s:.1f} s "
        f"of speech, {found.snr_db:.0f} dB above the noise{known} -> {outcome.path}"
    )
    return DONE


def show(options: argparse.Namespace) -> int:
    """All that is enrolled where this command looks."""
    rows: list[dict[str, Any]] = []
    for folder in map(EnrolledFolder, enrolled_folders(options.project, options.enrolled)):
        for voice in folder.voices():
            entries, faults = folder.all(voice)
            for fault in faults:
                print(f"moodvox: {fault}", file=sys.stderr)
            rows += [
                {
                    "voice": voice, "kind": entry.kind, "name": entry.name,
                    "seconds": entry.reference.seconds, "file": entry.reference.file,
                    "folder": str(folder.folder),
                }
                for entry in entries
            ]  # fmt: skip
    if options.json:
        print_json(rows)
    elif rows:
        print(table(tuple(rows[0]), [tuple(row.values()) for row in rows]))
    else:
        print("Nothing is enrolled: moodvox enroll REF.wav --name N")
    return DONE


def remove(options: argparse.Namespace) -> int:
    """Forget one."""
    folder, kind, name = EnrolledFolder(chosen(options)), kind_of(options), options.remove
    voices = [options.voice] if options.voice else folder.voices()
    gone = [voice for voice in voices if folder.remove(voice, kind, name)]
    if not gone:
        known = [e.name for v in voices for e in folder.all(v)[0] if e.kind == kind]
        raise InputError(
            f"no {kind} '{name}' is enrolled in {folder.folder}",
            where="--remove",
            hint=nearest(name, known),
        )
    if options.json:
        print_json({"kind": kind, "name": name, "voices": gone})
    else:
        print(f"{kind} '{name}' is forgotten ({', '.join(gone)})")
    return DONE


def kind_of(options: argparse.Namespace) -> Kind:
    return "emotion" if options.emotion else "speaker"


def chosen(options: argparse.Namespace) -> Path:
    """Where this command writes: the folder given, else the project's, else the user's."""
    if options.enrolled is None and options.project is not None:
        if not options.project.exists():
            raise InputError("no such project", where=str(options.project))
        return project_enrolled(options.project)
    return enrolled_folders(options.project, options.enrolled)[-1]


def described(outcome: Enrolment) -> dict[str, Any]:
    """What was done, for a program."""
    profile = outcome.profile
    return {
        "kind": profile.kind,
        "name": profile.name,
        "voice": profile.voice,
        "path": str(outcome.path),
        "cached": outcome.cached,
        "replaced": outcome.replaced,
        "remarks": list(outcome.remarks),
        "findings": asdict(outcome.findings),
    }
