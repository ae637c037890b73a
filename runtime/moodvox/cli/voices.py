"""`moodvox voices`: which voices there are, who speaks in them, what they can feel."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from moodvox.cli.opening import add_enrolled_argument, open_shelf
from moodvox.cli.table import print_json, table
from moodvox.errors import VoiceError
from moodvox.voices.shelf import FoundVoice, Shelf


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--voices", type=Path, action="append", default=[], metavar="FOLDER",
        help="a voice or a folder of them; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--project", type=Path, metavar="DIR", help="show what was enrolled for it, too"
    )
    add_enrolled_argument(parser)
    parser.add_argument("--json", action="store_true", help="print JSON for a program")


def run(options: argparse.Namespace) -> int:
    shelf = open_shelf(options)
    described = [describe(found, shelf) for found in shelf.voices]
    if options.json:
        print_json(described)
    elif described:
        print("\n\n".join(as_text(voice) for voice in described))
    else:
        print("No voice is installed. Set MOODVOX_VOICES to a folder of them.")
    return 0


def describe(found: FoundVoice, shelf: Shelf) -> dict[str, Any]:
    """One voice as JSON tells it; a faulty one has its name, folder and fault only."""
    try:
        if found.fault is not None:
            raise found.fault
        pack = shelf.load(found.name)
    except VoiceError as error:
        return {"name": found.name, "folder": str(found.folder), "fault": str(error)}
    manifest = pack.manifest
    return {
        "name": manifest.name,
        "folder": str(found.folder),
        "fault": None,
        "title": manifest.title,
        "version": manifest.version,
        "languages": list(manifest.languages),
        "sample_rate_hz": manifest.sample_rate_hz,
        "tiers": list(manifest.tiers),
        "default_speaker": manifest.default_speaker,
        "speakers": [
            {"name": name, "title": s.title, "gender": s.gender, "age": s.age, "note": s.note}
            for name, s in pack.speakers.entries.items()
        ],
        "emotions": list(pack.presets.names),
        "licence": manifest.licence,
        "credits": list(manifest.credits),
        "notes": list(manifest.notes),
    }


def as_text(voice: dict[str, Any]) -> str:
    """One voice for a person."""
    if voice["fault"]:
        return f"{voice['name']}: {voice['fault']}"
    speakers = table(
        ("speaker", "", "", "age", "about"),
        [
            (
                s["name"],
                "default" if s["name"] == voice["default_speaker"] else "",
                s["gender"],
                s["age"],
                ". ".join(part for part in (s["title"], s["note"]) if part),
            )
            for s in voice["speakers"]
        ],
    )
    facts = (
        f"{voice['name']} {voice['version']}: {voice['title']}",
        f"  {', '.join(voice['languages'])}; {voice['sample_rate_hz'] / 1000:g} kHz; "
        f"tiers: {', '.join(voice['tiers'])}; licence: {voice['licence']}",
        f"  {voice['folder']}",
        f"  moods: {', '.join(voice['emotions'])}",
        *(f"  credit: {credit}" for credit in voice["credits"]),
        *(f"  {note}" for note in voice["notes"]),
        "",
        *("  " + line for line in speakers.splitlines()),
    )
    return "\n".join(facts)
