"""Takes: what a designer changed by hand is heard, fits its text, and survives its file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from moodvox.errors import InputError, ProjectError
from moodvox.project.project import Project
from moodvox.project.takes import TAKES_FILE, as_map, read_takes, write_takes
from moodvox.project.watch import ProjectWatch
from moodvox.script.take import PhonemeEdit, Take
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.marks import Mark
from moodvox.speech.oneshot import Spoken, speak
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.shelf import Shelf

TEXT = "[angry 0.5] Get out of my [pause 200ms] tavern!"


@pytest.fixture(scope="module")
def engine() -> SpeechEngine:
    return SpeechEngine(Shelf([]), LineReader.english())


def spoken(engine: SpeechEngine, take: Take | None, text: str = TEXT) -> Spoken:
    return speak(engine, LineRequest("line", text, seed=1, take=take))


def sounds(said: Spoken) -> list[Mark]:
    return [mark for mark in said.marks if mark.kind == "phoneme"]


def take_of(said: Spoken, *edits: PhonemeEdit) -> Take:
    return Take(tuple(mark.text for mark in sounds(said)), edits)


def vowel(said: Spoken) -> int:
    """The stressed vowel of "tavern"."""
    return next(i for i, mark in enumerate(sounds(said)) if mark.text == "AE1")


def test_a_take_without_edits_changes_no_sample(engine: SpeechEngine) -> None:
    plain = spoken(engine, None)
    np.testing.assert_array_equal(spoken(engine, take_of(plain)).pcm, plain.pcm)


def test_length_is_of_that_phoneme_alone(engine: SpeechEngine) -> None:
    plain = spoken(engine, None)
    at = vowel(plain)
    long = spoken(engine, take_of(plain, PhonemeEdit(at, length=2.0)))
    before, after = sounds(plain), sounds(long)
    assert after[at].samples == pytest.approx(2 * before[at].samples, abs=480)
    others = [
        abs(a.samples - b.samples)
        for i, (a, b) in enumerate(zip(before, after, strict=True))
        if i != at
    ]
    assert max(others) <= 240  # whole hops of a running sum


def test_a_written_pause_is_drawn_out_too(engine: SpeechEngine) -> None:
    plain = spoken(engine, None)
    at = next(i for i, mark in enumerate(sounds(plain)[1:], 1) if mark.text == "SIL")
    long = spoken(engine, take_of(plain, PhonemeEdit(at, length=3.0)))
    assert sounds(plain)[at].samples == pytest.approx(0.2 * 24000, abs=240)
    assert sounds(long)[at].samples == pytest.approx(0.6 * 24000, abs=240)


def test_pitch_is_planned_higher(engine: SpeechEngine) -> None:
    plain = engine.open(LineRequest("line", TEXT))
    at = vowel(spoken(engine, None))
    take = take_of(spoken(engine, None), PhonemeEdit(at, pitch_st=6.0))
    high = engine.open(LineRequest("line", TEXT, take=take))
    ends = np.cumsum(plain.line_plan.durations)
    middle = int(ends[at] - plain.line_plan.durations[at] // 2)
    ratio = high.line_plan.plan.pitch_hz[middle] / plain.line_plan.plan.pitch_hz[middle]
    assert 12 * np.log2(ratio) == pytest.approx(6.0, abs=0.3)


def test_level_is_heard(engine: SpeechEngine) -> None:
    plain = spoken(engine, None)
    at = vowel(plain)

    def level_db(said: Spoken) -> float:
        mark = sounds(said)[at]
        part = said.pcm[mark.first_sample : mark.first_sample + mark.samples]
        return float(10 * np.log10(np.mean(part**2)))

    soft = spoken(engine, take_of(plain, PhonemeEdit(at, level_db=-9.0)))
    loud = spoken(engine, take_of(plain, PhonemeEdit(at, level_db=9.0)))
    assert level_db(soft) < level_db(plain) - 2.0
    assert level_db(loud) > level_db(plain) + 2.0


def test_a_take_of_another_text_is_left_out_and_said(engine: SpeechEngine) -> None:
    take = take_of(spoken(engine, None), PhonemeEdit(3, pitch_st=6.0))
    other = spoken(engine, take, "Come in.")
    assert [notice.message for notice in other.notices] == [
        "the take was made when this line had other sounds; it is spoken without it"
    ]
    np.testing.assert_array_equal(other.pcm, spoken(engine, None, "Come in.").pcm)


def test_a_voice_that_has_no_loudness_says_so(voices_folder: Path) -> None:
    ramp = SpeechEngine(Shelf([voices_folder / "ramp"]), LineReader.english())
    plain = speak(ramp, LineRequest("line", "Hello.", voice="ramp"))
    take = take_of(plain, PhonemeEdit(1, level_db=3.0, length=2.0))
    said = speak(ramp, LineRequest("line", "Hello.", voice="ramp", take=take))
    assert [n.message for n in said.notices] == ["this voice cannot follow the take's loudness"]
    assert len(said.pcm) > len(plain.pcm)


@pytest.mark.parametrize(
    ("edits", "where"),
    [
        ([PhonemeEdit(2)], "take.edits[0].at"),
        ([PhonemeEdit(-1)], "take.edits[0].at"),
        ([PhonemeEdit(1), PhonemeEdit(1)], "take.edits[1].at"),
        ([PhonemeEdit(0, pitch_st=25.0)], "take.edits[0].pitch_st"),
        ([PhonemeEdit(0, length=0.2)], "take.edits[0].length"),
        ([PhonemeEdit(0, level_db=float("nan"))], "take.edits[0].level_db"),
    ],
)
def test_a_wrong_edit_is_refused_at_its_place(edits: list[PhonemeEdit], where: str) -> None:
    with pytest.raises(InputError) as refused:
        Take(("SIL", "AA1"), tuple(edits))
    assert refused.value.where == where


def test_a_file_of_takes_comes_back_as_it_was(tmp_path: Path) -> None:
    takes = {
        'quote"/..\\id': Take(("SIL", "AA1"), (PhonemeEdit(1, pitch_st=-1.5, length=0.5),)),
        "the-horn": Take(("SIL",), (PhonemeEdit(0, level_db=3.0),)),
    }
    file = tmp_path / TAKES_FILE
    file.write_text(write_takes(takes), "utf-8")
    assert dict(read_takes(file)) == takes
    assert file.read_text("utf-8").count("\n") == 3 + 1 + len(takes) + 1
    assert as_map(takes["the-horn"]) == {"phonemes": "SIL", "edits": [{"at": 0, "level_db": 3.0}]}
    assert dict(read_takes(tmp_path / "none.json")) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a takes file"),
        ('{"format": 2, "takes": {}}', "not a takes file"),
        ('{"format": 1, "takes": {"a": {"phonemes": "SIL"}}}', "the take of line 'a'"),
        ('{"format": 1, "takes": {"a": 3}}', "the take of line 'a'"),
        (
            '{"format": 1, "takes": {"a": {"phonemes": "SIL", "edits": [{"at": 7}]}}}',
            r"take\.edits\[0\]\.at: phoneme 7",
        ),
    ],
)
def test_a_damaged_file_of_takes_is_a_fault_of_the_project(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "moodvox.toml").write_text("", "utf-8")
    (tmp_path / TAKES_FILE).write_text(text, "utf-8")
    with pytest.raises(ProjectError, match=said):
        Project.load(tmp_path)


def test_a_watch_notices_a_new_take(tmp_path: Path) -> None:
    (tmp_path / "moodvox.toml").write_text("", "utf-8")
    watch = ProjectWatch(tmp_path)
    assert watch.poll(0.0) is not None
    assert watch.poll(1.0) is None
    (tmp_path / TAKES_FILE).write_text(write_takes({"a": Take(("SIL",))}), "utf-8")
    change = watch.poll(2.0)
    assert change is not None
    assert dict(change.project.takes) == {"a": Take(("SIL",))}
    assert json.loads((tmp_path / TAKES_FILE).read_text("utf-8"))["format"] == 1
