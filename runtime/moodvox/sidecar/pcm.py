"""Samples as the bytes of the wire, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodvox.protocol import SampleFormat


def pcm_bytes(samples: NDArray[np.float32], sample_format: SampleFormat) -> bytes:
    """(S,) float32 in [-1, 1] as little-endian PCM; 16 bits are rounded, and clipped."""
    if sample_format == "f32le":
        return bytes(samples.astype("<f4").tobytes())
    scaled = np.rint(np.clip(samples, -1.0, 1.0) * 32767.0)
    return bytes(scaled.astype("<i2").tobytes())


def samples_of(pcm: bytes, sample_format: SampleFormat) -> NDArray[np.float32]:
    """Little-endian PCM as (S,) float32 of full scale 1."""
    if sample_format == "f32le":
        return np.frombuffer(pcm, "<f4").astype(np.float32)
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768.0)
