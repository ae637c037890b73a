"""Folders of recordings described by a file: what is wrong is said, nothing is half written."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from moodvox_export.corpus.build import main as corpus
from moodvox_export.corpus.description import BUNDLED, describe, read_set
from moodvox_export.corpus.packed import pack
from moodvox_export.corpus.recordings import CorpusError

ANNA = '[anna]\nrate_hz = 24000\nlicence = "CC0-1.0"\ncredit = "Anna"\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One set with one recording of noise."""
    (tmp_path / "anna").mkdir()
    (tmp_path / "data.toml").write_text(ANNA)
    (tmp_path / "anna" / "transcripts.tsv").write_text("file\tseconds\ttext\none\t1.0\tHello.\n")
    noise = np.random.default_rng(1).normal(0, 0.1, 24_000)
    soundfile.write(tmp_path / "anna" / "one.flac", noise, 24_000)
    return tmp_path


def test_a_folder_is_read_as_its_own_file_describes_it(data: Path) -> None:
    sets = describe(data)
    assert sets["anna"].credit == "Anna"
    (recording,) = read_set(data, "anna", sets)
    assert (recording.speaker, recording.text) == ("anna", "Hello.")


def test_another_file_and_the_bundled_one_can_describe_it(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(ANNA.replace("anna", "ben").replace("Anna", "Ben"))
    assert set(describe(data, other)) == {"ben"}
    (data / "data.toml").unlink()
    assert describe(data) == describe(data, BUNDLED)
    assert {"kathleen", "cameron", "sdap"} <= describe(data).keys()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "describes no set"),
        ("[anna", "Invalid|expected|Expected"),
        ('[anna]\nrate_hz = 24000\nlicence = ""\ncredit = "A"\n', r"\$\[\.\.\.\]\.licence"),
        ('[anna]\nlicence = "CC0-1.0"\ncredit = "A"\n', "rate_hz"),
        (ANNA + "actor = 3\n", "actor"),
    ],
)
def test_a_faulty_description_names_its_fault(data: Path, text: str, said: str) -> None:
    (data / "data.toml").write_text(text)
    with pytest.raises(CorpusError, match=said):
        describe(data)


def test_a_file_that_is_not_there_is_an_error(data: Path) -> None:
    with pytest.raises(CorpusError, match=r"none\.toml"):
        describe(data, data / "none.toml")


def test_what_the_audio_is_not_is_said(data: Path) -> None:
    sets, sound = describe(data), data / "anna" / "one.flac"
    soundfile.write(sound, np.zeros(16_000), 16_000)
    with pytest.raises(CorpusError, match=r"one\.flac: 16000 Hz, and the description says 24000"):
        read_set(data, "anna", sets)
    sound.unlink()
    soundfile.write(sound.with_suffix(".wav"), np.zeros(0), 24_000)
    with pytest.raises(CorpusError, match="holds no samples"):
        read_set(data, "anna", sets)
    sound.write_bytes(b"no audio at all")
    with pytest.raises(CorpusError, match="no audio"):
        read_set(data, "anna", sets)
    with pytest.raises(CorpusError, match="did you mean 'anna'"):
        read_set(data, "ana", sets)


def test_a_full_disk_leaves_the_old_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "corpus.npz"
    out.write_bytes(b"the old one")

    def full(stream: Any, **arrays: Any) -> None:
        stream.write(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    monkeypatch.setattr(np, "concatenate", lambda parts: np.zeros(1))
    with pytest.raises(CorpusError, match="No space left"):
        pack([], out)
    assert out.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [out]


def test_a_corpus_without_one_usable_recording_is_not_written(data: Path) -> None:
    out = data / "corpus.npz"
    (data / "anna" / "transcripts.tsv").write_text("file\tseconds\ttext\none\t1.0\t\n")
    with pytest.raises(CorpusError, match="no recording could be used"):
        corpus(["--data", str(data), "--out", str(out)])
    assert not out.exists()
