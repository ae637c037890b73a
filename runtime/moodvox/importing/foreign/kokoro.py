"""Kokoro's voices: MODEL.onnx and VOICES.bin, an archive of arrays by name."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError
from moodvox.importing.foreign import graphs
from moodvox.importing.foreign.importer import Foreign
from moodvox.importing.foreign.piper import plain_name, unrepeatable
from moodvox.importing.textfiles import read_lines
from moodvox.models.foreign.interface import Interface
from moodvox.phonemes.ipa import Writing
from moodvox.voices.speakers import UNREADABLE

Floats = NDArray[np.float32]

SAMPLE_RATE_HZ: Final = 24000
HOP_SAMPLES: Final = 240
STYLE_SIZE: Final = 256
ROWS: Final = (510, 511)
MAX_VOICES: Final = 256
MAX_ARCHIVE_BYTES: Final = 512 << 20
MOST_TOKENS: Final = 510

VOCABULARY: Final[dict[str, int]] = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, " ": 16, "A": 24, "I": 25,
    "O": 31, "Q": 33, "W": 39, "Y": 41, "ᵊ": 42, "a": 43, "b": 44, "d": 46, "e": 47, "f": 48,
    "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "o": 57, "p": 58, "s": 61,
    "t": 62, "u": 63, "v": 64, "w": 65, "z": 68, "ɑ": 69, "ɒ": 71, "æ": 72, "ɔ": 76, "ð": 81,
    "ʤ": 82, "ə": 83, "ɚ": 85, "ɛ": 86, "ɜ": 87, "ɡ": 92, "ɪ": 102, "ŋ": 112, "θ": 119, "ɹ": 123,
    "ɾ": 125, "ʃ": 131, "ʧ": 133, "ʊ": 135, "ʌ": 138, "ʒ": 147, "ˈ": 156, "ˌ": 157, "ː": 158,
}  # fmt: skip
"""Kokoro 1.0's ids of what English needs; a graph or file that brings its own overrules them."""

_VOICES_HINT = "give kokoro-onnx's voices-v1.0.bin"


def read_kokoro(path: Path, voices: Path, vocabulary: Path | None = None) -> Foreign:
    """Understand a Kokoro model with its voices.

    Raises:
        VoiceError: a file is missing or of another kind, or takes other inputs.
    """
    model = graphs.read_graph(path)
    names, styles = read_styles(voices)
    inputs = {each.name: each.type.tensor_type.elem_type for each in model.graph.input}
    tokens = "input_ids" if "input_ids" in inputs else "tokens"
    _check_speed(inputs, path)
    outputs = [each.name for each in model.graph.output]
    lengths = next((name for name in outputs[1:] if "dur" in name.lower()), "")
    symbols = _symbols(model, path, vocabulary)
    repeatable, left = graphs.seeded(model)
    writing: Writing = "misaki" if "I" in symbols and "O" in symbols else "espeak"
    british = tuple(row for row, name in enumerate(names) if name.startswith("b"))
    interface = Interface(
        audio=outputs[0],
        symbols={symbol: (number,) for symbol, number in symbols.items()},
        tokens=tokens,
        start=(0,),
        end=(0,),
        numbers={"speed": ("speed",)},
        speaker="style",
        speaker_is="styles",
        durations=lengths,
        seed=graphs.SEED if repeatable else "",
        most_tokens=MOST_TOKENS,
        writing=writing,
        british=british,
    )
    return Foreign(
        graph=path,
        model=model,
        interface=interface,
        sample_rate_hz=SAMPLE_RATE_HZ,
        hop_samples=HOP_SAMPLES,
        speakers=names,
        title=f"{path.stem} (Kokoro)",
        licence="Apache-2.0",
        credit="Kokoro-82M by hexgrad",
        styles=styles,
        remarks=unrepeatable(left),
    )


def _check_speed(inputs: dict[str, int], path: Path) -> None:
    """Some exports take whole numbers: 1.15 would be 1, and 0.8 would be 0."""
    if inputs.get("speed", 1) != 1:
        raise VoiceError(
            "this export takes its speed in whole numbers only: no mood and no [rate] could act",
            where=str(path),
            hint="take an export whose 'speed' is float32",
        )


def _symbols(model: Any, path: Path, vocabulary: Path | None) -> dict[str, int]:
    """Of the file, else of the graph's own configuration, else Kokoro 1.0's."""
    own = graphs.metadata(model)
    if vocabulary is not None:
        text, where = "\n".join(read_lines(vocabulary, "the vocabulary")), str(vocabulary)
    elif any(key in own for key in ("config", "config.json", "vocab")):
        text = next(own[key] for key in ("config", "config.json", "vocab") if key in own)
        where = str(path)
    else:
        return VOCABULARY
    try:
        found = json.loads(text)
        table = found.get("vocab", found) if isinstance(found, dict) else found
        symbols = {str(k): v for k, v in table.items() if len(k) == 1}
        sound = symbols and all(type(v) is int and 0 <= v < 1 << 20 for v in symbols.values())
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise VoiceError(
            f"no vocabulary: {error}", where=where, hint="give Kokoro's config.json with --vocab"
        ) from error
    if not sound:
        raise VoiceError(
            "no vocabulary of symbols and ids", where=where, hint="give Kokoro's config.json"
        )
    return symbols


def read_styles(path: Path) -> tuple[tuple[str, ...], Floats]:
    """Names and (V, N, 256) of the archive at `path`; what is pickled in it is never read.

    Raises:
        VoiceError: it is missing, too large, no such archive, or holds something else.
    """
    try:
        if path.stat().st_size > MAX_ARCHIVE_BYTES:
            raise VoiceError(
                f"the voices have over {MAX_ARCHIVE_BYTES} bytes",
                where=str(path),
                hint="take the archive that was published with the model",
            )
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_ARCHIVE_BYTES:
                raise VoiceError(
                    f"the voices unpack to over {MAX_ARCHIVE_BYTES} bytes",
                    where=str(path),
                    hint="take the archive that was published with the model",
                )
        with np.load(path, allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in sorted(arrays.files)[: MAX_VOICES + 1]}
    except OSError as error:
        raise VoiceError(
            f"cannot read the voices: {error.strerror or error}", where=str(path),
            hint=_VOICES_HINT,
        ) from error  # fmt: skip
    except (zipfile.BadZipFile, *UNREADABLE, NotImplementedError) as error:
        raise VoiceError(
            f"no archive of voices ({error})", where=str(path), hint=_VOICES_HINT
        ) from error
    if not 1 <= len(found) <= MAX_VOICES:
        raise VoiceError(
            f"holds {len(found)} voices, wanted 1 to {MAX_VOICES}",
            where=str(path),
            hint="take the archive that was published with the model",
        )
    rows = []
    for name, array in found.items():
        shape = array.shape
        fits = len(shape) == 3 and shape[0] in ROWS and shape[1:] == (1, STYLE_SIZE)
        if not fits or array.dtype != np.float32 or not np.isfinite(array).all():
            raise VoiceError(
                f"'{name}' is {array.dtype} of {shape}, wanted float32 of (510, 1, 256)",
                where=str(path), hint=_VOICES_HINT,
            )  # fmt: skip
        rows.append(array[: min(ROWS), 0])
    names = tuple(plain_name(name, row) for row, name in enumerate(found))
    if len(set(names)) != len(names):
        names = tuple(f"speaker{row}" for row in range(len(names)))
    return names, np.stack(rows)
