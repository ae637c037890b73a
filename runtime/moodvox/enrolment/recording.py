"""Reference audio: a file or PCM from the wire, as mono samples with a name for its content."""

from __future__ import annotations

import hashlib
import importlib
import io
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.enrolment.riff import read_riff
from moodvox.errors import RecordingError

MAX_FILE_BYTES: Final = 64 << 20
"""30 s of stereo 64-bit samples at 96 kHz and as much again."""

MIN_RATE_HZ: Final = 8_000
MAX_RATE_HZ: Final = 192_000

MAGIC_OF_WAV: Final = (b"RIFF", b"RF64")


@dataclass(frozen=True, eq=False)
class Recording:
    """Mono `samples` (S,) float32 of full scale 1.

    `digest` (SHA-256, hexadecimal) stands for the content: of the file's bytes, or of
    PCM with its format.
    """

    samples: NDArray[np.float32]
    sample_rate_hz: int
    digest: str

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.sample_rate_hz


@dataclass(frozen=True)
class Sealed:
    """A file's bytes, read once and not decoded yet."""

    path: Path
    data: bytes
    digest: str

    def open(self) -> Recording:
        """Decode it; WAV here, other formats where the package `soundfile` is installed.

        Raises:
            RecordingError: it is damaged, empty, or of a kind that is not read here.
        """
        try:
            samples, rate_hz = _decoded(self.data, self.path.suffix)
            return of_channels(samples, rate_hz, self.digest)
        except RecordingError as error:
            where = error.where or str(self.path)
            raise RecordingError(error.message, where=where, hint=error.hint) from error


def seal(path: Path) -> Sealed:
    """Read a file: its bytes and their digest.

    Raises:
        RecordingError: there is none, it cannot be read, or it is too large.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise RecordingError(
                f"has {size >> 20} MiB, at most {MAX_FILE_BYTES >> 20} are read",
                where=str(path),
                hint="cut out 3 to 30 s of clear speech",
            )
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(f"cannot be read: {error.strerror}", where=str(path)) from error
    return Sealed(path, data, hashlib.sha256(data).hexdigest())


def of_pcm(samples: NDArray[np.float32], sample_rate_hz: int, pcm: bytes, kind: str) -> Recording:
    """A recording from the wire: `samples` are those of `pcm`, whose format is `kind`."""
    header = f"pcm {kind} {sample_rate_hz}\n".encode()
    digest = hashlib.sha256(header + pcm).hexdigest()
    return of_channels(samples.reshape(-1, 1), sample_rate_hz, digest)


def of_channels(samples: NDArray[np.float32], rate_hz: int, digest: str) -> Recording:
    """The mean of the channels of `samples` (S, channels).

    Raises:
        RecordingError: no samples, samples that are no numbers, or an unusable rate.
    """
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ:
        raise RecordingError(
            f"has {rate_hz} samples a second, usable are {MIN_RATE_HZ} to {MAX_RATE_HZ}",
            hint="record with 16000 or more",
        )
    if not len(samples):
        raise RecordingError("is empty", hint="record 3 to 30 s of clear speech")
    if not np.isfinite(samples).all():
        raise RecordingError("holds samples that are no numbers", hint="save it as 16-bit PCM")
    return Recording(np.asarray(samples.mean(axis=1), np.float32), rate_hz, digest)


def _decoded(data: bytes, suffix: str) -> tuple[NDArray[np.float32], int]:
    if data[:4] in MAGIC_OF_WAV or suffix.lower() in (".wav", ".wave"):
        return read_riff(data)
    soundfile = _soundfile()
    if soundfile is None:
        raise RecordingError(
            f"'{suffix or 'a file without an ending'}' is not read without the package 'soundfile'",
            hint="save it as WAV, or: pip install soundfile",
        )
    try:
        samples, rate_hz = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    except (RuntimeError, TypeError, ValueError) as error:
        raise RecordingError(f"cannot be decoded: {error}", hint="save it as WAV") from error
    return np.asarray(samples, np.float32), int(rate_hz)


def _soundfile() -> ModuleType | None:
    """The package, which is no dependency of Moodvox: FLAC and OGG where somebody has it."""
    try:
        return importlib.import_module("soundfile")
    except (ImportError, OSError):  # OSError: it is there, its library is not
        return None
