"""Whether the voices in reach can play the cast: `moodvox check` asks them."""

from __future__ import annotations

from collections.abc import Iterator

from moodvox.errors import InputError, ProjectError, VoiceError
from moodvox.project.cast import CastMember
from moodvox.project.diagnostics import Diagnostic
from moodvox.project.files import read_text
from moodvox.project.locator import Locator
from moodvox.project.project import MAX_FILE_BYTES, Project
from moodvox.voices.shelf import Shelf


def cast_faults(project: Project, shelf: Shelf) -> Iterator[Diagnostic]:
    """Voices, speakers and tiers of the cast that there are not, at their places.

    A voice that is damaged is `moodvox doctor`'s to tell.
    """
    if project.file is None or not shelf.voices:
        return
    try:
        locator = Locator(read_text(project.file, MAX_FILE_BYTES).replace("\r\n", "\n"))
    except ProjectError:
        return  # said when the project is read
    for member in project.cast.values():
        found = _fault_of(member, shelf)
        if found is None:
            continue
        key, fault = found
        place = locator.place(("cast", member.name, key)) or locator.place(("cast", member.name))
        line, column = locator.line_column(place.value if place else 0)
        yield Diagnostic(str(project.file), line, column, "error", fault.message, fault.hint)


def _fault_of(member: CastMember, shelf: Shelf) -> tuple[str, InputError] | None:
    key = "voice"
    try:
        pack = shelf.load(member.voice)
        key = "speaker"
        pack.speakers.vector(member.speaker)
        key = "tier"
        if member.tier != "auto":
            pack.tier_files(member.tier)
    except InputError as fault:
        return key, fault
    except VoiceError:
        return None
    return None
