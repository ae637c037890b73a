"""The computer's sound output, where there is one. The one place that imports sounddevice.

A machine without PortAudio or without a device is an ordinary machine (a build server,
a container): `Output.open` says so with `NoSoundError`, and callers go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType, TracebackType

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import EngineError


class NoSoundError(EngineError):
    """Nothing can be played here; the message says why."""


@dataclass(frozen=True)
class OutputDevice:
    """A device that can play, as PortAudio names it."""

    name: str
    channels: int
    sample_rate_hz: float
    is_default: bool


def load_sounddevice() -> ModuleType:
    """The sounddevice package.

    Raises:
        NoSoundError: it, or the PortAudio library under it, is not installed.
    """
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise NoSoundError(
            f"no sound output: {error}",
            hint="on Debian and Ubuntu: apt install libportaudio2",
        ) from error
    module: ModuleType = sounddevice
    return module


def output_devices() -> list[OutputDevice]:
    """Every device that can play.

    Raises:
        NoSoundError: PortAudio is missing or does not start.
    """
    sounddevice = load_sounddevice()
    try:
        default = sounddevice.default.device[1]
        found = list(sounddevice.query_devices())
    except sounddevice.PortAudioError as error:
        raise NoSoundError(f"no sound output: {error}") from error
    return [
        OutputDevice(
            name=str(device["name"]),
            channels=int(device["max_output_channels"]),
            sample_rate_hz=float(device["default_samplerate"]),
            is_default=index == default,
        )
        for index, device in enumerate(found)
        if device["max_output_channels"] > 0
    ]


class Output:
    """An open sound output that plays blocks in order. Use it with `with`.

    Attributes:
        underruns: how often the device ran dry between two blocks.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        """Open the default device.

        Raises:
            NoSoundError: there is none, or it does not take this rate.
        """
        sounddevice = load_sounddevice()
        try:
            self._stream = sounddevice.OutputStream(
                samplerate=sample_rate_hz, channels=1, dtype="float32"
            )
            self._stream.start()
        except sounddevice.PortAudioError as error:
            raise NoSoundError(f"no sound output: {error}") from error
        self.underruns = 0

    def write(self, samples: NDArray[np.float32]) -> None:
        """Queue a block, (S,) float32; blocks while the device's buffer is full."""
        dry = self._stream.write(np.ascontiguousarray(samples[:, np.newaxis], np.float32))
        self.underruns += bool(dry)

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # An interrupted listener wants silence now; otherwise what is queued is heard out.
        if kind is None:
            self._stream.stop()
        else:
            self._stream.abort()
        self._stream.close()
