"""The takes of a project, pinned to line ids: `moodvox.takes.json` beside the project file.

    {"format": 1, "takes": {"the-horn": {"phonemes": "SIL HH ...", "edits": [{"at": 3, ...}]}}}

One line of the file is one take, so that a version control's diff shows whose changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from moodvox.errors import InputError, ProjectError
from moodvox.project.files import read_text
from moodvox.script.take import PhonemeEdit, Take

TAKES_FILE = "moodvox.takes.json"
FORMAT = 1
MAX_FILE_BYTES = 64 << 20

_EDIT_FIELDS = ("pitch_st", "length", "level_db")


def read_takes(file: Path) -> Mapping[str, Take]:
    """The takes by line id; none where there is no file.

    Raises:
        ProjectError: it is no such file, or a take in it is wrong.
    """
    if not file.exists():
        return MappingProxyType({})
    text = read_text(file, MAX_FILE_BYTES)
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise ProjectError(f"not JSON: {error}", where=f"{file}:{line}:{column}") from None
    found = document.get("takes") if isinstance(document, dict) else None
    if not isinstance(found, dict) or document.get("format") != FORMAT:
        raise ProjectError(f"not a takes file of format {FORMAT}", where=f"{file}:1:1")
    return MappingProxyType({name: _read(name, take, file) for name, take in found.items()})


def write_takes(takes: Mapping[str, Take]) -> str:
    """The text of a takes file; ids in order, so that files of equal takes are equal."""
    rows = ",\n".join(
        f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(as_map(takes[name]))}"
        for name in sorted(takes)
    )
    body = f"\n{rows}\n " if rows else ""
    return f'{{\n "format": {FORMAT},\n "takes": {{{body}}}\n}}\n'


def as_map(take: Take) -> dict[str, Any]:
    """A take as messages and files hold it; what an edit leaves alone is left out."""
    return {
        "phonemes": " ".join(take.phonemes),
        "edits": [_edit_map(edit) for edit in take.edits],
    }


def _edit_map(edit: PhonemeEdit) -> dict[str, Any]:
    plain = PhonemeEdit(edit.at)
    changed = {
        name: getattr(edit, name)
        for name in _EDIT_FIELDS
        if getattr(edit, name) != getattr(plain, name)
    }
    return {"at": edit.at, **changed}


def _read(name: str, take: Any, file: Path) -> Take:
    try:
        return Take.of(take["phonemes"], take["edits"])
    except InputError as error:
        fault, hint = f"{error.where}: {error.message}", error.hint
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        fault, hint = f"not a take: {error!r}", ""
    raise ProjectError(f"the take of line '{name}': {fault}", where=f"{file}:1:1", hint=hint)
