"""WAV files: 16-bit mono, written block by block, whole or not at all."""

from __future__ import annotations

import os
import wave
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from moodvox.baking.encoding import to_int16
from moodvox.errors import InputError


class WavFile:
    """A WAV file being written. Its name appears when it is complete; use it with `with`.

    Attributes:
        samples: written so far.
        clipped: how many of them were outside [-1, 1].
    """

    def __init__(self, path: Path, sample_rate_hz: int) -> None:
        self.path = path
        self.samples = 0
        self.clipped = 0
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(21, "is a folder", str(path))
            self._file = wave.open(str(self._partial), "wb")  # noqa: SIM115 (closed by close)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=str(path)) from error
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(sample_rate_hz)

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append a block, (S,) float32.

        Raises:
            EngineError: a sample is NaN or infinite.
        """
        self._file.writeframes(to_int16(samples).astype("<i2").tobytes())
        self.samples += len(samples)
        self.clipped += int(np.count_nonzero(np.abs(samples) > 1.0))

    def __enter__(self) -> WavFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()
        if kind is None:
            self._partial.replace(self.path)
        else:
            self._partial.unlink(missing_ok=True)


def write_wav(path: Path, samples: NDArray[np.float32], sample_rate_hz: int) -> int:
    """Write one whole sound, (S,) float32; how many samples had to be clipped."""
    with WavFile(path, sample_rate_hz) as file:
        file.write(samples)
    return file.clipped
