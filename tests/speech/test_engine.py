"""Opening lines: the shortest and the longest, and everything that may be wrong with them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fixtures.reading import SPELLER
from fixtures.voices import ramp, write_voice
from moodvox.errors import InputError, MoodError, MoodvoxError, ScriptError, TextError, VoiceError
from moodvox.models.family import VoiceModel
from moodvox.models.registry import load_model
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.oneshot import speak
from moodvox.speech.request import LineRequest
from moodvox.voices.shelf import Shelf


@pytest.fixture(scope="module")
def engine(voices_folder: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([voices_folder]), SPELLER)


@pytest.mark.parametrize("text", ["", "   ", "[angry]", "[pause 1s]", "42", "...", "[rate 2] ?!"])
def test_nothing_to_say_is_an_error(engine: SpeechEngine, text: str) -> None:
    with pytest.raises((TextError, ScriptError), match="there is nothing to say"):
        engine.open(LineRequest("x", text, voice="ramp"))


def test_one_phoneme(engine: SpeechEngine) -> None:
    spoken = speak(engine, LineRequest("x", "a", voice="ramp"))
    np.testing.assert_array_equal(spoken.pcm, ramp(len(spoken.pcm)))
    assert [mark.text for mark in spoken.marks if mark.kind == "phoneme"] == ["SIL", "AE1", "SIL"]


def test_a_minute_of_speech_with_a_mood_that_moves(engine: SpeechEngine) -> None:
    text = "[calm -> angry over 60s] " + "the road goes on and on down to the sea. " * 32
    spoken = speak(engine, LineRequest("x", text, voice="moody"))
    assert len(spoken.pcm) > 60 * spoken.sample_rate_hz
    np.testing.assert_array_equal(spoken.pcm, ramp(len(spoken.pcm)))


def test_what_is_not_spoken_is_said(engine: SpeechEngine) -> None:
    stream = engine.open(LineRequest("x", "hello 42 friend", voice="ramp"))
    assert [(notice.start, notice.end) for notice in stream.notices] == [(6, 8)]


CALM = MoodCurve.constant(Mood.of({"calm": 1.0}))
UNKNOWN = MoodCurve.constant(Mood.of({"clam": 1.0}))

FAULTS: dict[str, tuple[Callable[[], LineRequest], type[MoodvoxError], str]] = {
    "voice": (
        lambda: LineRequest("x", "hello", voice="rmp"),
        InputError,
        r"unknown voice 'rmp' \(did you mean 'ramp'",
    ),
    "tier": (lambda: LineRequest("x", "hello", voice="ramp", tier="best"), InputError, "no tier"),
    "speaker": (
        lambda: LineRequest("x", "hello", voice="ramp", speaker="katleen"),
        InputError,
        "did you mean 'kathleen'",
    ),
    "speaker size": (
        lambda: LineRequest("x", "hello", voice="ramp", speaker=np.zeros(5, np.float32)),
        InputError,
        "takes 4 finite numbers",
    ),
    "speaker not finite": (
        lambda: LineRequest("x", "hello", voice="ramp", speaker=np.full(4, np.nan, np.float32)),
        InputError,
        "takes 4 finite numbers",
    ),
    "mood": (
        lambda: LineRequest("x", "hello", voice="ramp", mood=UNKNOWN),
        MoodError,
        "unknown emotion 'clam'",
    ),
    "tag": (
        lambda: LineRequest("x", "hi [agry] you", voice="ramp", file="inn.mood", line=7, column=3),
        ScriptError,
        r"^inn\.mood:7:7: .*'agry'.*did you mean 'angry'",
    ),
    "whisper": (
        lambda: LineRequest("x", "hello\n[whisper] you", voice="ramp"),
        ScriptError,
        "^2:1: this voice cannot whisper",
    ),
    "rate": (lambda: LineRequest("x", "hello", rate=float("nan")), InputError, "^rate: nan is out"),
    "pitch": (lambda: LineRequest("x", "hello", pitch_st=99.0), InputError, "^pitch_st: 99.0 is"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_request_is_one_clear_error(engine: SpeechEngine, fault: str) -> None:
    make, kind, message = FAULTS[fault]
    with pytest.raises(kind, match=message):
        engine.open(make())


def test_an_enrolled_speaker_is_a_vector(engine: SpeechEngine) -> None:
    male = LineRequest("x", "hello", voice="ramp", speaker=np.array([0, 1, 0, 0], np.float32))
    by_name = LineRequest("x", "hello", voice="ramp", speaker="cameron")
    np.testing.assert_array_equal(
        engine.open(male).line_plan.plan.pitch_hz, engine.open(by_name).line_plan.plan.pitch_hz
    )


def test_a_voice_that_can_whisper_does(tmp_path: Path) -> None:
    write_voice(tmp_path / "hushed", moody=True, whisper=True)
    engine = SpeechEngine(Shelf([tmp_path]), SPELLER)
    loud = engine.open(LineRequest("x", "hello my friend"))
    hushed = engine.open(LineRequest("x", "hello [whisper] my friend"))
    np.testing.assert_array_equal(hushed.line_plan.durations[:6], loud.line_plan.durations[:6])
    assert hushed.total_samples > loud.total_samples


def test_a_damaged_voice_is_said_and_the_others_speak(voices_folder: Path, tmp_path: Path) -> None:
    write_voice(tmp_path / "broken")
    (tmp_path / "broken" / "plan.onnx").write_bytes(b"x")
    engine = SpeechEngine(Shelf([tmp_path, voices_folder]), SPELLER)
    with pytest.raises(VoiceError, match=r"'plan\.onnx': damaged"):
        engine.open(LineRequest("x", "hello", voice="broken"))
    assert len(speak(engine, LineRequest("x", "hello", voice="ramp")).pcm) > 0


def test_models_are_loaded_once(engine: SpeechEngine) -> None:
    assert engine.load("ramp", "fast")[1] is engine.load("ramp", "fast")[1]
    assert engine.load("ramp", "fast")[1] is not engine.load("ramp", "quality")[1]


def test_seeds_are_stable_and_differ_by_line_voice_and_speaker() -> None:
    def seed(text: str = "hello", voice: str = "v", speaker: str = "", **more: Any) -> int:
        return LineRequest("x", text, speaker=speaker, **more).seed_for(voice, "kathleen")

    assert seed() == seed(speaker="kathleen") == seed(mood=CALM) == 3758125459
    assert len({seed(), seed("hullo"), seed(voice="w"), seed(speaker="cameron")}) == 4
    assert seed(seed=5) == 5


def test_a_line_whose_model_is_there_waits_for_no_other_that_is_loaded(
    voices_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = SpeechEngine(Shelf([voices_folder]), SPELLER)
    engine.load("ramp", "quality")
    begun, go_on = threading.Event(), threading.Event()

    def slow(*arguments: Any, **options: Any) -> VoiceModel:
        begun.set()
        go_on.wait(60.0)
        return load_model(*arguments, **options)

    monkeypatch.setattr("moodvox.speech.engine.load_model", slow)
    with ThreadPoolExecutor(2) as pool:
        loading = pool.submit(engine.load, "ramp", "fast")
        assert begun.wait(60.0)
        opened = pool.submit(engine.open, LineRequest("x", "a b", voice="ramp"))
        try:
            assert opened.result(timeout=30.0).plain == "a b"
            assert not loading.done()
        finally:
            go_on.set()
    assert set(engine.loaded) == {("ramp", "quality"), ("ramp", "fast")}
