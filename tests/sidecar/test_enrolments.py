"""Recordings over the wire: learned beside the lines, usable at once, kept for later."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.recordings import Floats, speech, write_speech
from moodvox.client import AnswerError, Client, LineError, SidecarError, SidecarProcess
from moodvox.enrolment.enroller import Enroller
from moodvox.enrolment.recording import seal
from moodvox.errors import WireError
from moodvox.protocol import Enroll, Enrolled, Error, Message, decode, encode
from moodvox.sidecar.enrolments import MAX_WAITING, Enrolments
from moodvox.sidecar.refusals import RefusedError
from moodvox.voices.shelf import Shelf
from sidecar.sidecar_kit import WAIT_S, Connect, Start, until

VOICE = "teachable"


@pytest.fixture
def school(start_sidecar: Start, tmp_path: Path) -> SidecarProcess:
    """A sidecar that keeps what it learns in a folder of this test."""
    return start_sidecar("--enrolled", str(tmp_path / "save"))


def join(school: SidecarProcess) -> Client:
    return Client(school.ready.port, school.ready.token, credit_by="all", answer_s=WAIT_S)


def test_a_speaker_over_the_wire(school: SidecarProcess, tmp_path: Path) -> None:
    with join(school) as client:
        with pytest.raises(LineError, match="unknown speaker 'tom'"):
            client.say("Tom", "Hello.", voice=VOICE, speaker="tom").wait(WAIT_S)
        answer = client.enroll("tom", speech(4.0, 24_000), 24_000, voice=VOICE)
        assert (answer.kind, answer.name, answer.voice) == ("speaker", "tom", VOICE)
        assert not answer.replaced
        assert not answer.remarks
        for speaker in ("tom", "tom 0.5 + cameron 0.5"):
            done = client.say("Tom", "Hello.", voice=VOICE, speaker=speaker).wait(WAIT_S)
            assert done.reason == "finished"
    with join(school) as later:
        (voice,) = (voice for voice in later.ready.voices if voice.name == VOICE)
        assert "tom" in voice.speakers
    kept = tmp_path / "save" / VOICE / "speaker-tom.json"
    assert len(json.loads(kept.read_text("utf-8"))["vector"]) == 4


def test_an_emotion_over_the_wire_is_a_mood_at_once(school: SidecarProcess) -> None:
    with join(school) as client:
        client.enroll("grim", speech(3.0), 16_000, voice=VOICE, kind="emotion")
        lines = [
            client.say("Tom", "Hello.", voice=VOICE, mood={"grim": 0.6, "calm": 0.2}),
            client.say("Tom", "[grim 0.5] Hello [grim -> calm over 1s] there.", voice=VOICE),
            client.say("Tom", "Hello.", voice=VOICE, curve=[(0.0, {}), (0.5, {"grim": 1.0})]),
        ]
        assert [line.wait(WAIT_S).reason for line in lines] == ["finished"] * 3


def test_what_another_process_enrols_is_known_soon(
    school: SidecarProcess, voices_folder: Path, tmp_path: Path
) -> None:
    with join(school) as client:
        enroller = Enroller(Shelf([voices_folder]), tmp_path / "save", None)
        for kind, name in (("speaker", "ida"), ("emotion", "eerie")):
            enroller.from_file(seal(write_speech(tmp_path / "a.wav")), name, kind, VOICE)  # type: ignore[arg-type]

        def spoken() -> bool:
            line = client.say("Ida", "[eerie] Hello.", voice=VOICE, speaker="ida")
            try:
                return line.wait(WAIT_S).reason == "finished"
            except LineError:
                return False

        until(spoken, "the line by the new speaker")


def test_a_project_may_name_what_is_enrolled_for_it(
    start_sidecar: Start, voices_folder: Path, tmp_path: Path
) -> None:
    project = tmp_path / "game"
    project.mkdir()
    (project / "moodvox.toml").write_text(
        f'[cast.Ida]\nvoice = "{VOICE}"\nspeaker = "ida 0.7 + kathleen 0.3"\n'
        'temperament = "eerie 0.5"\n'
    )
    enroller = Enroller(Shelf([voices_folder]), project / "enrolled", None)
    for kind, name in (("speaker", "ida"), ("emotion", "eerie")):
        enroller.from_file(seal(write_speech(tmp_path / "a.wav")), name, kind, VOICE)  # type: ignore[arg-type]
    with join(start_sidecar("--project", str(project))) as client:
        line = client.say("Ida", "Hello.")
        assert line.wait(WAIT_S).reason == "finished"
        assert not client.faults


@pytest.mark.parametrize(
    ("samples", "options", "code", "where"),
    [
        (speech(1.0), {}, "bad_reference", "audio"),
        (np.zeros(80_000, np.float32), {}, "bad_reference", "audio"),
        (np.full(80_000, np.nan, np.float32), {}, "bad_reference", "audio"),
        (np.zeros(0, np.float32), {}, "bad_reference", "audio"),
        (speech(4.0), {"name": "kathleen"}, "bad_input", "name"),
        (speech(4.0), {"name": "a/../../b"}, "bad_input", "name"),
        (speech(4.0), {"voice": "nobody"}, "bad_input", "voice"),
        (speech(4.0), {"voice": "ramp"}, "bad_input", "voice"),
    ],
)
def test_what_cannot_be_learned_is_answered_with_its_id(
    connect: Connect, samples: Floats, options: dict[str, str], code: str, where: str
) -> None:
    client = connect()
    given_name = options.get("name", "tom")
    with pytest.raises(AnswerError) as caught:
        client.enroll(given_name, samples, 16_000, voice=options.get("voice", VOICE))
    assert (caught.value.code, caught.value.where) == (code, where)
    assert caught.value.hint
    assert not client.faults


def test_a_recording_that_no_message_holds(client: Client) -> None:
    with pytest.raises(WireError, match="at most"):
        client.enroll("tom", np.zeros(5 << 20, np.float32), 16_000, voice=VOICE)


def test_a_name_is_replaced_only_when_that_is_asked_for(school: SidecarProcess) -> None:
    with join(school) as client:
        client.enroll("tom", speech(4.0), 16_000, voice=VOICE)
        other = speech(4.0, pitch_hz=210.0)
        with pytest.raises(AnswerError, match="'tom' already"):
            client.enroll("tom", other, 16_000, voice=VOICE)
        assert client.enroll("tom", other, 16_000, voice=VOICE, replace=True).replaced


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(audio=st.binary(max_size=4_000), rate_hz=st.integers(8_000, 192_000))
def test_no_audio_does_harm(client: Client, audio: bytes, rate_hz: int) -> None:
    samples = np.frombuffer(audio[: len(audio) // 4 * 4], "<f4").astype(np.float32)
    with pytest.raises(AnswerError):
        client.enroll("tom", samples, rate_hz, voice=VOICE)
    client.ping()


def test_a_client_that_leaves_gets_no_answer_and_does_no_harm(school: SidecarProcess) -> None:
    with join(school) as hasty:
        hasty.send_raw(encode(recording(1)))
    with join(school) as client:
        client.ping()
    assert school.is_running


def test_a_sidecar_that_ends_leaves_no_caller_waiting(start_sidecar: Start, tmp_path: Path) -> None:
    process = start_sidecar("--enrolled", str(tmp_path))
    client = join(process)
    client.shutdown("enough")
    until(lambda: not process.is_running, "the end")
    with pytest.raises(SidecarError):
        client.enroll("tom", speech(4.0), 16_000, voice=VOICE, answer_s=WAIT_S)
    client.close()


class SlowEnroller(Enroller):
    """Learns nothing until it is let go."""

    def __init__(self, shelf: Shelf, folder: Path) -> None:
        super().__init__(shelf, folder, None)
        self.begun = threading.Event()
        self.go = threading.Event()

    def from_recording(self, *arguments: object, **options: object) -> object:  # type: ignore[override]
        self.begun.set()
        assert self.go.wait(WAIT_S)
        return super().from_recording(*arguments, **options)  # type: ignore[arg-type]


def recording(number: int, samples: int = 64_000) -> Enroll:
    return Enroll(
        id=f"e{number}",
        kind="speaker",
        name=f"tom{number}",
        voice=VOICE,
        samples=samples,
        sample_rate_hz=16_000,
        audio=speech(samples / 16_000).tobytes(),
    )


def test_learning_keeps_nobody_waiting(voices_folder: Path, tmp_path: Path) -> None:
    """`take` returns while a recording is being learned; too many are refused at once."""
    answers: list[tuple[int, Message]] = []
    enroller = SlowEnroller(Shelf([voices_folder]), tmp_path)
    enrolments = Enrolments(enroller, lambda out: answers.append((out.session, decode(out.parts))))
    for number in range(MAX_WAITING):
        enrolments.take(number, recording(number))
    assert enroller.begun.wait(WAIT_S)
    assert not answers
    with pytest.raises(RefusedError, match="are waiting already") as caught:
        enrolments.take(9, recording(9))
    assert caught.value.code == "busy"
    enroller.go.set()
    until(lambda: len(answers) == MAX_WAITING, "the answers")
    assert all(isinstance(answer, Enrolled) for _, answer in answers)
    assert [session for session, _ in answers] == list(range(MAX_WAITING))
    enrolments.take(9, recording(9, samples=0))
    until(lambda: len(answers) == MAX_WAITING + 1, "the last answer")
    last = answers[-1][1]
    assert isinstance(last, Error)
    assert (last.code, last.id) == ("bad_reference", "e9")
    enrolments.stop()
