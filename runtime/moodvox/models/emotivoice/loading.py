"""From a pack's files and settings to an `EmotivoiceModel`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session, open_session
from moodvox.errors import VoiceError
from moodvox.models.emotivoice.carried import CarriedVocoder
from moodvox.models.emotivoice.content import Contents, Encoder
from moodvox.models.emotivoice.model import EmotivoiceModel, Graphs, Scale, Vocoder
from moodvox.models.emotivoice.running import RunningVocoder
from moodvox.models.emotivoice.windows import WindowVocoder
from moodvox.models.emotivoice.wordpiece import WordPiece
from moodvox.models.graphs import need
from moodvox.voices.manifest import MANIFEST_FILE
from moodvox.voices.pack import VoicePack
from moodvox.voices.speakers import UNREADABLE

Floats = NDArray[np.float32]
Positive = Annotated[float, msgspec.Meta(gt=0.0, lt=1e6)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`settings` of the manifest.

    Attributes:
        pitch_hz, energy: (mean, deviation) of the model's standard units.
        content: how a line gets its content vector: "bert" reads it, "baked" knows its
            lines, "fixed" has one vector for all.
        pieces: longest text that the encoder can read, in word pieces.
        baked: keys of the baked lines, row for row of `contents.npy`; with "fixed" the
            last row is the vector for all other lines.
    """

    pitch_hz: tuple[Positive, Positive]
    energy: tuple[Positive, Positive]
    content: Literal["bert", "baked", "fixed"]
    pieces: Annotated[int, msgspec.Meta(ge=3, le=4096)]
    baked: tuple[str, ...] = ()


CONTENTS_FILE: Final = "contents.npy"
VOCABULARY_FILE: Final = "vocab.txt"

_AXES: Final = {
    "plan": ("ids mask speaker emotion content", "hidden length pitch energy"),
    "decode": ("hidden pitch energy hops mask", "mel"),
    "render": ("mel inside", "samples"),
    "learned": ("mel mask state", "samples next_state"),
    "content": ("ids", "vector"),
}
"""Graph -> its inputs, its outputs."""


def load(
    pack: VoicePack, tier: str, threads: int = 1, providers: Sequence[str] | None = None
) -> EmotivoiceModel:
    """Open the graphs of one tier.

    Raises:
        VoiceError: a graph, file or setting is missing, damaged, or not of this family.
    """
    settings = _settings(pack)
    files = pack.tier_files(tier)
    paths = {"plan": files.plan, "render": files.render, **files.others}

    def opened(role: str) -> Session:
        if role not in paths:
            raise _fault(pack, f"tier '{tier}' names no graph '{role}'")
        session = open_session(pack.path(paths[role]), threads=threads, providers=providers)
        need(session, "emotivoice", *_AXES[role])
        return session

    graphs = Graphs(opened("plan"), opened("decode"))
    render = open_session(pack.path(paths["render"]), threads=threads, providers=providers)
    encoder = None
    if settings.content == "bert":
        words = WordPiece.load(pack.path(VOCABULARY_FILE))
        encoder = Encoder(opened("content"), words, settings.pieces)
    return EmotivoiceModel(
        graphs,
        vocoder_of(render, pack.manifest.hop_samples),
        _contents(pack, settings, encoder),
        sample_rate_hz=pack.manifest.sample_rate_hz,
        hop_samples=pack.manifest.hop_samples,
        pitch=Scale(*settings.pitch_hz),
        energy=Scale(*settings.energy),
    )


def vocoder_of(render: Session, hop_samples: int) -> Vocoder:
    """The vocoder that the graph says it is."""
    said = {key: int(count) for key, count in render.metadata.items() if count.isdigit()}
    if "context_columns" in said:
        need(render, "emotivoice", *_AXES["render"])
        return WindowVocoder(render, said["context_columns"])
    if "delay_hops" in said:
        need(render, "emotivoice", *_AXES["learned"])
        return CarriedVocoder(render, said["delay_hops"])
    if "delay_samples" in said:
        return RunningVocoder(render, said["delay_samples"], hop_samples)
    raise VoiceError(
        "neither 'context_columns' nor 'delay_hops' nor 'delay_samples' in it",
        where=str(render.path),
        hint="import the voice again",
    )


def _settings(pack: VoicePack) -> Settings:
    try:
        return msgspec.convert(pack.manifest.settings, Settings)
    except msgspec.ValidationError as error:
        raise _fault(pack, f"settings: {error}") from error


def _contents(pack: VoicePack, settings: Settings, encoder: Encoder | None) -> Contents:
    rows: Floats = np.zeros((0, pack.manifest.emotion_size), np.float32)
    fixed = settings.content == "fixed"
    if settings.baked or fixed:
        path = pack.path(CONTENTS_FILE)
        try:
            rows = np.load(path, allow_pickle=False)
        except UNREADABLE as error:
            raise VoiceError(
                f"'{path.name}': no NumPy array ({error})",
                where=str(path),
                hint="import the voice again",
            ) from error
        wanted = (len(settings.baked) + fixed, pack.manifest.emotion_size)
        if rows.dtype != np.float32 or rows.shape != wanted or not np.isfinite(rows).all():
            raise VoiceError(
                f"'{path.name}' is no table of {wanted} numbers",
                where=str(path),
                hint="import the voice again",
            )
    baked = dict(zip(settings.baked, rows, strict=False))
    return Contents(baked, encoder, rows[-1] if fixed else None)


def _fault(pack: VoicePack, cause: str) -> VoiceError:
    return VoiceError(cause, where=str(pack.path(MANIFEST_FILE)), hint="import the voice again")
