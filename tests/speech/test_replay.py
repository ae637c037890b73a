"""A line from the cache is the line: samples, marks, moods; and it can be turned live anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moodvox.cache.lines import LineCache
from moodvox.mood.curve import Decay, Keyframe, MoodCurve
from moodvox.mood.mood import Mood
from moodvox.phonemes.lexicon import Lexicon
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import Block, LineStream
from moodvox.voices.presets import DEFAULT_PATH
from moodvox.voices.shelf import Shelf

TEXT = "[calm 0.6 -> angry 0.9 over 1s] I have waited, I have asked, and now it is over."
ANGRY = MoodCurve.constant(Mood.of({"angry": 1.0}))


@pytest.fixture
def engine(voices_folder: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([voices_folder]), LineReader.english(), cache=LineCache())


def request(**changes: Any) -> LineRequest:
    return LineRequest(**{"id": "line", "text": TEXT, "voice": "eager", **changes})


def rest(engine: SpeechEngine, stream: LineStream, hops: int) -> list[Block]:
    blocks = []
    while not stream.finished:
        blocks += engine.render([stream], hops)
    return blocks


def pcm_of(blocks: list[Block]) -> np.ndarray:
    return np.concatenate([block.pcm for block in blocks])


@pytest.mark.parametrize("voice", ["eager", "moody", "ramp"])
def test_a_repeated_line_is_the_same_block_by_block(engine: SpeechEngine, voice: str) -> None:
    first = engine.open(request(voice=voice))
    blocks, marks = [], []
    while not first.finished:
        blocks += engine.render([first], 7)
        marks.append(first.take_marks())
    again = engine.open(request(voice=voice))
    assert not first.is_replayed
    assert again.is_replayed
    assert again.total_samples == first.rendered_samples
    for block, expected in zip(blocks, marks, strict=True):
        (replayed,) = engine.render([again], 7)
        np.testing.assert_array_equal(replayed.pcm, block.pcm)
        assert (replayed.first_sample, replayed.mood) == (block.first_sample, block.mood)
        assert again.take_marks() == expected
    assert again.finished
    assert (again.plain, again.notices) == (first.plain, first.notices)


def test_the_samples_do_not_depend_on_the_blocks(engine: SpeechEngine) -> None:
    expected = pcm_of(rest(engine, engine.open(request()), 4))
    for hops in (1, 5, 20, 1000):
        stream = engine.open(request())
        assert stream.is_replayed
        np.testing.assert_array_equal(pcm_of(rest(engine, stream, hops)), expected)


@pytest.mark.parametrize("blocks_before", [0, 1, 2, 5, 11])
def test_a_mood_event_turns_it_live_and_nothing_is_lost_or_repeated(
    engine: SpeechEngine, voices_folder: Path, blocks_before: int
) -> None:
    def spoken(engine: SpeechEngine) -> tuple[list[Block], list[Any], LineStream]:
        stream, blocks, marks = engine.open(request()), [], []
        for _ in range(blocks_before):
            blocks += engine.render([stream], 7)
            marks += stream.take_marks()
        stream.change_mood(ANGRY, max(0, stream.rendered_samples - 1200))
        while not stream.finished:
            blocks += engine.render([stream], 7)
            marks += stream.take_marks()
        return blocks, marks, stream

    plain = SpeechEngine(Shelf([voices_folder]), LineReader.english())
    expected, expected_marks, _ = spoken(plain)
    rest(engine, engine.open(request()), 20)
    blocks, marks, stream = spoken(engine)
    np.testing.assert_array_equal(pcm_of(blocks), pcm_of(expected))
    assert [block.mood for block in blocks] == [block.mood for block in expected]
    assert marks == expected_marks
    assert not stream.is_replayed
    assert engine.counters()["line_cache_turned_live"] == 1
    unchanged = engine.open(request())
    assert unchanged.is_replayed, "what was changed has not replaced what was kept"


def test_replays_and_live_lines_share_a_batch(engine: SpeechEngine) -> None:
    expected = pcm_of(rest(engine, engine.open(request()), 20))
    other_text = "Another line altogether."
    alone = pcm_of(rest(engine, engine.open(request(text=other_text, seed=1)), 20))
    replay, live = engine.open(request()), engine.open(request(text=other_text, seed=2))
    got: list[list[Block]] = [[], []]
    while not (replay.finished and live.finished):
        for blocks, block in zip(got, engine.render([replay, live], 6), strict=True):
            blocks.append(block)
    np.testing.assert_array_equal(pcm_of(got[0]), expected)
    np.testing.assert_array_equal(pcm_of(got[1]), alone)


def test_a_line_that_was_cut_or_changed_is_not_kept(engine: SpeechEngine) -> None:
    cut = engine.open(request())
    engine.render([cut], 7)
    cut.cancel()
    rest(engine, cut, 7)
    changed = engine.open(request())
    engine.render([changed], 7)
    changed.change_mood(ANGRY, 0)
    rest(engine, changed, 7)
    closed = engine.open(request())
    engine.render([closed], 7)
    closed.close()
    assert not engine.open(request()).is_replayed
    assert engine.counters()["line_cache_kept"] == 0


def test_a_replay_that_is_cancelled_fades_as_any_line(engine: SpeechEngine) -> None:
    whole = pcm_of(rest(engine, engine.open(request()), 20))
    stream = engine.open(request())
    engine.render([stream], 20)
    stream.cancel()
    (last,) = engine.render([stream], 20)
    assert stream.finished
    assert 0 < len(last.pcm) <= 480
    assert last.pcm[-1] == 0.0
    assert np.all(np.abs(last.pcm) <= np.abs(whole[4800 : 4800 + len(last.pcm)]) + 1e-9)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": TEXT + " Go."},
        {"voice": "moody"},
        {"tier": "fast"},
        {"speaker": "cameron"},
        {"speaker": "kathleen 0.9 + cameron 0.1"},
        {"mood": ANGRY},
        {"seed": 5},
        {"rate": 1.1},
        {"pitch_st": 1.0},
    ],
)
def test_whatever_changes_the_sound_makes_another_line(
    engine: SpeechEngine, changes: dict[str, Any]
) -> None:
    rest(engine, engine.open(request()), 50)
    assert engine.open(request(id="other", file="x", line=9)).is_replayed
    assert not engine.open(request(**changes)).is_replayed


def test_a_mood_at_rest_has_no_past_and_one_that_moves_has(engine: SpeechEngine) -> None:
    angry, calm = Mood.of({"angry": 0.8}), Mood.of({"calm": 0.5})

    def curve(*points: tuple[float, Mood], decay: Decay | None = None) -> MoodCurve:
        return MoodCurve(tuple(Keyframe(at_s, mood) for at_s, mood in points), decay=decay)

    rest(engine, engine.open(request(mood=curve((-3.0, calm), (-1.0, angry)))), 50)
    alike = [
        curve((0.0, angry)),
        curve((-50.0, angry)),
        curve((-1.0, Mood.of({"angry": 0.8002}))),
        curve((-9.0, angry), decay=Decay(angry, 1.0)),
        curve((-99.0, calm), decay=Decay(angry, 1.0)),
    ]
    assert all(engine.open(request(mood=mood)).is_replayed for mood in alike)
    others = [
        curve((0.0, calm)),
        curve((-1.0, calm), (1.0, angry)),
        curve((-1.0, angry), (1.0, angry)),
        curve((0.0, angry), decay=Decay(calm, 1.0)),
        curve((-1.0, calm), decay=Decay(angry, 1.0)),
    ]
    assert not any(engine.open(request(mood=mood)).is_replayed for mood in others)


def test_the_projects_words_and_path_make_another_line(engine: SpeechEngine) -> None:
    rest(engine, engine.open(request()), 50)
    before = engine.reader
    engine.reader = LineReader.english(Lexicon({"waited": ("W", "EY1", "T")}))
    assert not engine.open(request()).is_replayed
    engine.reader = LineReader.english()
    assert engine.open(request()).is_replayed, "a reader that reads alike finds it"
    assert engine.reader is not before
    assert engine.emotion_path == DEFAULT_PATH == "keep_intensity"
    engine.emotion_path = "linear"
    assert not engine.open(request()).is_replayed


def test_a_reader_that_nobody_knows_keeps_nothing(engine: SpeechEngine) -> None:
    engine.reader = LineReader(pronounce=engine.reader.pronounce)
    rest(engine, engine.open(request(text="Plain words.")), 50)
    assert not engine.open(request(text="Plain words.")).is_replayed
