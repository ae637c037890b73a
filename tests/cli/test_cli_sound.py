"""What leaves the command line as sound: files whole or not at all, and no device no error."""

from __future__ import annotations

import sys
import types
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from moodvox.baking.encoding import to_int16
from moodvox.cli import audio
from moodvox.cli.wav import WavFile, write_wav
from moodvox.errors import EngineError, InputError


def read(path: Path) -> tuple[int, NDArray[np.int16]]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")


def floats(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def test_full_scale_is_symmetric_and_rounded() -> None:
    pcm = to_int16(floats(-1.0, -0.5, 0.0, 0.25, 1.0, 1.4 / 32767, 1.6 / 32767))
    assert pcm.tolist() == [-32767, -16384, 0, 8192, 32767, 1, 2]


def test_what_is_too_loud_is_clipped_and_counted(tmp_path: Path) -> None:
    assert write_wav(tmp_path / "loud.wav", floats(1.0001, -7.0, 0.5), 24000) == 2
    assert read(tmp_path / "loud.wav")[1].tolist() == [32767, -32767, 16384]
    assert write_wav(tmp_path / "full.wav", floats(1.0, -1.0), 24000) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_sample_that_is_no_number_is_an_error(bad: float) -> None:
    with pytest.raises(EngineError, match="no number"):
        to_int16(floats(0.0, bad))


def test_blocks_follow_each_other_without_a_gap(tmp_path: Path) -> None:
    ramp = np.arange(1000, dtype=np.float32) / np.float32(32767)
    with WavFile(tmp_path / "deep" / "ramp.wav", 24000) as file:
        for start in range(0, 1000, 77):
            file.write(ramp[start : start + 77])
    rate, pcm = read(tmp_path / "deep" / "ramp.wav")
    assert rate == 24000
    assert pcm.tolist() == list(range(1000))
    assert file.samples == 1000


def test_a_file_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "line.wav"
    write_wav(path, floats(0.5), 24000)

    def break_off() -> None:
        with WavFile(path, 24000) as file:
            file.write(floats(0.1, 0.2))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert read(path)[1].tolist() == [16384]
    assert [p.name for p in tmp_path.iterdir()] == ["line.wav"]


def test_an_empty_sound_is_a_file(tmp_path: Path) -> None:
    assert write_wav(tmp_path / "none.wav", floats(), 24000) == 0
    assert len(read(tmp_path / "none.wav")[1]) == 0


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written") as caught:
        WavFile(tmp_path / "file" / "line.wav", 24000)
    assert caught.value.where == str(tmp_path / "file" / "line.wav")
    with pytest.raises(InputError, match="is a folder"):
        WavFile(tmp_path, 24000)


class PortAudioError(Exception):
    pass


class Stream:
    """A device that notes what it is given and runs dry at each third block."""

    def __init__(self, *, samplerate: int, channels: int, dtype: str) -> None:
        self.opened = (samplerate, channels, dtype)
        self.played: list[NDArray[np.float32]] = []
        self.calls: list[str] = []
        streams.append(self)

    def start(self) -> None:
        self.calls.append("start")

    def write(self, data: NDArray[np.float32]) -> bool:
        self.played.append(data)
        return len(self.played) % 3 == 0

    def stop(self) -> None:
        self.calls.append("stop")

    def abort(self) -> None:
        self.calls.append("abort")

    def close(self) -> None:
        self.calls.append("close")


streams: list[Stream] = []


@pytest.fixture
def sounddevice(monkeypatch: pytest.MonkeyPatch) -> types.SimpleNamespace:
    streams.clear()
    module = types.SimpleNamespace(
        PortAudioError=PortAudioError,
        OutputStream=Stream,
        default=types.SimpleNamespace(device=(0, 1)),
        query_devices=lambda: [
            {"name": "mic", "max_output_channels": 0, "default_samplerate": 16000.0},
            {"name": "desk speakers", "max_output_channels": 2, "default_samplerate": 48000.0},
        ],
    )
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


@pytest.mark.usefixtures("sounddevice")
def test_blocks_are_played_in_order_and_heard_out() -> None:
    with audio.Output(24000) as output:
        for value in (0.1, 0.2, 0.3):
            output.write(floats(value, value))
    stream = streams[0]
    assert stream.opened == (24000, 1, "float32")
    assert [block.shape for block in stream.played] == [(2, 1)] * 3
    assert stream.calls == ["start", "stop", "close"]
    assert output.underruns == 1


@pytest.mark.usefixtures("sounddevice")
def test_an_interrupted_listener_gets_silence() -> None:
    with pytest.raises(KeyboardInterrupt), audio.Output(24000):
        raise KeyboardInterrupt
    assert streams[0].calls == ["start", "abort", "close"]


@pytest.mark.usefixtures("sounddevice")
def test_only_devices_that_play_are_listed() -> None:
    assert audio.output_devices() == [audio.OutputDevice("desk speakers", 2, 48000.0, True)]


def test_a_missing_port_audio_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(audio.NoSoundError, match="no sound output"):
        audio.Output(24000)


def test_a_missing_device_is_said(sounddevice: types.SimpleNamespace) -> None:
    def refuse(**options: object) -> Stream:
        raise PortAudioError("Error querying device -1")

    sounddevice.OutputStream = refuse
    with pytest.raises(audio.NoSoundError, match="Error querying device"):
        audio.Output(24000)
