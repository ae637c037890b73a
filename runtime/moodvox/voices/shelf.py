"""Where voices are found: the folders given, `MOODVOX_VOICES`, then the bundled ones."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from moodvox.errors import InputError, VoiceError, nearest
from moodvox.voices.enrolled import Enrolled, EnrolledFolder
from moodvox.voices.manifest import MANIFEST_FILE, Manifest, read_manifest
from moodvox.voices.pack import VoicePack

ENVIRONMENT: Final = "MOODVOX_VOICES"
"""Folders, separated as in PATH; each is a voice or holds voices."""

log = logging.getLogger(__name__)

Stamp = tuple[tuple[tuple[str, int, int], ...], ...]

BUNDLED: Final = Path(__file__).resolve().parents[1] / "bundled"


@dataclass(frozen=True, eq=False)
class FoundVoice:
    """A folder that is, or claims to be, a voice. Its files are not verified yet.

    `manifest` is None where `fault` says why it cannot be read; `name` is then the folder's.
    """

    name: str
    folder: Path
    manifest: Manifest | None
    fault: VoiceError | None


def find_voices(folders: Sequence[Path] = ()) -> list[FoundVoice]:
    """All voices in reach, nearest source first; of two with one name the first counts.

    Each folder given is a voice itself or holds voices.

    Raises:
        VoiceError: a folder given, or named in `MOODVOX_VOICES`, does not exist.
    """
    named = [*folders, *(Path(part) for part in os.environ.get(ENVIRONMENT, "").split(os.pathsep)
                         if part)]  # fmt: skip
    for folder in named:
        if not folder.is_dir():
            raise VoiceError("no such folder of voices", where=str(folder))
    found: dict[str, FoundVoice] = {}
    for source in (*named, BUNDLED):
        for folder in _candidates(source):
            voice = _look_at(folder)
            found.setdefault(voice.name, voice)
    return list(found.values())


class Shelf:
    """The voices of this process; each is verified once, when first taken.

    Args:
        folders: see `find_voices`.
        enrolled: where speakers and emotions that were learned from recordings stand;
            of two with one name the first counts.

    Attributes:
        changes: counts up whenever what is enrolled has changed.
    """

    def __init__(self, folders: Sequence[Path] = (), enrolled: Sequence[Path] = ()) -> None:
        self.voices = find_voices(folders)
        self._enrolled = tuple(EnrolledFolder(folder) for folder in enrolled)
        self._open: dict[str, VoicePack] = {}
        self._dressed: dict[str, VoicePack] = {}
        self._stamps: dict[str, Stamp] = {}
        self.changes = 0

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(voice.name for voice in self.voices)

    def load(self, name: str = "") -> VoicePack:
        """The voice called `name`, or the first sound one if "", with what was enrolled.

        Raises:
            InputError: there is no voice of that name.
            VoiceError: it is damaged, or there is no voice at all.
        """
        pack = self.original(name)
        if pack.name not in self._dressed:
            self._dress(pack)
        return self._dressed[pack.name]

    def original(self, name: str = "") -> VoicePack:
        """As `load`, with those speakers and emotions only that the voice came with."""
        if not self.voices:
            raise VoiceError("no voice is installed", hint=f"set {ENVIRONMENT} to a folder of them")
        if not name:
            name = next((v.name for v in self.voices if v.fault is None), self.voices[0].name)
        if name not in self._open:
            voice = next((v for v in self.voices if v.name == name), None)
            if voice is None:
                raise InputError(
                    f"unknown voice '{name}'", where="voice", hint=nearest(name, self.names)
                )
            self._open[name] = VoicePack.open(voice.folder)
        return self._open[name]

    def enrolled_emotions(self) -> set[str]:
        """Emotions that were learned for any voice in reach; opens no voice."""
        return {
            entry.name
            for folder in self._enrolled
            for voice in self.names
            for entry in folder.all(voice)[0]
            if entry.kind == "emotion"
        }

    def refresh(self) -> None:
        """Take in what has been enrolled or removed since, and count it in `changes`.

        Costs a look at each folder. Lines that are open keep what they were opened with.
        """
        for name, stamp in list(self._stamps.items()):
            if self._stamp(name) != stamp:
                self._dress(self._open[name])
                self.changes += 1

    def _dress(self, pack: VoicePack) -> None:
        if not self._enrolled:
            self._dressed[pack.name] = pack
            return
        # Stamped before reading: a write in between shows at the next look.
        stamp = self._stamp(pack.name)
        found: list[Enrolled] = []
        for folder in self._enrolled:
            entries, faults = folder.all(pack.name)
            found += entries
            for fault in faults:
                log.warning("%s", fault)
        dressed, faults = pack.dressed(found)
        for fault in faults:
            log.warning("%s", fault)
        self._dressed[pack.name] = dressed
        self._stamps[pack.name] = stamp

    def _stamp(self, voice: str) -> Stamp:
        return tuple(folder.stamp(voice) for folder in self._enrolled)


def _candidates(source: Path) -> list[Path]:
    if (source / MANIFEST_FILE).exists():
        return [source]
    if not source.is_dir():
        return []
    return sorted(path for path in source.iterdir() if (path / MANIFEST_FILE).exists())


def _look_at(folder: Path) -> FoundVoice:
    try:
        manifest = read_manifest(folder)
    except VoiceError as error:
        return FoundVoice(folder.name, folder, None, error)
    return FoundVoice(manifest.name, folder, manifest, None)
