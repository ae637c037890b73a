"""WAV files: integer and float PCM, as recorders and editors write it.

The standard library's `wave` refuses float samples, which editors export by default.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import RecordingError

INTEGER: Final = 1
FLOAT: Final = 3
EXTENSIBLE: Final = 0xFFFE
UNKNOWN_LENGTH: Final = 0xFFFFFFFF
"""A data chunk's length as a recorder writes it that cannot go back to correct it."""

_HINT = "save it as a WAV of 16-bit PCM"


@dataclass(frozen=True)
class _Layout:
    kind: int
    channels: int
    rate_hz: int
    bits: int


def read_riff(data: bytes) -> tuple[NDArray[np.float32], int]:
    """Samples (S, channels) float32 of full scale 1, and the rate in Hz.

    A data chunk that is cut short gives what is there.

    Raises:
        RecordingError: it is no WAV file, or of a kind that is not read here.
    """
    if len(data) < 12 or data[:4] not in (b"RIFF", b"RF64") or data[8:12] != b"WAVE":
        raise RecordingError("is no WAV file", hint=_HINT)
    layout: _Layout | None = None
    at = 12
    while at + 8 <= len(data):
        name = data[at : at + 4]
        (size,) = struct.unpack_from("<I", data, at + 4)
        body = data[at + 8 : at + 8 + size]
        if name == b"fmt ":
            layout = _layout(body)
        elif name == b"data":
            if layout is None:
                raise RecordingError("its data come before their format", hint=_HINT)
            return _samples(data[at + 8 :] if size == UNKNOWN_LENGTH else body, layout)
        at += 8 + size + size % 2
    raise RecordingError("holds no sound", hint=_HINT)


def _layout(body: bytes) -> _Layout:
    if len(body) < 16:
        raise RecordingError("its format is cut short", hint=_HINT)
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if kind == EXTENSIBLE and len(body) >= 26:
        (kind,) = struct.unpack_from("<H", body, 24)
    known = {INTEGER: (8, 16, 24, 32), FLOAT: (32, 64)}
    if bits not in known.get(kind, ()):
        raise RecordingError(f"a WAV of kind {kind} with {bits} bits is not read here", hint=_HINT)
    if not 1 <= channels <= 64:
        raise RecordingError(f"has {channels} channels", hint="save it as mono")
    return _Layout(kind, channels, rate_hz, bits)


def _samples(body: bytes, layout: _Layout) -> tuple[NDArray[np.float32], int]:
    step = layout.bits // 8 * layout.channels
    whole = np.frombuffer(body[: len(body) // step * step], np.uint8)
    if layout.kind == FLOAT:
        values = whole.view("<f4" if layout.bits == 32 else "<f8")
        with np.errstate(over="ignore", invalid="ignore"):
            samples = values.astype(np.float32)
    elif layout.bits == 8:
        samples = (whole.astype(np.float32) - 128.0) / 128.0
    elif layout.bits == 24:
        wide = np.zeros((len(whole) // 3, 4), np.uint8)
        wide[:, 1:] = whole.reshape(-1, 3)
        samples = wide.reshape(-1).view("<i4").astype(np.float32) / np.float32(2**31)
    else:
        values = whole.view(f"<i{layout.bits // 8}")
        samples = values.astype(np.float32) / np.float32(2 ** (layout.bits - 1))
    return samples.reshape(-1, layout.channels), layout.rate_hz
