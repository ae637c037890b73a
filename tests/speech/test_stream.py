"""Streams: not a sample lost or repeated, whatever is cut, changed or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fixtures.reading import SPELLER
from fixtures.voices import HOP_SAMPLES, RAMP_STEP, SAMPLE_RATE_HZ, ramp
from moodvox.errors import EngineError, InputError, MoodError
from moodvox.models.family import RenderStream
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import FADE_MS, Block, LineStream
from moodvox.voices.shelf import Shelf

LINE = "[calm] Get out of my tavern! [angry 0.4 -> calm over 1s] sorry [pause 200ms] long day."
HAPPY = MoodCurve.constant(Mood.of({"happy": 1.0}))
MOVING = MoodCurve.through([(0.0, Mood()), (0.5, Mood.of({"panicked": 1.0}))])


@pytest.fixture(scope="module")
def engine(voices_folder: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([voices_folder]), SPELLER)


def opened(engine: SpeechEngine, voice: str, text: str = LINE) -> LineStream:
    return engine.open(LineRequest("line", text, voice=voice))


def render_rest(engine: SpeechEngine, stream: LineStream, hops: int) -> list[Block]:
    blocks: list[Block] = []
    while not stream.finished:
        blocks += engine.render([stream], hops)
    return blocks


def joined(blocks: list[Block]) -> np.ndarray:
    """All samples of blocks that must follow each other without a gap."""
    place = blocks[0].first_sample
    for block in blocks:
        assert block.first_sample == place
        place += len(block.pcm)
    return np.concatenate([block.pcm for block in blocks])


@settings(deadline=None, max_examples=50)
@given(cuts=st.lists(st.integers(1, 60), min_size=1), voice=st.sampled_from(["ramp", "eager"]))
def test_every_cut_gives_the_same_samples(
    engine: SpeechEngine, cuts: list[int], voice: str
) -> None:
    stream = opened(engine, voice)
    total = stream.total_samples
    blocks: list[Block] = []
    while not stream.finished:
        blocks += engine.render([stream], cuts[len(blocks) % len(cuts)])
    np.testing.assert_array_equal(joined(blocks), ramp(total))
    assert stream.rendered_samples == stream.total_samples == total


@pytest.mark.parametrize("voice", ["moody", "eager"])
@pytest.mark.parametrize("curve", [HAPPY, MOVING], ids=["happy", "moving"])
def test_a_mood_event_at_every_block_boundary(
    engine: SpeechEngine, voice: str, curve: MoodCurve
) -> None:
    hops = 7
    count = len(render_rest(engine, opened(engine, voice), hops))
    totals = set()
    for boundary in range(count + 1):
        stream = opened(engine, voice)
        blocks = [engine.render([stream], hops)[0] for _ in range(boundary)]
        old = stream.line_plan
        fixed = min(old.durations.sum(), boundary * hops + (9 if voice == "eager" else 0))
        fixed = fixed if boundary else 0
        stream.change_mood(curve, stream.rendered_samples)
        new = stream.line_plan
        kept = np.cumsum(old.durations) - old.durations < fixed
        np.testing.assert_array_equal(new.durations[kept], old.durations[kept])
        np.testing.assert_array_equal(new.plan.pitch_hz[:fixed], old.plan.pitch_hz[:fixed])
        if 0 < fixed < len(old.plan.pitch_hz):
            steps = np.abs(np.diff(12 * np.log2(new.plan.pitch_hz)))
            assert steps.max() < 2.0
        blocks += render_rest(engine, stream, hops)
        total = int(new.durations.sum()) * HOP_SAMPLES
        np.testing.assert_array_equal(joined(blocks), ramp(total))
        assert stream.total_samples == total
        totals.add(total)
    assert len(totals) > count // 4


def test_an_event_changes_what_the_rest_is_spoken_with(engine: SpeechEngine) -> None:
    stream = opened(engine, "moody", "[calm] hello my old friend of many years")
    (first,) = engine.render([stream], 40)
    stream.change_mood(HAPPY, stream.rendered_samples)
    rest = render_rest(engine, stream, 40)
    assert first.mood == Mood.of({"calm": 1.0})
    assert rest[-1].mood == Mood.of({"happy": 1.0})


def test_a_tag_after_the_event_still_acts(engine: SpeechEngine) -> None:
    stream = opened(engine, "moody", "hello my old friend [sad] farewell my dear old friend")
    engine.render([stream], 10)
    stream.change_mood(HAPPY, 0)
    moods = [block.mood for block in render_rest(engine, stream, 10)]
    assert moods[3] == Mood.of({"happy": 1.0})
    assert moods[-1] == Mood.of({"sad": 1.0})


def test_an_event_before_the_first_block_is_as_if_asked_for(engine: SpeechEngine) -> None:
    text = "hello my old friend"
    changed = opened(engine, "moody", text)
    changed.change_mood(HAPPY, 0)
    asked = engine.open(LineRequest("line", text, voice="moody", mood=HAPPY))
    np.testing.assert_array_equal(changed.line_plan.durations, asked.line_plan.durations)


@pytest.mark.parametrize("hops", [1, 5, 20])
def test_cancel_at_every_block(engine: SpeechEngine, hops: int) -> None:
    text = "Get out! Out!"
    count = len(render_rest(engine, opened(engine, "eager", text), hops))
    for boundary in range(1, count):
        stream = opened(engine, "eager", text)
        for _ in range(boundary):
            engine.render([stream], hops)
        first = stream.rendered_samples
        stream.cancel()
        stream.cancel()
        assert not stream.finished
        (fade,) = engine.render([stream], hops)
        assert 0 < len(fade.pcm) <= FADE_MS * SAMPLE_RATE_HZ // 1000
        assert fade.first_sample == first
        assert stream.finished
        assert stream.total_samples == stream.rendered_samples == first + len(fade.pcm)
        expected = (first + np.arange(len(fade.pcm))) * RAMP_STEP
        gain = fade.pcm / expected
        assert gain[0] > 0.99
        assert gain[-1] == 0.0
        assert (np.diff(gain) < 0.0).all()
        (nothing,) = engine.render([stream], hops)
        assert len(nothing.pcm) == 0
        assert all(mark.first_sample < stream.total_samples for mark in stream.take_marks())


def test_cancel_before_the_first_and_after_the_last_block(engine: SpeechEngine) -> None:
    unheard = opened(engine, "eager")
    unheard.cancel()
    assert unheard.finished
    assert unheard.total_samples == 0
    assert unheard.take_marks() == []
    over = opened(engine, "eager")
    total = len(joined(render_rest(engine, over, 50)))
    over.cancel()
    assert over.finished
    assert over.total_samples == total


def test_close_ends_a_line_at_any_time(engine: SpeechEngine) -> None:
    stream = opened(engine, "eager")
    engine.render([stream], 10)
    stream.close()
    assert stream.finished
    assert stream.total_samples == 10 * HOP_SAMPLES
    stream.change_mood(HAPPY, 0)
    assert len(engine.render([stream], 10)[0].pcm) == 0


def test_twenty_interleaved_streams(engine: SpeechEngine) -> None:
    random = np.random.default_rng(7)
    voices = ["ramp", "eager", "moody", "silent"]
    texts = [f"[sad] hello friend {'of mine ' * index}" for index in range(20)]
    streams = [opened(engine, voices[i % 4], text) for i, text in enumerate(texts)]
    alone = [stream.total_samples for stream in streams]
    spoken: list[list[Block]] = [[] for _ in streams]
    while not all(stream.finished for stream in streams):
        chosen = random.permutation(20)[: random.integers(1, 21)]
        blocks = engine.render([streams[i] for i in chosen], int(random.integers(1, 30)))
        for index, block in zip(chosen, blocks, strict=True):
            spoken[index].append(block)
    for index, blocks in enumerate(spoken):
        expected = ramp(alone[index]) * (voices[index % 4] != "silent")
        np.testing.assert_array_equal(joined(blocks), expected)


def test_a_bad_event_changes_nothing(engine: SpeechEngine) -> None:
    stream = opened(engine, "moody")
    engine.render([stream], 10)
    before = stream.line_plan
    unknown = MoodCurve.constant(Mood.of({"hapy": 1.0}))
    with pytest.raises(MoodError, match=r"unknown emotion 'hapy' \(did you mean 'happy'"):
        stream.change_mood(unknown, 0)
    with pytest.raises(InputError, match="sample -1 is before the line"):
        stream.change_mood(HAPPY, -1)
    assert stream.line_plan is before
    assert joined(render_rest(engine, stream, 10))[-1] == (stream.total_samples - 1) * RAMP_STEP


def test_many_events_neither_pile_up_nor_drift(engine: SpeechEngine) -> None:
    stream = opened(engine, "eager", "hello my old friend of many years " * 4)
    blocks: list[Block] = []
    while not stream.finished:
        mood = Mood.of({"angry" if len(blocks) % 2 else "sad": 0.9})
        stream.change_mood(MoodCurve.constant(mood), max(0, stream.rendered_samples - 6000))
        blocks += engine.render([stream], 5)
    np.testing.assert_array_equal(joined(blocks), ramp(stream.total_samples))


def test_no_hops_are_refused(engine: SpeechEngine) -> None:
    with pytest.raises(InputError, match="cannot render 0 hops"):
        engine.render([opened(engine, "ramp")], 0)


def test_a_device_that_fails_loses_no_sample_of_anyone(
    engine: SpeechEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, sick = opened(engine, "eager"), opened(engine, "moody")
    blocks: dict[str, list[Block]] = {"sound": [], "sick": []}
    model = engine.load("moody")[1]
    render = model.render
    turns = 0

    def failing(streams: Sequence[RenderStream], hops: int) -> list[NDArray[np.float32]]:
        nonlocal turns
        turns += 1
        if turns % 2:
            raise EngineError("the device was lost")
        return render(streams, hops)

    monkeypatch.setattr(model, "render", failing)
    while not (sound.finished and sick.finished):
        try:
            first, second = engine.render([sound, sick], 9)
        except EngineError:
            (first,) = engine.render([sound], 4)
            (second,) = engine.render([sick], 4)
        blocks["sound"].append(first)
        blocks["sick"].append(second)
    assert turns > 4
    np.testing.assert_array_equal(joined(blocks["sound"]), ramp(sound.total_samples))
    np.testing.assert_array_equal(joined(blocks["sick"]), ramp(sick.total_samples))
