"""Which files of a game's folder are ours to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from moodvox.dialogue.encoding import decode
from moodvox.dialogue.formats import MAX_FILE_BYTES, known_suffixes
from moodvox.dialogue.plain import PLAIN
from moodvox.dialogue.settings import DialogueSettings
from moodvox.dialogue.sheet import SHEET, find_columns, header_of, is_yarn_sheet
from moodvox.errors import ScriptError
from moodvox.project.project import FILE_NAME

HEAD_BYTES = 1 << 14

_TOLD_BY_NAME = known_suffixes() - set(PLAIN.suffixes) - set(SHEET.suffixes)


def files_of(path: Path, settings: DialogueSettings) -> Iterator[Path]:
    """`path` itself, or of a folder the files that are ours, by their names in order."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path).parts
        if any(part.startswith(".") for part in inside) or not file.is_file():
            continue
        suffix = file.suffix.lower()
        if (
            suffix in _TOLD_BY_NAME
            or suffix == ".lexicon"
            or file.name == FILE_NAME
            or (suffix in SHEET.suffixes and _is_dialogue(file, settings))
        ):
            yield file


def dialogue_files_of(path: Path, settings: DialogueSettings) -> list[Path]:
    """Those of `files_of` that have lines."""
    files = files_of(path, settings)
    return [file for file in files if file.suffix not in (".toml", ".lexicon")]


def _is_dialogue(file: Path, settings: DialogueSettings) -> bool:
    """Whether a sheet has lines of its own: columns of ids and text, and no translation."""
    try:
        with file.open("rb") as stream:
            head = stream.read(min(HEAD_BYTES, MAX_FILE_BYTES))
        text = decode(head.rpartition(b"\n")[0] or head, str(file))
    except (OSError, ScriptError):
        return True  # what is wrong with it is said when it is read
    header = header_of(text, str(file))
    columns = find_columns(header, settings)
    return columns.text >= 0 and columns.id >= 0 and not is_yarn_sheet(header)
