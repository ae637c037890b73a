"""Which module runs which family of voices.

A family is one module with a function ``load(pack, tier, threads, providers) ->
VoiceModel``. `moodvox.models.direct` is the smallest one; start from it to add another.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import cast

from moodvox.errors import VoiceError, nearest
from moodvox.models.family import VoiceModel
from moodvox.voices.pack import VoicePack

FAMILIES: dict[str, str] = {
    "moodvox": "moodvox.models.own.model",
    "direct": "moodvox.models.direct",
    "emotivoice": "moodvox.models.emotivoice",
    "onnx": "moodvox.models.foreign",
}
"""Family name, as in a manifest -> module, imported when the first such voice is loaded."""


def load_model(
    pack: VoicePack, tier: str, *, threads: int = 1, providers: Sequence[str] | None = None
) -> VoiceModel:
    """Load the graphs of one tier of `pack`.

    Raises:
        InputError: the voice has no such tier, or a provider is unknown.
        VoiceError: the family is unknown, or a graph is not what the family takes.
        EngineError: no provider could take a graph.
    """
    family = pack.manifest.family
    module = FAMILIES.get(family)
    if module is None:
        raise VoiceError(
            f"voice '{pack.name}' is of the unknown family '{family}'",
            where=str(pack.folder),
            hint=nearest(family, FAMILIES),
        )
    pack.tier_files(tier)
    loaded = importlib.import_module(module).load(pack, tier, threads, providers)
    return cast(VoiceModel, loaded)
