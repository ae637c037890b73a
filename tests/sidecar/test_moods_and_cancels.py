"""What happens to a line while it is spoken: moods, cancels, interruptions."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from fixtures.voices import HOP_SAMPLES, SAMPLE_RATE_HZ, ramp
from moodvox.client import Client, LineHandle
from moodvox.protocol import Block, Mark
from sidecar.sidecar_kit import Connect, Start, until

TEXT = "the quick brown fox jumps over the lazy dog and runs away from all of us"
FADE_SAMPLES = SAMPLE_RATE_HZ // 50


def _until_block(line: LineHandle, count: int) -> None:
    """Take events until `count` blocks have come."""
    if count:
        seen = 0
        for event in line:
            seen += isinstance(event, Block)
            if seen == count:
                return


def _slow(connect: Connect) -> Client:
    """A client at whose hand a line waits after five blocks."""
    return connect(credit_by="hand", lead_ms=360.0)


def _moods(line: LineHandle) -> list[float]:
    """Weight of anger at each block."""
    return [block.mood.get("angry", 0.0) for block in line.blocks]


@pytest.mark.parametrize("voice", ["moody", "eager"])
def test_a_mood_event_changes_what_is_not_rendered_yet(connect: Connect, voice: str) -> None:
    client = _slow(connect)
    plain = client.say("Tom", TEXT, voice=voice)
    plain.credit(1 << 40)
    line = client.say("Marta", TEXT, voice=voice)
    _until_block(line, 5)
    before = line.blocks
    client.set_mood("Marta", {"happy": 1.0})
    client.ping()
    line.credit(1 << 40)
    done, usual = line.wait(), plain.wait()
    assert done.samples < usual.samples
    np.testing.assert_array_equal(line.samples(), ramp(done.samples))
    assert line.blocks[:5] == before
    assert all(not block.mood for block in before)
    assert line.blocks[-1].mood == {"happy": 1.0}
    _check_marks(line.marks, done.samples)


def _check_marks(marks: tuple[Mark, ...], samples: int) -> None:
    """Phonemes follow on each other from the first to the last sample, each once."""
    phonemes = [mark for mark in marks if mark.kind == "phoneme"]
    assert phonemes[0].first_sample == 0
    assert phonemes[-1].first_sample + phonemes[-1].samples == samples
    for one, following in pairwise(phonemes):
        assert one.first_sample + one.samples == following.first_sample
    words = [mark.text for mark in marks if mark.kind == "word"]
    assert words == TEXT.split()


def test_a_mood_moves_over_time_without_a_jump(connect: Connect) -> None:
    client = connect(credit_by="clock", lead_ms=200.0)
    line = client.say("Marta", TEXT, voice="ramp")
    line.wait_for_sound()
    client.set_mood("Marta", {"angry": 1.0}, over_s=2.0)
    line.wait()
    moods = _moods(line)
    assert moods[0] == 0.0
    assert moods == sorted(moods)
    assert moods[-1] > 0.5
    assert max(later - earlier for earlier, later in pairwise(moods)) < 0.5


def test_a_mood_stays_with_the_character(client: Client) -> None:
    client.set_mood("Marta", {"angry": 0.5})
    line = client.say("Marta", TEXT, voice="ramp")
    other = client.say("Tom", TEXT, voice="ramp")
    line.wait()
    other.wait()
    assert set(_moods(line)) == {0.5}
    assert set(_moods(other)) == {0.0}


def test_characters_of_different_clients_are_strangers(connect: Connect) -> None:
    one, two = connect(), connect()
    one.set_mood("Marta", {"angry": 0.5})
    one.ping()
    line = two.say("Marta", TEXT, voice="ramp")
    line.wait()
    assert set(_moods(line)) == {0.0}


def test_a_line_may_have_a_mood_of_its_own(client: Client) -> None:
    angry = client.say("Marta", TEXT, voice="ramp", mood={"angry": 0.75})
    curved = client.say(
        "Marta", TEXT, voice="ramp", curve=[(0.0, {}), (2.0, {"angry": 1.0}), (2.5, {})]
    )
    after = client.say("Marta", TEXT, voice="ramp")
    for line in (angry, curved, after):
        line.wait()
    assert set(_moods(angry)) == {0.75}
    assert max(_moods(curved)) > 0.8
    assert _moods(curved)[0] < 0.05
    assert set(_moods(after)) == {0.0}


def test_a_mood_event_can_be_for_one_line(connect: Connect) -> None:
    client = _slow(connect)
    line = client.say("Marta", TEXT, line="this", voice="ramp")
    _until_block(line, 5)
    client.set_mood("Marta", {"angry": 1.0}, line="this")
    client.ping()
    line.credit(1 << 40)
    line.wait()
    assert _moods(line)[-1] == 1.0
    following = client.say("Marta", TEXT, voice="ramp")
    following.credit(1 << 40)
    following.wait()
    assert set(_moods(following)) == {0.0}


@pytest.mark.parametrize(
    ("target", "easing", "where", "message"),
    [
        ({"angyr": 0.5}, "linear", "target.angyr", "unknown emotion 'angyr'"),
        ({"angry": 0.7, "sad": 0.7}, "linear", "target", "add up to 1.4"),
        ({"angry": 0.7}, "lineal", "easing", "unknown easing 'lineal'"),
    ],
)
def test_a_mood_that_is_no_mood_changes_nothing(
    connect: Connect, target: dict[str, float], easing: str, where: str, message: str
) -> None:
    client = _slow(connect)
    line = client.say("Marta", TEXT, voice="ramp")
    _until_block(line, 5)
    client.set_mood("Marta", target, over_s=1.0, easing=easing)
    until(lambda: bool(client.faults), "the error")
    (fault,) = client.faults
    assert (fault.code, fault.where, fault.line_over) == ("bad_mood", where, False)
    assert message in fault.message
    line.credit(1 << 40)
    line.wait()
    assert set(_moods(line)) == {0.0}


def test_a_mood_for_a_line_that_is_not_there(client: Client) -> None:
    client.set_mood("Marta", {}, line="nobody said this")
    until(lambda: bool(client.faults), "the error")
    assert client.faults[0].code == "unknown_line"


@pytest.mark.parametrize("blocks", [0, 1, 2, 3, 4, 5])
def test_cancel_at_any_block_ends_with_a_fade(connect: Connect, blocks: int) -> None:
    client = _slow(connect)
    line = client.say("Marta", TEXT, voice="ramp")
    following = client.say("Marta", TEXT, voice="ramp")
    _until_block(line, blocks)
    line.cancel()
    done = line.wait()
    assert done.reason == "cancelled"
    pcm = line.samples()
    assert len(pcm) == done.samples
    if line.blocks:
        whole = sum(block.samples for block in line.blocks[:-1])
        np.testing.assert_array_equal(pcm[:whole], ramp(whole))
        fade = line.blocks[-1]
        assert 0 < fade.samples <= FADE_SAMPLES
        gain = pcm[whole + 1 :] / ramp(done.samples)[whole + 1 :]
        assert gain[-1] == 0.0
        assert (np.diff(gain) <= 1e-6).all()
    following.credit(1 << 40)
    assert following.wait().reason == "finished"


def test_cancel_of_a_line_that_waits(connect: Connect) -> None:
    client = _slow(connect)
    first, second, third = (client.say("Marta", TEXT, voice="ramp") for _ in range(3))
    second.cancel()
    done = second.wait()
    assert (done.reason, done.samples, second.blocks) == ("cancelled", 0, ())
    for line in (first, third):
        line.credit(1 << 40)
        assert line.wait().reason == "finished"


def test_cancel_of_a_character_and_of_all(connect: Connect) -> None:
    client, stranger = _slow(connect), _slow(connect)
    martas = [client.say("Marta", TEXT, voice="ramp") for _ in range(3)]
    tom = client.say("Tom", TEXT, voice="ramp")
    other = stranger.say("Marta", TEXT, voice="ramp")
    client.cancel(character="Marta")
    assert {line.wait().reason for line in martas} == {"cancelled"}
    client.cancel(everything=True)
    assert tom.wait().reason == "cancelled"
    client.cancel(everything=True)
    client.ping()
    assert not client.faults
    other.credit(1 << 40)
    assert other.wait().reason == "finished"


@pytest.mark.parametrize("what", [{"line": "ghost"}, {"character": "Nobody"}])
def test_a_cancel_for_nothing(client: Client, what: dict[str, str]) -> None:
    client.cancel(line=what.get("line"), character=what.get("character"))
    until(lambda: bool(client.faults), "the error")
    (fault,) = client.faults
    assert (fault.code, fault.line_over) == ("unknown_line", False)
    assert fault.id == what.get("line")


def test_an_interruption_cuts_a_character_short(connect: Connect) -> None:
    client = _slow(connect)
    first, second = (client.say("Marta", TEXT, voice="ramp") for _ in range(2))
    _until_block(first, 2)
    tom = client.say("Tom", TEXT, voice="ramp")
    now = client.say("Marta", "stop it", voice="ramp", interrupt=True)
    now.credit(1 << 40)
    assert [line.wait().reason for line in (first, second)] == ["cancelled", "cancelled"]
    assert now.wait().reason == "finished"
    assert not tom.is_over


def test_the_next_line_follows_without_a_gap(connect: Connect) -> None:
    client = connect(credit_by="clock", lead_ms=250.0)
    lines = [client.say("Marta", TEXT, voice="ramp") for _ in range(2)]
    done = [line.wait() for line in lines]
    heard_s = done[0].samples / SAMPLE_RATE_HZ
    began_s = lines[1].said_s + lines[1].arrivals[0].at_s
    played_s = lines[0].said_s + lines[0].arrivals[0].at_s + heard_s
    assert began_s > played_s - 0.25 - HOP_SAMPLES / SAMPLE_RATE_HZ - 0.05


def test_a_character_comes_back_to_the_temperament_of_the_project(
    start_sidecar: Start, tmp_path: Path
) -> None:
    project = tmp_path / "moodvox.toml"
    project.write_text(
        '[presets]\ngrim = "angry 0.5 + sad 0.25"\n'
        '[cast.Borin]\nvoice = "ramp"\nspeaker = "cameron"\ntemperament = "grim"\n'
    )
    process = start_sidecar("--project", str(tmp_path))
    with Client(process.ready.port, process.ready.token, credit_by="all") as client:
        assert client.ready.characters == ["Borin"]
        line = client.say("Borin", TEXT)
        line.wait()
        assert line.blocks[0].mood == {"angry": 0.5, "sad": 0.25}
        tagged = client.say("Borin", f"[grim 0.5] {TEXT}")
        tagged.wait()
        assert tagged.blocks[0].mood == {"angry": 0.25, "sad": 0.125}
        client.set_mood("Marta", {"grim": 1.0})
        _wait_for_mood(client, "Marta", {"angry": 0.5, "sad": 0.25})

        project.write_text(f'[cast.Borin]\nvoice = "ramp"\ntemperament = "happy 0.5"\n# {TEXT}')
        _wait_for_mood(client, "Borin", {"happy": 0.5})
        assert not client.faults

        project.write_text('[cast.Borin]\nvoice = "ramp"\ntemperament = "hapy 0.5"\n')
        until(lambda: bool(client.faults), "the fault")
        fault = client.faults[0]
        assert fault.code == "bad_project"
        assert fault.where == f"{project}:3:16"
        _wait_for_mood(client, "Borin", {"happy": 0.5})
        with Client(process.ready.port, process.ready.token) as newcomer:
            until(lambda: bool(newcomer.faults), "the fault for a newcomer")
            assert newcomer.faults == [fault]


def _wait_for_mood(client: Client, character: str, mood: dict[str, float]) -> None:
    def is_so() -> bool:
        line = client.say(character, "yes", voice="ramp")
        line.wait()
        return line.blocks[0].mood == mood

    until(is_so, f"{mood}")


def test_a_project_that_is_wrong_from_the_start_leaves_its_defaults(
    start_sidecar: Start, tmp_path: Path
) -> None:
    (tmp_path / "moodvox.toml").write_text("[cast\n")
    process = start_sidecar("--project", str(tmp_path))
    with Client(process.ready.port, process.ready.token, credit_by="all") as client:
        until(lambda: bool(client.faults), "the fault")
        assert client.faults[0].code == "bad_project"
        assert client.say("Marta", "yes", voice="ramp").wait().reason == "finished"
