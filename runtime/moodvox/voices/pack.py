"""A voice folder, opened: checked to the last byte before anything of it is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import InputError, VoiceError, nearest
from moodvox.phonemes.frontends import VoiceText
from moodvox.voices.enrolled import Enrolled
from moodvox.voices.integrity import find_faults
from moodvox.voices.manifest import Manifest, TierFiles, read_manifest
from moodvox.voices.presets import Preset, PresetTable
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

    def dressed(self, enrolled: Iterable[Enrolled]) -> tuple[VoicePack, list[VoiceError]]:
        """This voice with what was learned from recordings, and why some of it cannot be used.

        Of two with one name the first counts.
        """
        speakers: dict[str, NDArray[np.float32]] = {}
        presets: dict[str, Preset] = {}
        faults: list[VoiceError] = []
        for entry in enrolled:
            own = self.speakers.names if entry.kind == "speaker" else self.presets.names
            if entry.name in own:
                fault = "the voice came with one of that name"
            else:
                fault = self._fault_of(entry)
            if fault:
                faults.append(VoiceError(f"the {entry.kind} '{entry.name}': {fault}",
                    where=str(self.folder), hint="enrol the recording again"))  # fmt: skip
            elif entry.kind == "speaker":
                speakers.setdefault(entry.name, np.array(entry.vector, np.float32))
            else:
                presets.setdefault(entry.name, Preset([(1.0, entry.vector)]))
        pack = replace(
            self,
            speakers=self.speakers.extended(speakers),
            presets=self.presets.extended(presets),
        )
        return pack, faults

    def _fault_of(self, entry: Enrolled) -> str:
        """Why a vector means nothing to this voice."""
        manifest = self.manifest
        graph = manifest.encoders.get(entry.kind)
        size = manifest.speaker_size if entry.kind == "speaker" else manifest.emotion_size
        if graph is None or manifest.files[graph] != entry.encoder:
            return "was enrolled for another version of this voice"
        return "" if len(entry.vector) == size else f"has {len(entry.vector)} numbers, not {size}"

    @property
    def name(self) -> str:
        return self.manifest.name

    @cached_property
    def fingerprint(self) -> str:
        """Tells this voice and version from every other; who was enrolled is not in it."""
        manifest = self.manifest
        return repr(
            (manifest.name, manifest.version, manifest.settings, sorted(manifest.files.items()))
        )

    @property
    def text(self) -> VoiceText:
        """What its front end needs to know."""
        manifest = self.manifest
        return VoiceText(manifest.front_end, manifest.phonemes, self.folder, manifest.text)

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
