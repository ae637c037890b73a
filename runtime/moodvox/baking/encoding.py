"""Samples as the bytes of a sound file."""

from __future__ import annotations

import importlib.util
import io
import wave
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import EngineError, InputError

SoundFormat = Literal["wav", "flac", "ogg"]
FORMATS: tuple[SoundFormat, ...] = ("wav", "flac", "ogg")

WRITE_SAMPLES = 1 << 16
"""Vorbis takes no more at once without trouble in long files."""


def check_format(form: SoundFormat) -> None:
    """Whether files of this form can be written here.

    Raises:
        InputError: the package that writes them is missing.
    """
    if form != "wav" and importlib.util.find_spec("soundfile") is None:
        raise InputError(
            f"{form} files need the package soundfile",
            where="--format",
            hint="pip install moodvox[bake], or bake wav",
        )


def to_int16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """Samples (S,) in [-1, 1] as the sidecar sends them in 16 bits: rounded, and clipped.

    Raises:
        EngineError: a sample is NaN or infinite, which no file should hide.
    """
    if not np.isfinite(samples).all():
        raise EngineError("the voice made a sample that is no number")
    rounded: NDArray[np.int16] = np.rint(np.clip(samples, -1.0, 1.0) * 32767.0).astype(np.int16)
    return rounded


def sound_bytes(samples: NDArray[np.int16], sample_rate_hz: int, form: SoundFormat) -> bytes:
    """A mono file of `samples` (S,); WAV and FLAC hold them exactly, OGG about them."""
    out = io.BytesIO()
    if form == "wav":
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(sample_rate_hz)
            file.writeframes(samples.astype("<i2").tobytes())
        return out.getvalue()
    soundfile: Any = importlib.import_module("soundfile")
    subtype = "PCM_16" if form == "flac" else "VORBIS"
    with soundfile.SoundFile(
        out, "w", sample_rate_hz, 1, subtype=subtype, format=form.upper()
    ) as file:
        for start in range(0, len(samples), WRITE_SAMPLES):
            file.write(samples[start : start + WRITE_SAMPLES])
    return out.getvalue()
