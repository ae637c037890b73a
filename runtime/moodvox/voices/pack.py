"""A voice folder, opened: checked to the last byte before anything of it is used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moodvox.errors import InputError, VoiceError, nearest
from moodvox.voices.integrity import find_faults
from moodvox.voices.manifest import Manifest, TierFiles, read_manifest
from moodvox.voices.presets import PresetTable
from moodvox.voices.speakers import SpeakerTable


@dataclass(frozen=True, eq=False)
class VoicePack:
    """A sound voice: its folder, manifest, speakers and emotions. Made by `open`."""

    folder: Path
    manifest: Manifest
    speakers: SpeakerTable
    presets: PresetTable

    @classmethod
    def open(cls, folder: Path) -> VoicePack:
        """Open and verify the voice in `folder`; checksums are compared.

        Raises:
            VoiceError: the first fault, naming the file and the cause.
        """
        manifest = read_manifest(folder)
        for fault in find_faults(folder, manifest):
            raise fault
        speakers = SpeakerTable.load(
            folder / manifest.speakers_file,
            manifest.speakers,
            manifest.speaker_size,
            manifest.default_speaker,
        )
        presets = PresetTable.load(folder / manifest.presets_file, manifest.emotion_size)
        return cls(folder, manifest, speakers, presets)

    @property
    def name(self) -> str:
        return self.manifest.name

    def tier_files(self, tier: str) -> TierFiles:
        """The graphs of `tier`.

        Raises:
            InputError: this voice has no such tier.
        """
        files = self.manifest.tiers.get(tier)
        if files is None:
            raise InputError(
                f"voice '{self.name}' has no tier '{tier}'",
                where="tier",
                hint=nearest(tier, self.manifest.tiers),
            )
        return files

    def path(self, relative: str) -> Path:
        """Path of one of the pack's files."""
        return self.folder / relative


def find_pack_faults(folder: Path) -> list[VoiceError]:
    """All that is wrong with the voice in `folder`, for `moodvox doctor`; empty if sound."""
    try:
        manifest = read_manifest(folder)
    except VoiceError as error:
        return [error]
    faults = find_faults(folder, manifest)
    if faults:
        return faults
    try:
        VoicePack.open(folder)
    except VoiceError as error:
        return [error]
    return []
