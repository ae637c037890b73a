"""What a folder of data holds: which sets, at which rate, by whom, under which licence.

A `data.toml` beside the sets, or another file, has one table a set:

    [anna]                       # the folder's name
    rate_hz = 48000              # of its audio; a file of another rate is an error
    licence = "CC0-1.0"          # SPDX
    credit = "Anna, recorded by ..."
    actors = ["anna", "ben"]     # only where file names end in the speaker's name
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import soundfile

from moodvox.errors import nearest
from moodvox_export.corpus.recordings import CorpusError, Recording, read_folder

DESCRIPTION_FILE = "data.toml"
BUNDLED = Path(__file__).parent / "bundled.toml"


class DataSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One folder of recordings, as the file above describes it."""

    rate_hz: Annotated[int, msgspec.Meta(ge=8000, le=192000)]
    licence: Annotated[str, msgspec.Meta(min_length=1)]
    credit: Annotated[str, msgspec.Meta(min_length=1)]
    actors: tuple[str, ...] = ()


def describe(data: Path, file: Path | None = None) -> dict[str, DataSet]:
    """The sets of `data` by `file`, else by its own `data.toml`, else the bundled voice's.

    Raises:
        CorpusError: the file is missing, no TOML, names no set, or a field is wrong.
    """
    own = data / DESCRIPTION_FILE
    return read_description(file or (own if own.is_file() else BUNDLED))


def read_description(path: Path) -> dict[str, DataSet]:
    """The sets that a file describes.

    Raises:
        CorpusError: the file is missing, no TOML, names no set, or a field is wrong.
    """
    try:
        sets = msgspec.toml.decode(path.read_bytes(), type=dict[str, DataSet])
    except (OSError, msgspec.DecodeError) as error:
        raise CorpusError(str(error), where=str(path)) from error
    if not sets:
        raise CorpusError("describes no set", where=str(path), hint="one table a folder")
    return sets


def credits_of(sets: dict[str, DataSet], speakers: Sequence[str], where: Path) -> tuple[str, ...]:
    """Whom to thank for the recordings of `speakers`, in the order of the description.

    Raises:
        CorpusError: nobody says under which licence one of them may be used.
    """
    by = {name: entry.actors or (name,) for name, entry in sets.items()}
    described = {speaker for names in by.values() for speaker in names}
    for speaker in speakers:
        if speaker not in described:
            raise CorpusError(
                f"no set of recordings by '{speaker}' is described", where=str(where),
                hint=f"--describe the data.toml that has it; {nearest(speaker, described)}",
            )  # fmt: skip
    return tuple(sets[name].credit for name, names in by.items() if set(names) & set(speakers))


def read_set(data: Path, name: str, sets: dict[str, DataSet]) -> list[Recording]:
    """The recordings of one described set, their headers checked.

    Raises:
        CorpusError: as `read_folder`; the set is not described; audio is unreadable,
            empty, or of another rate than described.
    """
    if name not in sets:
        raise CorpusError(f"'{name}' is not described", where=str(data), hint=nearest(name, sets))
    recordings = read_folder(data / name, actors=sets[name].actors)
    for recording in recordings:
        _check_audio(recording.path, sets[name].rate_hz)
    return recordings


def _check_audio(path: Path, rate_hz: int) -> None:
    try:
        header = soundfile.info(path)
    except (soundfile.SoundFileError, OSError) as error:
        raise CorpusError(f"no audio: {error}", where=str(path)) from error
    if header.samplerate != rate_hz:
        raise CorpusError(
            f"{header.samplerate} Hz, and the description says {rate_hz}", where=str(path)
        )
    if header.frames == 0:
        raise CorpusError("holds no samples", where=str(path))
