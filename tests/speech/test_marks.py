"""Marks: each once, in time, and never contradicted."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.reading import SPELLER
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.marks import Mark
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream
from moodvox.voices.shelf import Shelf

TEXT = "Hello [sad] old friend! [pause 300ms] You are late."


@pytest.fixture(scope="module")
def engine(voices_folder: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([voices_folder]), SPELLER)


def check_whole(marks: list[Mark], stream: LineStream) -> None:
    """Phonemes and visemes tile the line; words are where their phonemes are."""
    for kind in ("phoneme", "viseme"):
        place = 0
        for mark in marks:
            if mark.kind == kind:
                assert mark.first_sample == place
                assert mark.samples > 0
                place += mark.samples
        assert place == stream.total_samples
    words = [mark for mark in marks if mark.kind == "word"]
    assert [stream.plain[word.start : word.end] for word in words] == [
        "Hello", "old", "friend", "You", "are", "late",
    ]  # fmt: skip
    for word in words:
        sounds = [
            m for m in marks if m.kind == "phoneme" and (m.start, m.end) == (word.start, word.end)
        ]
        assert sounds[0].first_sample == word.first_sample
        assert sum(sound.samples for sound in sounds) == word.samples
    for before, after in itertools.pairwise(words):
        assert before.first_sample + before.samples <= after.first_sample


def test_marks_of_an_undisturbed_line(engine: SpeechEngine) -> None:
    stream = engine.open(LineRequest("line", TEXT, voice="eager"))
    assert stream.take_marks() == []
    marks: list[Mark] = []
    while not stream.finished:
        engine.render([stream], 10)
        fresh = stream.take_marks()
        marks += fresh
        known = {mark.first_sample for mark in marks if mark.kind == "phoneme"}
        assert max(known) + 3 * 4000 > stream.rendered_samples
    assert stream.take_marks() == []
    check_whole(marks, stream)
    hello = [mark.text for mark in marks if mark.kind == "phoneme"][:6]
    assert hello == ["SIL", "HH", "EH1", "L", "L", "AO1"]


def test_a_word_is_announced_before_it_is_rendered(engine: SpeechEngine) -> None:
    stream = engine.open(LineRequest("line", TEXT, voice="eager"))
    while not stream.finished:
        engine.render([stream], 5)
        for mark in stream.take_marks():
            if stream.rendered_samples > 5 * stream.hop_samples:
                assert mark.first_sample >= stream.rendered_samples - 5 * stream.hop_samples


@settings(deadline=None, max_examples=60)
@given(
    events=st.lists(
        st.tuples(st.integers(1, 30), st.sampled_from(CORE_EMOTIONS), st.integers(0, 24000)),
        max_size=12,
    ),
    voice=st.sampled_from(["moody", "eager"]),
    rate=st.sampled_from([1.0, 2.0]),
    eager_listener=st.booleans(),
)
def test_events_never_contradict_a_mark_already_given(
    engine: SpeechEngine,
    events: list[tuple[int, str, int]],
    voice: str,
    rate: float,
    eager_listener: bool,
) -> None:
    stream = engine.open(LineRequest("line", TEXT, voice=voice, rate=rate))
    marks: list[Mark] = []
    for hops, emotion, behind in events:
        engine.render([stream], hops)
        if eager_listener:
            marks += stream.take_marks()
        mood = Mood.of({emotion: 1.0})
        stream.change_mood(MoodCurve.constant(mood), max(0, stream.rendered_samples - behind))
    while not stream.finished:
        engine.render([stream], 13)
        marks += stream.take_marks()
    check_whole(marks + stream.take_marks(), stream)
