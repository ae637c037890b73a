"""The real front end into the speech stage: words, numbers, tags and places line up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fixtures.voices import ramp
from moodvox.errors import InputError, MoodvoxError, ScriptError, TextError
from moodvox.mood.mood import Mood
from moodvox.phonemes.lexicon import Lexicon
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.oneshot import Spoken, speak
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.shelf import Shelf


@pytest.fixture(scope="module")
def engine(voices_folder: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([voices_folder]), LineReader.english())


def said(engine: SpeechEngine, text: str) -> Spoken:
    return speak(engine, LineRequest("x", text, voice="moody"))


def texts(spoken: Spoken, kind: str) -> list[str]:
    return [mark.text for mark in spoken.marks if mark.kind == kind]


def test_words_point_into_the_plain_text(engine: SpeechEngine) -> None:
    spoken = said(engine, "[angry 0.7] Get out of my tavern! [angry -> calm over 1s] It cost $5.")
    plain = "Get out of my tavern! It cost $5."
    np.testing.assert_array_equal(spoken.pcm, ramp(len(spoken.pcm)))
    words = [mark for mark in spoken.marks if mark.kind == "word"]
    assert [word.text for word in words][:6] == ["get", "out", "of", "my", "tavern", "it"]
    assert [plain[word.start : word.end].lower() for word in words][:7] == [
        "get", "out", "of", "my", "tavern", "it", "cost",
    ]  # fmt: skip
    assert [word.text for word in words][-2:] == ["five", "dollars"]


def test_say_and_the_project_lexicon_are_heard(voices_folder: Path) -> None:
    lexicon = Lexicon({"xylophar": ("Z", "AY1", "L", "AH0", "F", "AA2", "R")})
    engine = SpeechEngine(Shelf([voices_folder]), LineReader.english(lexicon))
    spoken = said(engine, "Xylophar and [say Kylo as K AY1 L OW0]")
    phonemes = texts(spoken, "phoneme")
    assert phonemes[1:8] == ["Z", "AY1", "L", "AH0", "F", "AA2", "R"]
    assert phonemes[-5:-1] == ["K", "AY1", "L", "OW0"]


def test_a_projects_mixture_is_a_tag(voices_folder: Path) -> None:
    haunted = Mood.of({"fearful": 0.5, "sad": 0.3})
    reader = LineReader.english(presets={"haunted": haunted})
    engine = SpeechEngine(Shelf([voices_folder]), reader)
    stream = engine.open(LineRequest("x", "[haunted] Who is there?", voice="moody"))
    (block,) = engine.render([stream], 10)
    assert dict(block.mood.weights) == pytest.approx(haunted.as_dict(), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ScriptError),
        ("[angry]", ScriptError),
        ("😀", TextError),
        ("?!", TextError),
        ("Привет", TextError),
        ("a " * 50_000, MoodvoxError),
        ("[say Kylo as KK]", ScriptError),
        ("[angry", ScriptError),
    ],
)
def test_what_cannot_be_spoken_is_one_clear_error(
    engine: SpeechEngine, text: str, kind: type[MoodvoxError]
) -> None:
    with pytest.raises(kind) as caught:
        said(engine, text)
    assert caught.value.message


def test_emoji_are_skipped_and_said(engine: SpeechEngine) -> None:
    spoken = said(engine, "Good night 😀")
    assert texts(spoken, "word") == ["good", "night"]
    assert len(spoken.notices) == 1


def test_one_word_of_one_phoneme(engine: SpeechEngine) -> None:
    assert texts(said(engine, "[say O as OW1]"), "phoneme") == ["SIL", "OW1", "SIL"]


def test_a_line_said_again_is_not_read_again() -> None:
    reader = LineReader.english()
    first = reader.read(LineRequest("a", "[calm] Sit down."), ["calm"])
    assert reader.read(LineRequest("b", "[calm] Sit down.", seed=4), ["calm"]) is first
    assert not first.sequence.features.flags.writeable
    other = reader.read(LineRequest("a", "[calm] Sit down."), ["calm", "angry"])
    assert other is not first


def test_a_fault_is_where_it_stands_also_for_a_known_text() -> None:
    reader = LineReader.english()
    for row in (3, 9):
        with pytest.raises(ScriptError) as caught:
            reader.read(LineRequest("a", "[clam] Sit.", file="scene.mood", line=row), ["calm"])
        assert caught.value.where == f"scene.mood:{row}:2"


@pytest.mark.parametrize("seed", [-1, 1 << 64])
def test_a_seed_is_64_bits(seed: int) -> None:
    with pytest.raises(InputError, match="seed: "):
        LineRequest("x", "Hello.", seed=seed)
