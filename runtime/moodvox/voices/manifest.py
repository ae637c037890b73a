"""`voice.json`: what a voice says about itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec

from moodvox.errors import VoiceError
from moodvox.phonemes.frontends import DEFAULT, fault_of

FORMAT: Final = 1
MANIFEST_FILE: Final = "voice.json"
MAX_MANIFEST_BYTES: Final = 1 << 20

_HINT = "install the voice again, or use a Moodvox of the same version"

Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")]
Size = Annotated[int, msgspec.Meta(ge=1, le=4096)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


Precision = Literal["fp32", "int8"]
"""What a graph's large products are computed in; fp32 may be stored in fewer bits."""


class GraphFiles(_Record, frozen=True):
    """Two graphs that belong together, as paths inside the pack."""

    plan: str
    render: str


class TierFiles(_Record, frozen=True):
    """The graphs of a tier, as paths inside the pack.

    Attributes:
        plan, render: those for the CPU.
        precision: of these two.
        variants: the same tier in other precisions, for providers that want them.
        others: graphs that the family alone knows, by its own names.
    """

    plan: str
    render: str
    precision: Precision = "fp32"
    variants: dict[Precision, GraphFiles] = {}
    others: dict[str, str] = {}

    def graphs(self, precision: Precision | None = None) -> GraphFiles:
        """The pair in `precision` where there is one, else the pair for the CPU."""
        own = GraphFiles(self.plan, self.render)
        if precision is None or precision == self.precision:
            return own
        return self.variants.get(precision, own)


class SpeakerEntry(_Record, frozen=True):
    """One speaker: its row in the speakers file, and what a menu shows of it."""

    row: Annotated[int, msgspec.Meta(ge=0)]
    title: str
    gender: str = ""
    age: str = ""
    note: str = ""


class Manifest(_Record, frozen=True):
    """The fields of `voice.json`, format 1.

    Attributes:
        format: version of this layout.
        name: what a project calls the voice.
        version: the voice's own version.
        title: for people.
        family: which module of `moodvox.models` runs it.
        languages: BCP 47 tags.
        sample_rate_hz: of the samples that come out.
        hop_samples: samples in a hop.
        speaker_size: S, length of a speaker vector.
        emotion_size: E, length of an emotion vector.
        front_end: which module of `moodvox.phonemes` reads its lines (`phonemes.frontends`).
        phonemes: the symbol table that the graphs were trained with.
        features: the phoneme feature columns that they were trained with.
        tiers: tier name -> graphs.
        speakers: speaker name -> entry.
        default_speaker: one of `speakers`.
        licence: SPDX expression.
        credits: whom to thank and cite, one per entry.
        files: every file of the pack but this one -> SHA-256 of its bytes.
        speakers_file: (N, S) float32 in NumPy's format.
        presets_file: emotion names -> vectors (`voices.presets`).
        encoders: "speaker" and "emotion" -> the graph that makes their vectors from
            recordings; a voice without one cannot enrol.
        training_file: how the voice was made, for people; "" if the maker tells nothing.
        settings: what the family alone understands.
        text: what the front end alone understands.
        notes: what a person should know of the voice, a sentence each.
    """

    format: int
    name: Name
    version: str
    title: str
    family: str
    languages: tuple[str, ...]
    sample_rate_hz: Annotated[int, msgspec.Meta(ge=8000, le=48000)]
    hop_samples: Size
    speaker_size: Size
    emotion_size: Size
    phonemes: tuple[str, ...]
    features: tuple[str, ...]
    tiers: Annotated[dict[str, TierFiles], msgspec.Meta(min_length=1)]
    speakers: Annotated[dict[str, SpeakerEntry], msgspec.Meta(min_length=1)]
    default_speaker: str
    licence: str
    credits: tuple[str, ...]
    files: dict[str, Sha256]
    speakers_file: str = "speakers.npy"
    presets_file: str = "presets.json"
    encoders: dict[Literal["speaker", "emotion"], str] = {}
    training_file: str = ""
    settings: dict[str, Any] = {}
    front_end: str = DEFAULT
    text: dict[str, Any] = {}
    notes: tuple[str, ...] = ()


class _Head(msgspec.Struct):
    """The one field that every format has, read first to name a foreign format."""

    format: Any = None


def read_manifest(folder: Path) -> Manifest:
    """Read and check `voice.json` of `folder`; looks at no other file.

    Raises:
        VoiceError: it is missing, too large, no JSON, of another format, incomplete,
            made for another phoneme table, or contradicts itself.
    """
    path = folder / MANIFEST_FILE
    if not path.is_file():
        raise VoiceError(
            f"no voice here: '{MANIFEST_FILE}' is missing", where=str(folder), hint=_HINT
        )
    if path.stat().st_size > MAX_MANIFEST_BYTES:
        raise VoiceError(f"larger than {MAX_MANIFEST_BYTES} bytes", where=str(path), hint=_HINT)
    data = path.read_bytes()
    try:
        version = msgspec.json.decode(data, type=_Head).format
        if version != FORMAT or isinstance(version, bool):
            raise VoiceError(
                f"voice format {version!r}; this Moodvox reads format {FORMAT}",
                where=str(path),
                hint=_HINT,
            )
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise VoiceError(str(error), where=str(path), hint=_HINT) from error
    _check(manifest, path)
    return manifest


def _check(manifest: Manifest, path: Path) -> None:
    faults: list[str] = []
    if fault := fault_of(manifest.front_end, manifest.phonemes, manifest.features):
        faults.append(fault)
    if manifest.default_speaker not in manifest.speakers:
        faults.append(f"default speaker '{manifest.default_speaker}' is none of its speakers")
    named = [manifest.speakers_file, manifest.presets_file]
    for tier in manifest.tiers.values():
        for pair in (tier.graphs(), *tier.variants.values()):
            named += [pair.plan, pair.render]
        named += tier.others.values()
    named += manifest.encoders.values()
    named += [manifest.training_file] if manifest.training_file else []
    faults += [f"'{name}' is named but not listed in files" for name in named
               if name not in manifest.files]  # fmt: skip
    if faults:
        raise VoiceError("; ".join(faults), where=str(path), hint=_HINT)
