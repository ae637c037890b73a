"""What is being written is read while others speak: check and diagnostics."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fixtures.voices import ramp, write_voice
from moodvox.client import AnswerError, Client, SidecarProcess
from moodvox.project.project import Project
from moodvox.protocol import Check, Diagnostics, Error, Hello, Message, decode, encode
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.checking import MOST_WAITING, diagnose
from moodvox.speech.reader import LineReader
from moodvox.transport import Dealer
from moodvox.voices.pack import VoicePack
from sidecar.sidecar_kit import WAIT_S, Connect, Start

SCENE = """# a yard
Marta: [angri] bad dog. #one
Bram: good [puase 1s] dog [pause 300]. #one
@wait soon
"""


def places(answer: Diagnostics) -> list[tuple[int, int]]:
    return [(finding.line, finding.column) for finding in answer.findings]


def test_all_faults_of_a_line_come_at_once_with_their_columns(client: Client) -> None:
    answer = client.check("Well [angri] then [puase 1s]. [pause 300]")
    assert places(answer) == [(1, 7), (1, 20), (1, 38)]
    assert answer.findings[0].message == "unknown tag 'angri'"
    assert answer.findings[0].hint == "did you mean 'angry'?"
    assert {finding.severity for finding in answer.findings} == {"error"}


def test_a_sound_line_has_no_findings(client: Client) -> None:
    assert client.check("[angry] bad dog.").findings == []


def test_a_scene_that_is_not_saved_is_read_as_a_scene(client: Client) -> None:
    answer = client.check(SCENE, file="yard.mood")
    assert places(answer) == [(2, 9), (3, 13), (3, 34), (3, 40), (4, 7)]
    assert "already that of line 2" in answer.findings[3].message


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("yard.yarn", "title: Yard\n---\nBram: good dog.\nMarta: [angri] bad dog.\n===\n", (4, 9)),
        ("yard.ink", "=== yard ===\nBram: good dog.\nMarta: [angri] bad dog.\n-> END\n", (3, 9)),
        ("yard.dialogue", "~ yard\nBram: good dog.\nMarta: [angri] bad dog.\n=> END\n", (3, 9)),
        ("yard.csv", "id,speaker,text\na,Bram,good dog.\nb,Marta,[angri] bad dog.\n", (3, 10)),
        ("YARD.CSV", "id,speaker,text\nb,Marta,[angri] bad dog.\n", (2, 10)),
    ],
)
def test_a_file_that_is_not_saved_is_read_by_its_ending(
    client: Client, file: str, text: str, place: tuple[int, int]
) -> None:
    """Headers, titles and jumps are no lines; a column is that of the file."""
    answer = client.check(text, file=file)
    assert [(finding.line, finding.column) for finding in answer.findings] == [place], answer
    assert answer.findings[0].message == "unknown tag 'angri'"


def test_rows_of_any_other_file_are_lines(client: Client) -> None:
    assert places(client.check("good dog.\n[angri] bad dog.\n", file="barks.txt")) == [(2, 2)]


def test_the_project_says_what_may_be_named(start_sidecar: Start, tmp_path: Path) -> None:
    (tmp_path / "moodvox.toml").write_text('[presets]\ngrim = "angry 0.5"\n[cast.Marta]\n')
    ready = start_sidecar("--project", str(tmp_path), "--timeout", "20").ready
    with Client(ready.port, ready.token, answer_s=60.0) as client:
        assert client.check("[grim] dog.").findings == []
        stranger = client.check("Marta: dog.\nBram: dog.\n", file="yard.mood")
        assert places(stranger) == [(2, 1)]


def test_an_unknown_voice_and_a_file_that_is_no_dialogue(client: Client) -> None:
    with pytest.raises(AnswerError, match="unknown voice 'rump'") as caught:
        client.check("dog.", voice="rump")
    assert (caught.value.code, caught.value.where) == ("bad_input", "voice")
    assert "ramp" in caught.value.hint
    assert client.check("dog.", voice="ramp").findings == []
    with pytest.raises(AnswerError, match="no dialogue"):
        client.check("", file="moodvox.toml")


def test_findings_beyond_the_limit_are_counted(client: Client) -> None:
    answer = client.check("[angri] dog.\n" * 1_200)
    assert (len(answer.findings), answer.left_out) == (1_000, 200)


def test_checks_disturb_no_line(connect: Connect) -> None:
    line = connect(credit_by="hand", lead_ms=200.0).say("Marta", "good dog " * 20, voice="ramp")
    line.wait_for_sound()
    reading = connect()
    for _ in range(20):
        assert len(reading.check("[angri] dog.\n" * 200).findings) == 200
    line.credit(1 << 40)
    done = line.wait()
    np.testing.assert_array_equal(line.samples(), ramp(done.samples))


def test_an_impatient_editor_is_told_and_every_check_is_answered_once(
    sidecar: SidecarProcess,
) -> None:
    answers: dict[str, Message] = {}
    asked = MOST_WAITING * 3
    with Dealer(sidecar.ready.port) as dealer:
        dealer.send(encode(Hello(token=sidecar.ready.token)))
        for number in range(asked):
            dealer.send(encode(Check(id=f"c{number}", text="good dog " * 400)))
        while len(answers) < asked:
            parts = dealer.receive(WAIT_S)
            assert parts is not None, f"{len(answers)} of {asked} were answered"
            message = decode(parts)
            if isinstance(message, Diagnostics | Error):
                assert message.id is not None
                assert message.id not in answers
                answers[message.id] = message
    refused = [one for one in answers.values() if isinstance(one, Error)]
    assert {one.code for one in refused} == {"too_many_checks"}
    assert all(not one.line_over for one in refused)
    assert len(answers) - len(refused) >= MOST_WAITING


def test_each_line_is_read_by_the_voice_of_its_character(tmp_path: Path) -> None:
    """Or by the voice that the editor names; the default speaks English."""
    write_voice(tmp_path / "mei", chinese=True)
    pack = VoicePack.open(tmp_path / "mei")
    (tmp_path / "moodvox.toml").write_text('[cast.Mei]\nvoice = "mei"\n', "utf-8")
    casting = Casting(
        {"ramp": (), "mei": pack.presets.names},
        default_voice="ramp",
        project=Project.load(tmp_path),
        texts={"mei": pack.text},
    )
    reader = LineReader.english()

    def found(text: str, voice: str | None = None, file: str = "a.mood") -> list[str]:
        answer = diagnose(Check(id="1", text=text, file=file, voice=voice), casting, reader)
        return [f"{one.line}:{one.column} {one.message}" for one in answer.findings]

    assert found("Mei: [say 重庆 as chong2 qing4]很好，Anna。") == []
    assert found("你好", voice="mei", file="") == []
    (only,) = found("你好", file="")
    assert only.startswith("1:1 '你' (cjk) cannot be spoken")
