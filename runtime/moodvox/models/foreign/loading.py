"""From a pack's file and settings to a `ForeignModel`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from moodvox.devices import Session, open_session
from moodvox.errors import VoiceError
from moodvox.models.family import Floats
from moodvox.models.foreign.interface import COLUMNS, STYLES_FILE, Interface
from moodvox.models.foreign.model import ForeignModel
from moodvox.voices.manifest import MANIFEST_FILE
from moodvox.voices.pack import VoicePack
from moodvox.voices.speakers import UNREADABLE

STYLE_SIZE = 256


def load(
    pack: VoicePack, tier: str, threads: int = 1, providers: Sequence[str] | None = None
) -> ForeignModel:
    """Open the graph of a tier.

    Raises:
        VoiceError: the graph, a file or a setting is missing, damaged, or does not fit.
    """
    manifest = pack.manifest
    where = str(pack.path(MANIFEST_FILE))
    try:
        interface = msgspec.convert(manifest.settings, Interface)
    except msgspec.ValidationError as error:
        raise VoiceError(
            f"settings: {error}", where=where, hint="import the voice again"
        ) from error
    blended = manifest.speaker_size if interface.blends else 0
    if manifest.emotion_size != len(COLUMNS) + blended:
        raise VoiceError(
            f"emotion_size is not {len(COLUMNS) + blended}",
            where=where,
            hint="import the voice again",
        )
    styles = _styles(pack) if interface.blends else None
    path = pack.path(pack.tier_files(tier).render)
    session = open_session(path, threads=threads, providers=providers)
    if fault := fault_of_graph(session, interface):
        raise VoiceError(fault, where=str(session.path), hint="import the voice again")
    return ForeignModel(session, interface, styles, manifest.sample_rate_hz, manifest.hop_samples)


def fault_of_graph(session: Session, interface: Interface) -> str:
    """What of the interface the graph does not have; "" if it has all of it."""
    given = {tensor.name: tensor.type for tensor in session.inputs}
    wanted = interface.inputs
    for name, kind in wanted.items():
        if name not in given:
            return f"the graph has no input '{name}'; it has {', '.join(given)}"
        if given[name] != kind:
            return f"input '{name}' is {given[name]}, wanted {kind}"
    if more := [name for name in given if name not in wanted]:
        return f"the graph wants '{more[0]}', which nothing is known of"
    outputs = [tensor.name for tensor in session.outputs]
    for name in filter(None, (interface.audio, interface.durations)):
        if name not in outputs:
            return f"the graph has no output '{name}'; it has {', '.join(outputs)}"
    return ""


def _styles(pack: VoicePack) -> Floats:
    path = pack.path(STYLES_FILE)
    try:
        styles = np.load(path, allow_pickle=False)
    except UNREADABLE as error:
        raise VoiceError(
            f"'{path.name}': no NumPy array ({error})",
            where=str(path),
            hint="import the voice again",
        ) from error
    fits = styles.ndim == 3 and styles.shape[0] == pack.manifest.speaker_size
    if not fits or styles.shape[2] != STYLE_SIZE or styles.dtype != np.float32:
        raise VoiceError(
            f"'{path.name}' has not the speakers' rows",
            where=str(path),
            hint="import the voice again",
        )
    return np.asarray(styles, np.float32)
