"""Enrolment from end to end in one process: names that lines can use at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.reading import SPELLER
from fixtures.recordings import speech, wav_bytes, write_speech
from fixtures.voices import EMOTION_SIZE, encoder_graph, write_voice
from moodvox.enrolment import enroller as enroller_module
from moodvox.enrolment.encoder import Encoder
from moodvox.enrolment.enroller import Enroller
from moodvox.enrolment.naming import check_name
from moodvox.enrolment.places import enrolled_folders, project_enrolled, user_enrolled
from moodvox.enrolment.recording import of_pcm, seal
from moodvox.enrolment.store import EmbeddingStore
from moodvox.errors import InputError, MoodError, RecordingError, VoiceError
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest
from moodvox.voices.enrolled import EnrolledFolder
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf


class Desk:
    """A shelf with the teachable voice, and what enrols into a folder of its own."""

    def __init__(self, voices: Path, folder: Path) -> None:
        self.folder = folder
        self.shelf = Shelf([voices], [folder / "enrolled"])
        self.store = EmbeddingStore(folder / "cache")
        self.enroller = Enroller(self.shelf, folder / "enrolled", self.store)
        self.engine = SpeechEngine(self.shelf, SPELLER)

    def wav(self, name: str, **options: float) -> Path:
        return write_speech(self.folder / name, **options)


@pytest.fixture
def desk(voices_folder: Path, tmp_path: Path) -> Desk:
    return Desk(voices_folder, tmp_path)


def test_an_enrolled_speaker_speaks_at_once_and_in_mixtures(desk: Desk) -> None:
    outcome = desk.enroller.from_file(seal(desk.wav("tom.wav")), "tom", "speaker", "teachable")
    assert not outcome.cached
    vector = desk.shelf.load("teachable").speakers.vector("tom")
    np.testing.assert_allclose(vector, outcome.profile.vector, atol=1e-6)
    for speaker in ("tom", "tom 0.6 + kathleen 0.4"):
        desk.engine.open(LineRequest("line", "hello there", voice="teachable", speaker=speaker))
    with pytest.raises(InputError, match="did you mean 'tom'"):
        desk.engine.open(LineRequest("line", "hello", voice="teachable", speaker="tomm"))


def test_an_enrolled_emotion_is_a_mood_like_any_other(desk: Desk) -> None:
    request = LineRequest("line", "[grim] hello [grim -> calm over 1s] there", voice="teachable")
    with pytest.raises(InputError, match="grim"):
        desk.engine.open(request)
    desk.enroller.from_file(seal(desk.wav("grim.wav")), "grim", "emotion", "teachable")
    presets = desk.shelf.load("teachable").presets
    weights = np.zeros((2, len(presets.names)), np.float32)
    weights[:, presets.names.index("grim")] = (1.0, 0.5)
    vectors = presets.vectors(weights)
    assert vectors.shape == (2, EMOTION_SIZE)
    np.testing.assert_allclose(vectors[1], vectors[0] / 2, atol=1e-6)
    desk.engine.open(request)


def test_a_second_enrolment_of_the_same_content_is_one_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.enroller.from_file(seal(desk.wav("tom.wav")), "tom", "speaker", "teachable")
    copy = desk.folder / "copy.wav"
    copy.write_bytes((desk.folder / "tom.wav").read_bytes())

    def never(*_: object) -> None:
        raise AssertionError("measured or encoded again")

    monkeypatch.setattr(enroller_module, "measure", never)
    monkeypatch.setattr(Encoder, "encode", never)
    again = Enroller(desk.shelf, desk.folder / "enrolled", desk.store).from_file(
        seal(copy), "tim", "speaker", "teachable"
    )
    assert again.cached
    assert again.profile.vector == first.profile.vector
    assert again.findings == first.findings


def test_another_version_of_the_encoder_does_not_use_the_store(desk: Desk, tmp_path: Path) -> None:
    outcome = desk.enroller.from_file(seal(desk.wav("tom.wav")), "tom", "speaker", "teachable")
    other = write_voice(tmp_path / "new" / "teachable", name="teachable", encoders=True)
    graph = other.path("speaker_encoder.onnx").read_bytes()
    pack = VoicePack.open(other.folder)
    assert outcome.profile.encoder == pack.manifest.files["speaker_encoder.onnx"]
    assert graph == encoder_graph("speaker_embedding", 4)
    assert desk.store.get(outcome.profile.reference.sha256, "f" * 64) is None


def test_vectors_of_another_encoder_are_not_used(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = desk.enroller.from_file(seal(desk.wav("tom.wav")), "tom", "speaker", "teachable")
    text = outcome.path.read_text()
    outcome.path.write_text(text.replace(outcome.profile.encoder, "a" * 64))
    desk.shelf.refresh()
    with pytest.raises(InputError, match="unknown speaker 'tom'"):
        desk.shelf.load("teachable").speakers.vector("tom")
    assert "another version of this voice" in caplog.text


def test_a_name_belongs_to_one_recording(desk: Desk) -> None:
    enrol = desk.enroller.from_file
    enrol(seal(desk.wav("tom.wav")), "tom", "speaker", "teachable")
    assert not enrol(seal(desk.folder / "tom.wav"), "tom", "speaker", "teachable").replaced
    other = seal(desk.wav("other.wav", pitch_hz=200.0))
    for name in ("tom", "Tom"):
        with pytest.raises(InputError, match="speaker 'tom' already"):
            enrol(other, name, "speaker", "teachable")
    outcome = enrol(other, "Tom", "speaker", "teachable", replace=True)
    assert outcome.replaced
    entries, faults = EnrolledFolder(desk.folder / "enrolled").all("teachable")
    assert [entry.name for entry in entries] == ["Tom"]
    assert not faults
    enrol(other, "tom", "emotion", "teachable")


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("kathleen", "speaker", "came with"),
        ("Kathleen", "speaker", "came with"),
        ("two words", "speaker", "no name for a speaker"),
        ("a+b", "speaker", "no name for a speaker"),
        ("0.5", "speaker", "no name for a speaker"),
        ("nan 1", "speaker", "no name for a speaker"),
        ("", "speaker", "no name for a speaker"),
        ("../evil", "speaker", "no name for a speaker"),
        ("x" * 65, "speaker", "at most 64"),
        ("angry", "emotion", "knows already"),
        ("Angry", "emotion", "knows already"),
        ("fear", "emotion", "knows already"),
        ("neutral", "emotion", "knows already"),
        ("pause", "emotion", "meaning of its own"),
        ("over", "emotion", "meaning of its own"),
        ("a.b", "emotion", "no name for an emotion"),
        ("", "emotion", "no name for an emotion"),
    ],
)
def test_names_that_cannot_be_given(desk: Desk, name: str, kind: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        desk.enroller.from_file(seal(desk.wav("a.wav")), name, kind, "teachable")  # type: ignore[arg-type]
    assert caught.value.where == "name"
    assert caught.value.hint


@given(st.text(max_size=20))
def test_any_name_that_is_allowed_can_be_said(teachable_voice: VoicePack, name: str) -> None:
    try:
        check_name(name, "speaker", teachable_voice)
    except InputError:
        return
    vector = np.array([1, 2, 3, 4], np.float32)
    table = teachable_voice.speakers.extended({name: vector})
    np.testing.assert_allclose(table.vector(name), vector)
    table.vector(f"{name} 0.5 + kathleen 0.5")


def test_a_voice_without_encoders_says_so(desk: Desk) -> None:
    for kind in ("speaker", "emotion"):
        with pytest.raises(InputError, match=f"voice 'ramp' cannot learn {kind}s"):
            desk.enroller.from_file(seal(desk.wav("a.wav")), "tom", kind, "ramp")


def test_a_bad_recording_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(RecordingError, match="too short"):
        desk.enroller.from_file(seal(desk.wav("a.wav", seconds=1.0)), "tom", "speaker", "teachable")
    assert not (desk.folder / "enrolled").exists()
    assert desk.store.count() == 0


def test_samples_are_enrolled_like_files(desk: Desk) -> None:
    sound = speech(5.0, 48_000)
    recording = of_pcm(sound, 48_000, sound.tobytes(), "f32le")
    outcome = desk.enroller.from_recording(recording, "tom", "speaker", "teachable")
    near = desk.enroller.from_file(
        seal(desk.wav("tom.wav", seconds=5.0)), "tim", "speaker", "teachable"
    )
    np.testing.assert_allclose(outcome.profile.vector, near.profile.vector, atol=0.03)
    assert outcome.profile.reference.file == ""


def test_a_folder_that_cannot_be_written(voices_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    desk = Desk(voices_folder, tmp_path)
    enroller = Enroller(desk.shelf, tmp_path / "file" / "enrolled", None)
    with pytest.raises(VoiceError, match="cannot be written") as caught:
        enroller.from_file(seal(desk.wav("a.wav")), "tom", "speaker", "teachable")
    assert caught.value.hint


def test_damaged_and_foreign_files_are_named_and_passed_over(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = desk.enroller.from_file(seal(desk.wav("tom.wav")), "tom", "speaker", "teachable")
    folder = outcome.path.parent
    (folder / "speaker-cut.json").write_bytes(outcome.path.read_bytes()[:100])
    (folder / "speaker-moved.json").write_bytes(outcome.path.read_bytes())
    (folder / "speaker-binary.json").write_bytes(b"\xff\xfe\0")
    (folder / "notes.txt").write_text("nothing of ours")
    desk.shelf.refresh()
    assert "tom" in desk.shelf.load("teachable").speakers.names
    for name in ("cut", "moved", "binary"):
        assert f"speaker-{name}.json" in caplog.text
    assert "notes" not in caplog.text


def test_a_shelf_sees_what_another_process_enrolled(desk: Desk, voices_folder: Path) -> None:
    pack = desk.shelf.load("teachable")
    desk.shelf.refresh()
    assert desk.shelf.load("teachable") is pack
    assert desk.shelf.changes == 0
    other = Desk(voices_folder, desk.folder)
    other.enroller.from_file(seal(other.wav("tom.wav")), "tom", "speaker", "teachable")
    assert "tom" not in desk.shelf.load("teachable").speakers.names
    desk.shelf.refresh()
    assert desk.shelf.changes == 1
    assert "tom" in desk.shelf.load("teachable").speakers.names
    assert EnrolledFolder(desk.folder / "enrolled").remove("teachable", "speaker", "TOM")
    desk.shelf.refresh()
    assert "tom" not in desk.shelf.load("teachable").speakers.names


def test_a_projects_own_comes_before_the_users(voices_folder: Path, tmp_path: Path) -> None:
    project = tmp_path / "game"
    project.mkdir()
    folders = enrolled_folders(project)
    assert folders == (project_enrolled(project), user_enrolled(project))
    shelf = Shelf([voices_folder], folders)
    for folder, pitch_hz in zip(folders, (100.0, 250.0), strict=True):
        wav = tmp_path / "ref.wav"
        wav.write_bytes(wav_bytes(speech(4.0, pitch_hz=pitch_hz), 16_000))
        Enroller(shelf, folder, None).from_file(seal(wav), "tom", "speaker", "teachable")
    first = EnrolledFolder(folders[0]).find("teachable", "speaker", "tom")
    assert first is not None
    np.testing.assert_allclose(
        shelf.load("teachable").speakers.vector("tom"), first.vector, atol=1e-6
    )


def test_each_game_has_a_users_folder_of_its_own(tmp_path: Path) -> None:
    games = [tmp_path / "a" / "game", tmp_path / "b" / "game"]
    for game in games:
        game.mkdir(parents=True)
    folders = {user_enrolled(game) for game in games} | {user_enrolled()}
    assert len(folders) == 3
    assert user_enrolled(games[0] / "moodvox.toml") == user_enrolled(games[0])
    assert enrolled_folders(games[0], tmp_path / "save")[-1] == tmp_path / "save"


def test_an_encoder_for_another_spectrum_is_a_fault_of_the_voice(tmp_path: Path) -> None:
    pack = write_voice(tmp_path / "voice", encoders=True)
    path = pack.path("speaker_encoder.onnx")
    path.write_bytes(path.read_bytes().replace(b"mel80/16000", b"mel64/16000"))
    with pytest.raises(VoiceError, match="mel64/16000"):
        Encoder(pack, "speaker")
    path.write_bytes(pack.path("emotion_encoder.onnx").read_bytes())
    with pytest.raises(VoiceError, match="no input or output 'speaker_embedding'"):
        Encoder(pack, "speaker")


def test_a_mood_that_nobody_enrolled_is_still_unknown(desk: Desk) -> None:
    with pytest.raises((InputError, MoodError), match="brave"):
        desk.engine.open(LineRequest("line", "[brave] hello", voice="teachable"))
