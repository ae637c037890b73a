"""The voice that comes with Moodvox, held to what the ramp voices are held to."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from moodvox.models.family import Plan
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.marks import Mark
from moodvox.speech.oneshot import speak
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream
from moodvox.voices.shelf import Shelf

TOLERANCE = 1e-4
"""Of full scale: what cutting a line differently may change at most."""

TEXT = "[calm] Get out of my tavern! [angry 0.4 -> calm over 2s] Sorry. Long day."
FURIOUS = MoodCurve.constant(Mood.of({"angry": 1.0}))

Samples = NDArray[np.float32]


@pytest.fixture(scope="module")
def engine() -> SpeechEngine:
    return SpeechEngine(Shelf(), LineReader.english())


@pytest.fixture(scope="module")
def whole(engine: SpeechEngine) -> Samples:
    """The line, undisturbed."""
    return speak(engine, LineRequest("line", TEXT)).pcm


def opened(engine: SpeechEngine) -> LineStream:
    return engine.open(LineRequest("line", TEXT))


def render(engine: SpeechEngine, stream: LineStream, hops: int, blocks: int = 10**6) -> Samples:
    parts = [np.zeros(0, np.float32)]
    while not stream.finished and len(parts) <= blocks:
        parts += [block.pcm for block in engine.render([stream], hops)]
    return np.concatenate(parts)


@pytest.mark.parametrize("hops", [1, 3, 10, 37])
def test_every_cut_gives_the_same_samples(engine: SpeechEngine, whole: Samples, hops: int) -> None:
    pcm = render(engine, opened(engine), hops)
    assert len(pcm) == len(whole)
    assert np.abs(pcm - whole).max() <= TOLERANCE


def test_a_batch_is_as_its_lines_alone(engine: SpeechEngine, whole: Samples) -> None:
    streams = [opened(engine) for _ in range(3)]
    render(engine, streams[1], 7, blocks=3)
    parts: list[list[Samples]] = [[], [], []]
    while not all(stream.finished for stream in streams):
        for mine, block in zip(parts, engine.render(streams, 20), strict=True):
            mine.append(block.pcm)
    for mine, begin in zip(parts, (0, 21 * 240, 0), strict=True):
        assert np.abs(np.concatenate(mine) - whole[begin:]).max() <= TOLERANCE


def steepest_st(plan: Plan) -> float:
    """The largest step of F0 from hop to hop, in semitones."""
    return float(np.abs(np.diff(12 * np.log2(plan.pitch_hz))).max())


@pytest.mark.parametrize("blocks", [0, 1, 6, 13])
def test_a_mood_event_leaves_the_past_and_changes_the_rest(
    engine: SpeechEngine, whole: Samples, blocks: int
) -> None:
    stream = opened(engine)
    spoken = render(engine, stream, 10, blocks)
    marks = stream.take_marks()
    old = stream.line_plan
    stream.change_mood(FURIOUS, max(0, len(spoken) - 4800))
    new = stream.line_plan
    rest = render(engine, stream, 10)
    np.testing.assert_array_equal(spoken, render(engine, opened(engine), 10, blocks))
    assert len(spoken) + len(rest) == stream.total_samples
    assert not np.array_equal(new.plan.pitch_hz, old.plan.pitch_hz)
    pcm = np.concatenate([spoken, rest])
    natural = np.abs(np.diff(pcm)).max()
    if blocks:
        seam = len(spoken)
        assert abs(pcm[seam] - pcm[seam - 1]) <= natural
        assert np.abs(pcm[:seam] - whole[:seam]).max() <= TOLERANCE
    furious = engine.open(LineRequest("line", TEXT, mood=FURIOUS))
    furious.change_mood(FURIOUS, 0)
    own = max(steepest_st(old.plan), steepest_st(furious.line_plan.plan))
    assert steepest_st(new.plan) <= own + 1.5
    check_tiles(marks + stream.take_marks(), stream.total_samples)


@pytest.mark.parametrize("storm", range(4))
def test_a_storm_of_events_loses_nothing(engine: SpeechEngine, storm: int) -> None:
    random = np.random.default_rng(storm)
    stream = engine.open(LineRequest("line", TEXT, rate=(0.7, 1.0, 1.5, 2.0)[storm]))
    marks: list[Mark] = []
    samples = 0
    while not stream.finished:
        (block,) = engine.render([stream], int(random.integers(1, 25)))
        samples += len(block.pcm)
        if random.random() < 0.7:
            marks += stream.take_marks()
        first, second = random.choice(CORE_EMOTIONS, 2, replace=False)
        curve = MoodCurve.through([(0.0, Mood.of({first: 0.8})), (0.5, Mood.of({second: 1.0}))])
        stream.change_mood(curve, max(0, stream.rendered_samples - int(random.integers(0, 9000))))
    check_tiles(marks + stream.take_marks(), stream.total_samples)
    assert samples == stream.total_samples


def check_tiles(marks: list[Mark], samples: int) -> None:
    """Phonemes follow each other without gap or overlap from the first sample to the last."""
    place = 0
    for mark in marks:
        if mark.kind == "phoneme":
            assert mark.first_sample == place
            place += mark.samples
    assert place == samples


def test_cancel_fades_within_twenty_milliseconds(engine: SpeechEngine, whole: Samples) -> None:
    for blocks in (1, 4, 9):
        stream = opened(engine)
        spoken = render(engine, stream, 10, blocks)
        stream.cancel()
        fade = render(engine, stream, 10)
        assert 0 < len(fade) <= 480
        assert stream.finished
        due = whole[len(spoken) : len(spoken) + len(fade)]
        assert (np.abs(fade) <= np.abs(due) + TOLERANCE).all()
        assert abs(fade[-1]) <= TOLERANCE


@pytest.mark.parametrize("text", ["[say O as OW1]", "No.", "Hm"])
def test_the_shortest_lines(engine: SpeechEngine, text: str) -> None:
    spoken = speak(engine, LineRequest("line", text))
    assert 0.1 < len(spoken.pcm) / spoken.sample_rate_hz < 3.0
    assert np.isfinite(spoken.pcm).all()
    assert np.abs(spoken.pcm).max() <= 1.0


def test_two_passes_put_every_mood_where_it_belongs(engine: SpeechEngine) -> None:
    """The weights that a phoneme was planned with, and those at the time it is heard."""
    curve = MoodCurve.through([(0.2, Mood.of({"calm": 1.0})), (2.0, Mood.of({"angry": 1.0}))])
    text = "So the road goes on and on, down to the sea where it began."
    plan = engine.open(LineRequest("line", text, mood=curve)).line_plan
    names = engine.load()[0].presets.names
    ends_s = np.cumsum(plan.durations) * 0.01
    heard = curve.weights(ends_s - plan.durations * 0.005, names)
    assert np.abs(heard - plan.weights).max() < 0.05


def test_it_knows_every_core_emotion_and_keeps_their_intensity(engine: SpeechEngine) -> None:
    """Half-way between two emotions: how far the straight line sags in this voice."""
    table = engine.load()[0].presets
    assert set(CORE_EMOTIONS) <= set(table.names)
    ratios: dict[str, list[float]] = {"linear": [], "keep_intensity": []}
    for first, second in itertools.combinations(range(len(table.names)), 2):
        weights = np.zeros((3, len(table.names)), np.float32)
        weights[0, first] = weights[1, second] = 0.5
        weights[2, [first, second]] = 0.5
        for path, found in ratios.items():
            one, other, middle = np.linalg.norm(
                table.vectors(weights, "linear" if path == "linear" else "keep_intensity"), axis=1
            )
            found.append(float(middle / (one + other)))
    assert np.median(ratios["linear"]) < 0.95
    assert np.median(ratios["keep_intensity"]) > 0.999


@pytest.mark.parametrize("tier", ["quality", "fast"])
@pytest.mark.parametrize("text", ["[laugh] You? [sigh] Never.", "[pain]", "No! [trembling] No."])
def test_sounds_and_shakes_are_cut_alike_in_both_tiers(
    engine: SpeechEngine, tier: str, text: str
) -> None:
    request = LineRequest("line", text, tier=tier)
    whole = speak(engine, request).pcm
    assert float(np.abs(whole).max()) > 0.01
    for hops in (1, 7):
        pcm = render(engine, engine.open(request), hops)
        assert len(pcm) == len(whole)
        assert np.abs(pcm - whole).max() <= TOLERANCE
