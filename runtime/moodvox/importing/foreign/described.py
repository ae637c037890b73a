"""Any other graph: a file in JSON says what it takes and gives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec

from moodvox.errors import VoiceError
from moodvox.importing.foreign import graphs
from moodvox.importing.foreign.importer import Foreign
from moodvox.importing.foreign.piper import plain_name, unrepeatable
from moodvox.importing.textfiles import read_lines
from moodvox.models.foreign.interface import Interface


class Description(msgspec.Struct, forbid_unknown_fields=True):
    """What `moodvox import onnx` reads.

    Attributes:
        interface: `models.foreign.interface.Interface`; `speaker_is` "styles" only by the
            importer of Kokoro.
        hop_samples: the grid of marks; 0 = 10 ms.
        speakers: names by row.
    """

    interface: dict[str, Any]
    sample_rate_hz: Annotated[int, msgspec.Meta(ge=8000, le=48000)]
    title: str
    licence: str
    credit: str
    hop_samples: Annotated[int, msgspec.Meta(ge=0, le=4096)] = 0
    speakers: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=4096)] = ("voice",)
    language: str = "en-US"


def read_described(path: Path, description: Path) -> Foreign:
    """Understand a graph by its description.

    Raises:
        VoiceError: a file is missing or wrong, or the graph does not fit.
    """
    text = "\n".join(read_lines(description, "the description"))
    try:
        told = msgspec.json.decode(text, type=Description)
        interface = msgspec.convert(told.interface, Interface)
    except (msgspec.DecodeError, RecursionError) as error:
        raise VoiceError(
            f"no description of a graph: {error}", where=str(description),
            hint="docs/importing.md shows one",
        ) from error  # fmt: skip
    if interface.speaker_is == "styles":
        raise VoiceError("speaker_is 'styles' is Kokoro's", where=str(description),
                         hint="moodvox import kokoro")  # fmt: skip
    model = graphs.read_graph(path)
    repeatable, left = graphs.seeded(model)
    if repeatable:
        interface = msgspec.structs.replace(interface, seed=graphs.SEED)
    return Foreign(
        graph=path,
        model=model,
        interface=interface,
        sample_rate_hz=told.sample_rate_hz,
        hop_samples=told.hop_samples or told.sample_rate_hz // 100,
        speakers=tuple(plain_name(name, row) for row, name in enumerate(told.speakers)),
        title=told.title,
        licence=told.licence,
        credit=told.credit,
        language=told.language,
        remarks=unrepeatable(left),
    )
