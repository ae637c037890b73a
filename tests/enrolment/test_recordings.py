"""Reference audio as files and as PCM: every kind of WAV, and bytes that are none."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.recordings import Encoding, speech, wav_bytes
from moodvox.enrolment import recording
from moodvox.enrolment.recording import MAX_FILE_BYTES, Sealed, of_pcm, seal
from moodvox.enrolment.riff import read_riff
from moodvox.errors import RecordingError

STEP: dict[Encoding, float] = {
    "u8": 1 / 64,
    "s16": 1e-4,
    "s24": 1e-6,
    "s32": 1e-6,
    "f32": 0,
    "f64": 0,
}
VALID = wav_bytes(speech(0.2), 16_000)


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("encoding", list(STEP))
def test_every_kind_of_wav(encoding: Encoding, channels: int) -> None:
    sound = speech(0.5)
    samples, rate_hz = read_riff(wav_bytes(sound, 44_100, encoding=encoding, channels=channels))
    assert rate_hz == 44_100
    assert samples.shape == (len(sound), channels)
    np.testing.assert_allclose(samples, np.repeat(sound[:, None], channels, 1), atol=STEP[encoding])


def test_an_extensible_header_names_the_kind_further_back() -> None:
    plain = wav_bytes(speech(0.1), 16_000)
    fields = bytearray(plain[20:36])
    fields[:2] = struct.pack("<H", 0xFFFE)
    wide = bytes(fields) + struct.pack("<HHIH", 22, 16, 0, 1) + bytes(14)
    data = plain[:16] + struct.pack("<I", len(wide)) + wide + plain[36:]
    np.testing.assert_array_equal(read_riff(data)[0], read_riff(plain)[0])


def test_a_recorder_that_was_stopped_leaves_what_it_wrote() -> None:
    whole = read_riff(VALID)[0]
    np.testing.assert_array_equal(read_riff(VALID[:-100])[0], whole[:-50])
    at = VALID.index(b"data") + 4
    endless = VALID[:at] + b"\xff" * 4 + VALID[at + 4 :]
    np.testing.assert_array_equal(read_riff(endless)[0], whole)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no WAV"),
        (b"RIFF", "no WAV"),
        (b"OggS" + bytes(40), "no WAV"),
        (VALID[:12], "holds no sound"),
        (VALID[:20], "format is cut short"),
        (VALID[:12] + VALID[VALID.index(b"data") :], "before their format"),
        (VALID.replace(struct.pack("<HH", 1, 1), struct.pack("<HH", 6, 1), 1), "kind 6"),
        (VALID.replace(struct.pack("<HH", 1, 1), struct.pack("<HH", 1, 0), 1), "0 channels"),
    ],
)
def test_what_is_no_wav_is_said(tmp_path: Path, data: bytes, message: str) -> None:
    file = tmp_path / "ref.wav"
    file.write_bytes(data)
    with pytest.raises(RecordingError, match=message) as caught:
        seal(file).open()
    assert caught.value.where == str(file)
    assert caught.value.hint


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(tail: bytes) -> None:
    for data in (tail, b"RIFF\0\0\0\0WAVE" + tail, VALID[:40] + tail):
        try:
            samples, _ = read_riff(data)
        except RecordingError:
            continue
        assert samples.ndim == 2


@given(st.integers(0, len(VALID) - 1), st.integers(0, 255))
def test_no_changed_byte_does_harm(place: int, value: int) -> None:
    data = VALID[:place] + bytes([value]) + VALID[place + 1 :]
    sealed = Sealed(Path("ref.wav"), data, "0" * 64)
    with suppress(RecordingError):
        assert np.isfinite(sealed.open().samples).all()


def test_channels_become_their_mean(tmp_path: Path) -> None:
    sound = speech(0.2)
    file = tmp_path / "stereo.wav"
    both = np.stack([sound, np.zeros_like(sound)], axis=1)
    header = wav_bytes(sound, 16_000, encoding="f32", channels=2)
    at = header.index(b"data") + 8
    file.write_bytes(header[:at] + both.astype("<f4").tobytes())
    np.testing.assert_allclose(seal(file).open().samples, sound / 2)


def test_the_digest_is_of_the_content(tmp_path: Path) -> None:
    one, two = tmp_path / "one.wav", tmp_path / "two.wav"
    one.write_bytes(VALID)
    two.write_bytes(VALID)
    assert seal(one).digest == seal(two).digest
    two.write_bytes(VALID + b"\0")
    assert seal(one).digest != seal(two).digest


def test_pcm_of_another_rate_or_format_is_another_recording() -> None:
    sound = speech(0.2)
    pcm = sound.tobytes()
    digests = {
        of_pcm(sound, rate_hz, pcm, kind).digest
        for rate_hz in (16_000, 24_000)
        for kind in ("f32le", "s16le")
    }
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("samples", "rate_hz", "message"),
    [
        (np.zeros(0, np.float32), 16_000, "is empty"),
        (np.full(9, np.nan, np.float32), 16_000, "no numbers"),
        (np.full(9, np.inf, np.float32), 16_000, "no numbers"),
        (np.zeros(9, np.float32), 4_000, "4000 samples a second"),
        (np.zeros(9, np.float32), 400_000, "400000 samples a second"),
    ],
)
def test_pcm_that_cannot_be_used(
    samples: np.ndarray[tuple[int], np.dtype[np.float32]], rate_hz: int, message: str
) -> None:
    with pytest.raises(RecordingError, match=message):
        of_pcm(samples, rate_hz, samples.tobytes(), "f32le")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.wav", tmp_path):
        with pytest.raises(RecordingError, match="cannot be read") as caught:
            seal(path)
        assert caught.value.where == str(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "album.wav"
    with file.open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(RecordingError, match="64 are read"):
        seal(file)


def test_flac_where_soundfile_is_there(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    sound = speech(0.5)
    file = tmp_path / "ref.flac"
    soundfile.write(file, sound, 16_000)
    found = seal(file).open()
    assert found.sample_rate_hz == 16_000
    np.testing.assert_allclose(found.samples, sound, atol=1e-4)
    file.write_bytes(b"fLaC" + bytes(50))
    with pytest.raises(RecordingError, match="cannot be decoded"):
        seal(file).open()


def test_flac_without_soundfile_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_soundfile", lambda: None)
    file = tmp_path / "ref.flac"
    file.write_bytes(b"fLaC" + bytes(50))
    with pytest.raises(RecordingError, match=r"\.flac.*pip install soundfile"):
        seal(file).open()
