"""Folders of recordings: what was said, by whom, in which file.

A corpus folder holds audio files and a `transcripts.tsv` (file, seconds, text). A
folder with several actors names the actor last in the file name (``shout_3_karen``).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from moodvox.errors import InputError

AUDIO_SUFFIXES = (".flac", ".wav", ".opus", ".ogg")


class CorpusError(InputError):
    """A corpus folder, its transcripts or its audio cannot be used."""

    code = "bad_corpus"


@dataclass(frozen=True)
class Recording:
    """One file of speech with its text (brackets and empty texts are no speech)."""

    name: str
    speaker: str
    text: str
    path: Path

    @property
    def has_words(self) -> bool:
        return bool(self.text) and not re.search(r"[\[\]]", self.text)


def read_folder(folder: Path, *, actors: tuple[str, ...] = ()) -> list[Recording]:
    """The recordings of one corpus folder.

    `actors` names the speakers that the file names end in; without it the folder's own
    name is the speaker.

    Raises:
        CorpusError: no folder, no transcripts, or a named file is missing or empty.
    """
    table = folder / "transcripts.tsv"
    if not table.is_file():
        raise CorpusError("no transcripts.tsv", where=str(folder), hint="file, seconds, text")
    recordings = []
    with table.open(newline="", encoding="utf-8") as stream:
        for number, row in enumerate(csv.DictReader(stream, delimiter="\t"), start=2):
            name = row.get("file") or ""
            path = _audio_of(folder, name, f"{table}:{number}")
            actor = name.rsplit("_", 1)[-1]
            if actors and actor not in actors:
                raise CorpusError(f"'{name}' ends in none of {actors}", where=f"{table}:{number}")
            speaker = actor if actors else folder.name
            recordings.append(Recording(name, speaker, (row.get("text") or "").strip(), path))
    if not recordings:
        raise CorpusError("transcripts.tsv names no file", where=str(table))
    return recordings


def _audio_of(folder: Path, name: str, where: str) -> Path:
    for suffix in AUDIO_SUFFIXES:
        path = folder / f"{name}{suffix}"
        if path.is_file():
            if path.stat().st_size == 0:
                raise CorpusError(f"'{path.name}' is empty", where=where)
            return path
    raise CorpusError(f"no audio file for '{name}'", where=where, hint="one of .flac .wav .opus")
