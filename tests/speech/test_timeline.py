"""A mood meets each phoneme at the phoneme's own time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fixtures.reading import SPELLER
from moodvox.errors import EngineError
from moodvox.models.family import Plan, PlanRequest, VoiceModel
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.planner import LinePlan, Planner
from moodvox.speech.request import LineRequest
from moodvox.speech.timeline import Timeline
from moodvox.voices.shelf import Shelf

RISING = MoodCurve.through([(0.3, Mood.of({"calm": 1.0})), (2.5, Mood.of({"panicked": 1.0}))])
TEXT = "so the road goes on and on down to the sea where it began"


@pytest.fixture(scope="module")
def engine(voices_folder: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([voices_folder]), SPELLER)


def planner_of(engine: SpeechEngine, request: LineRequest) -> tuple[Planner, Timeline]:
    pack, model = engine.load(request.voice, request.tier)
    read = engine.reader.read(request, pack.presets.names)
    planner = Planner(
        model=model,
        sequence=read.sequence,
        speaker=pack.speakers.vector(""),
        presets=pack.presets,
        path="keep_intensity",
        rate=1.0,
        pitch_st=0.0,
    )
    names = pack.presets.names
    return planner, Timeline.of(read.line, read.sequence.offset, request.mood, names)


def middles_s(plan: LinePlan) -> np.ndarray:
    ends = np.cumsum(plan.durations)
    return np.asarray((ends - plan.durations / 2) * 0.01)


def test_two_passes_settle_a_line_whose_mood_moves(engine: SpeechEngine) -> None:
    """How far any phoneme is from where endless planning would put it, in a line whose
    tempo changes by half an octave: 55 ms after one pass, 10 (a hop) after two, then 0."""
    planner, timeline = planner_of(engine, LineRequest("x", TEXT, voice="moody", mood=RISING))
    settled = middles_s(planner.plan(timeline, passes=12))
    errors_ms = [
        1000 * np.abs(middles_s(planner.plan(timeline, passes=passes)) - settled).max()
        for passes in (1, 2, 3)
    ]
    np.testing.assert_allclose(errors_ms, [55.0, 10.0, 0.0], atol=1e-6)


def test_each_phoneme_has_the_mood_of_its_own_time(engine: SpeechEngine) -> None:
    planner, timeline = planner_of(engine, LineRequest("x", TEXT, voice="moody", mood=RISING))
    plan = planner.plan(timeline)
    expected = RISING.weights(middles_s(plan), timeline.names)
    assert np.abs(plan.weights - expected).max() < 0.03


class Wayward:
    """A model that counts its plans and may ignore fixed durations."""

    def __init__(self, model: VoiceModel, *, obeys: bool = True) -> None:
        self.hop_samples, self.sample_rate_hz = model.hop_samples, model.sample_rate_hz
        self.plans = 0
        self._model = model
        self._obeys = obeys

    def plan(self, asked: PlanRequest) -> Plan:
        self.plans += 1
        free = np.full(len(asked.ids), np.nan, np.float32)
        return self._model.plan(asked if self._obeys else replace(asked, fixed_s=free))


def test_a_mood_that_stays_is_planned_once_and_not_again(engine: SpeechEngine) -> None:
    sad = MoodCurve.constant(Mood.of({"sad": 0.5}))
    planner, timeline = planner_of(engine, LineRequest("x", TEXT, voice="moody", mood=sad))
    model = Wayward(planner.model)
    counted = replace(planner, model=model)  # type: ignore[arg-type]
    plan = counted.plan(timeline)
    assert model.plans == 1
    assert counted.replan(plan, timeline.with_event(sad, 0.5, 0.4), 40, 9) is plan
    assert model.plans == 1


def test_a_family_that_breaks_its_word_is_found_out(engine: SpeechEngine) -> None:
    planner, timeline = planner_of(engine, LineRequest("x", TEXT, voice="moody"))
    plan = planner.plan(timeline)
    event = timeline.with_event(MoodCurve.constant(Mood.of({"happy": 1.0})), 0.0, 0.0)
    wayward = replace(planner, model=Wayward(planner.model, obeys=False))  # type: ignore[arg-type]
    assert planner.replan(plan, event, 8, 3).durations[2] == plan.durations[2]
    with pytest.raises(EngineError, match="did not keep the durations"):
        wayward.replan(plan, event, 8, 3)


def durations_s(engine: SpeechEngine, text: str, **settings: float) -> np.ndarray:
    stream = engine.open(LineRequest("x", text, voice="moody", **settings))  # type: ignore[arg-type]
    return np.asarray(stream.line_plan.durations * 0.01)


def test_rate_and_pitch_of_line_and_tags_multiply_and_add(engine: SpeechEngine) -> None:
    plain = durations_s(engine, "hello there my friend")
    half = durations_s(engine, "hello there [rate 2] my friend")
    np.testing.assert_array_equal(plain[:11], half[:11])
    assert half[11:].sum() < 0.65 * plain[11:].sum()
    both = durations_s(engine, "[rate 0.5] hello there my friend", rate=2.0)
    np.testing.assert_array_equal(both[1:], plain[1:])
    low = engine.open(LineRequest("x", "[pitch -12st] hello", voice="moody", pitch_st=12.0))
    own = engine.open(LineRequest("x", "hello", voice="moody"))
    np.testing.assert_allclose(
        low.line_plan.plan.pitch_hz[20:], own.line_plan.plan.pitch_hz[20:], rtol=1e-5
    )


def test_a_pause_is_as_long_as_asked_whatever_the_rate_and_mood(engine: SpeechEngine) -> None:
    stream = engine.open(
        LineRequest("x", "[angry] hello [pause 730ms] friend", voice="moody", rate=1.7)
    )
    assert 73 in stream.line_plan.durations
