"""Enrolment from end to end: a recording becomes a name that lines can use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from moodvox.enrolment.checks import Findings, check, measure
from moodvox.enrolment.encoder import Encoder
from moodvox.enrolment.naming import check_name
from moodvox.enrolment.recording import Recording, Sealed
from moodvox.enrolment.store import Embedding, EmbeddingStore
from moodvox.errors import InputError
from moodvox.voices.enrolled import Enrolled, EnrolledFolder, Kind, Reference
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf


@dataclass(frozen=True)
class Enrolment:
    """What came of it.

    Attributes:
        profile: what was kept.
        path: where.
        findings: what was measured of the recording.
        remarks: what would make it better.
        cached: the vector was known from an earlier enrolment of the same recording.
        replaced: another recording had the name before.
    """

    profile: Enrolled
    path: Path
    findings: Findings
    remarks: tuple[str, ...]
    cached: bool
    replaced: bool


class Enroller:
    """Enrols into one folder. Safe to use from several threads.

    Args:
        shelf: the voices in reach; they know the new name at once.
        folder: where speakers and emotions are kept.
        store: vectors by content; None keeps none.
    """

    def __init__(self, shelf: Shelf, folder: Path, store: EmbeddingStore | None) -> None:
        self._shelf = shelf
        self._folder = EnrolledFolder(folder)
        self._store = store
        self._encoders: dict[tuple[str, Kind], Encoder] = {}
        self._loading = threading.Lock()
        self._saving = threading.Lock()

    def from_file(
        self, sealed: Sealed, name: str, kind: Kind, voice: str = "", *, replace: bool = False
    ) -> Enrolment:
        """Enrol a file that was read. Decodes it only if its content is new.

        Args:
            name: what lines will call the speaker or emotion.
            voice: "" is the first one that is installed.
            replace: take the place of another recording of that name.

        Raises:
            RecordingError: the recording cannot be used.
            InputError: the name cannot, or the voice does not enrol.
            VoiceError, EngineError: the voice is at fault, or the device.
        """
        return self._enrol(
            sealed.digest, sealed.open, name, kind, voice, replace, sealed.path.name
        )  # fmt: skip

    def from_recording(
        self, recording: Recording, name: str, kind: Kind, voice: str = "", *, replace: bool = False
    ) -> Enrolment:
        """Enrol samples; as `from_file`."""
        return self._enrol(recording.digest, lambda: recording, name, kind, voice, replace, "")

    def _enrol(
        self, digest: str, read: Callable[[], Recording], name: str, kind: Kind, voice: str,
        replace: bool, file: str,
    ) -> Enrolment:  # fmt: skip
        pack = self._shelf.load(voice)
        graph = pack.manifest.encoders.get(kind)
        if graph is None:
            raise InputError(
                f"voice '{pack.name}' cannot learn {kind}s from recordings",
                where="voice",
                hint="its pack holds no encoder for them",
            )
        check_name(name, kind, self._shelf.original(pack.name))
        encoder_sum = pack.manifest.files[graph]
        known = self._store.get(digest, encoder_sum) if self._store is not None else None
        if known is None:
            recording = read()
            findings = measure(recording.samples, recording.sample_rate_hz)
            remarks = check(findings, kind)
            vector = self._encoder(pack, kind).encode(recording.samples, recording.sample_rate_hz)
            embedding = Embedding(vector, findings)
            if self._store is not None:
                self._store.put(digest, encoder_sum, embedding)
        else:
            embedding = known
            remarks = check(known.findings, kind)
        profile = Enrolled(
            kind=kind,
            name=name,
            voice=pack.name,
            encoder=encoder_sum,
            reference=Reference(digest, round(embedding.findings.seconds, 3), file),
            vector=[round(float(value), 6) for value in embedding.vector],
        )
        with self._saving:
            before = self._folder.find(pack.name, kind, name)
            if before is not None and not replace and before.reference.sha256 != digest:
                raise InputError(
                    f"there is {_an(kind)} '{before.name}' already, from another recording",
                    where="name",
                    hint="take another name, or replace it",
                )
            path = self._folder.save(profile)
            self._shelf.refresh()
        replaced = before is not None and before.reference.sha256 != digest
        return Enrolment(profile, path, embedding.findings, remarks, known is not None, replaced)

    def _encoder(self, pack: VoicePack, kind: Kind) -> Encoder:
        with self._loading:
            key = (pack.name, kind)
            if key not in self._encoders:
                self._encoders[key] = Encoder(pack, kind)
            return self._encoders[key]


def _an(kind: Kind) -> str:
    return "a speaker" if kind == "speaker" else "an emotion"
