"""Piper's voices: MODEL.onnx and MODEL.onnx.json."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from moodvox.errors import VoiceError
from moodvox.importing.foreign import graphs
from moodvox.importing.foreign.importer import Foreign
from moodvox.importing.textfiles import read_lines
from moodvox.models.foreign.interface import Interface

HOP_SAMPLES: Final = 256
"""Of VITS as Piper trains it; the unit of its lengths."""

PAD, BOS, EOS = "_", "^", "$"
_HINT = "give Piper's own .onnx.json; it lies beside the .onnx where you got that"

Ids = Annotated[list[int], msgspec.Meta(min_length=1, max_length=8)]
Scale = Annotated[float, msgspec.Meta(ge=0.0, le=10.0)]


class _Audio(msgspec.Struct):
    sample_rate: Annotated[int, msgspec.Meta(ge=8000, le=48000)]


class _Espeak(msgspec.Struct):
    voice: str = ""


class _Inference(msgspec.Struct):
    noise_scale: Scale = 0.667
    length_scale: Annotated[float, msgspec.Meta(gt=0.0, le=10.0)] = 1.0
    noise_w: Scale = 0.8


class _Config(msgspec.Struct):
    audio: _Audio
    phoneme_id_map: dict[str, Ids]
    num_speakers: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 1
    espeak: _Espeak = msgspec.field(default_factory=_Espeak)
    inference: _Inference = msgspec.field(default_factory=_Inference)
    speaker_id_map: dict[str, int] = {}
    phoneme_type: str = "espeak"


def read_piper(path: Path, config_path: Path | None = None) -> Foreign:
    """Understand a Piper voice.

    Raises:
        VoiceError: a file is missing or of another kind, or the voice speaks no English.
    """
    model = graphs.read_graph(path)
    where = config_path or path.with_name(f"{path.name}.json")
    config = _read(where)
    durations = graphs.with_durations(model)
    repeatable, left = graphs.seeded(model)
    many = config.num_speakers > 1
    inputs = [each.name for each in model.graph.input]
    symbols = {
        symbol: tuple(ids)
        for symbol, ids in config.phoneme_id_map.items()
        if len(symbol) == 1 and symbol not in (PAD, BOS, EOS)
    }
    pad = tuple(config.phoneme_id_map[PAD])
    scales = config.inference
    interface = Interface(
        audio=model.graph.output[0].name,
        symbols=symbols,
        tokens="input",
        start=(*config.phoneme_id_map[BOS], *pad),
        between=pad,
        end=tuple(config.phoneme_id_map[EOS]),
        lengths="input_lengths",
        numbers={"scales": ("noise", "length", "rhythm")},
        normal={
            "noise": scales.noise_scale, "length": scales.length_scale, "rhythm": scales.noise_w,
        },
        speaker="sid" if many or "sid" in inputs else "",
        durations=graphs.DURATIONS if durations else "",
        seed=graphs.SEED if repeatable else "",
        most_tokens=1200,
        accent="gb" if config.espeak.voice.startswith("en-gb") else "us",
    )  # fmt: skip
    return Foreign(
        graph=path,
        model=model,
        interface=interface,
        sample_rate_hz=config.audio.sample_rate,
        hop_samples=HOP_SAMPLES,
        speakers=_speakers(config, where),
        title=f"{path.stem} (Piper)",
        licence="LicenseRef-unknown",
        credit=f"Piper voice {path.stem}",
        language="en-GB" if interface.accent == "gb" else "en-US",
        remarks=unrepeatable(left),
    )


def unrepeatable(left: int) -> tuple[str, ...]:
    """What is to be said of noise that could not be made repeatable."""
    return ("the same line sounds a little different each time",) if left else ()


def _read(path: Path) -> _Config:
    text = "\n".join(read_lines(path, "Piper's configuration", _HINT))
    try:
        config = msgspec.json.decode(text, type=_Config)
    except (msgspec.DecodeError, RecursionError) as error:
        raise VoiceError(
            f"no configuration of Piper: {error}", where=str(path), hint=_HINT
        ) from error
    if missing := [sign for sign in (PAD, BOS, EOS) if sign not in config.phoneme_id_map]:
        raise VoiceError(f"phoneme_id_map lacks '{missing[0]}'", where=str(path), hint=_HINT)
    if config.phoneme_type != "espeak":
        raise VoiceError(
            f"phoneme_type is '{config.phoneme_type}', not espeak's IPA", where=str(path),
            hint="only voices with IPA symbols can be imported",
        )  # fmt: skip
    if config.espeak.voice.partition("-")[0] not in ("", "en"):
        raise VoiceError(
            f"the voice speaks '{config.espeak.voice}'", where=str(path),
            hint="Moodvox reads English for such voices",
        )  # fmt: skip
    return config


def _speakers(config: _Config, path: Path) -> tuple[str, ...]:
    if config.num_speakers == 1:
        return ("voice",)
    names = {row: name for name, row in config.speaker_id_map.items()}
    if any(not 0 <= row < config.num_speakers for row in names):
        raise VoiceError(
            "speaker_id_map has a number beyond num_speakers",
            where=str(path),
            hint="take the file that was published with the model",
        )
    plain = [plain_name(names.get(row, ""), row) for row in range(config.num_speakers)]
    return tuple(
        name if plain.count(name) == 1 else f"speaker{row}" for row, name in enumerate(plain)
    )


def plain_name(name: Any, row: int) -> str:
    """A name that can stand in a mixture of speakers."""
    kept = "".join(sign if sign.isalnum() or sign in "_.-" else "_" for sign in str(name))
    return kept[:64] if kept.strip("_.-") else f"speaker{row}"
