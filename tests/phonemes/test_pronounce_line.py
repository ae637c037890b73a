"""A script's line as pronounced clauses."""

from __future__ import annotations

import numpy as np
import pytest

from moodvox.errors import TextError
from moodvox.phonemes.frontend import guessed_words, pronounce_line
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import FEATURES, build_sequence
from moodvox.script.items import Item, Line, Pause, Placed, Say, Sound

PRONOUNCER = Pronouncer.bundled()


def line(plain: str, *items: tuple[int, Item]) -> Line:
    """A line with items at offsets."""
    return Line(plain, tuple(Placed(offset, item, 1, 1) for offset, item in items))


def test_words_endings_and_spans() -> None:
    clauses, notices = pronounce_line(line("Well, are you 42?"), PRONOUNCER)
    assert [clause.ending for clause in clauses] == ["continuation", "question"]
    assert [(w.spoken, w.start, w.end) for w in clauses[1].words] == [
        ("are", 6, 9), ("you", 10, 13), ("forty", 14, 16), ("two", 14, 16),
    ]  # fmt: skip
    assert clauses[0].words[0].phonemes == ("W", "EH1", "L")
    assert notices == []


def test_say_fixes_the_sound_of_its_stretch() -> None:
    kylo = Say(8, ("K", "AY1", "L", "OW0"))
    clauses, _ = pronounce_line(line("Hail Kylo Ren, live!", (5, kylo)), PRONOUNCER)
    assert [word.spoken for word in clauses[0].words] == ["hail", "kyloren"]
    assert clauses[0].words[1].phonemes == kylo.phonemes
    assert (clauses[0].words[1].start, clauses[0].words[1].end) == (5, 13)


def test_say_makes_foreign_letters_speakable() -> None:
    with pytest.raises(TextError):
        pronounce_line(line("Hail 北!"), PRONOUNCER)
    clauses, _ = pronounce_line(line("Hail 北!", (5, Say(1, ("B", "EY1")))), PRONOUNCER)
    assert clauses[0].words[1].phonemes == ("B", "EY1")


def test_two_says_of_one_stretch_are_refused() -> None:
    both = line("Kylo Ren", (0, Say(8, ("K",))), (5, Say(3, ("R",))))
    with pytest.raises(TextError, match="two \\[say"):
        pronounce_line(both, PRONOUNCER)


def test_pauses_stand_before_the_next_word_and_at_the_end() -> None:
    paused = line(
        "One two. Three", (0, Pause(0.1)), (4, Pause(0.2)), (4, Pause(0.3)), (9, Pause(0.4)),
        (14, Pause(0.5)),
    )  # fmt: skip
    clauses, _ = pronounce_line(paused, PRONOUNCER)
    assert clauses[0].pause_s == (0.1, 0.5)
    assert clauses[1].pause_s == (0.4,)
    assert clauses[1].final_pause_s == 0.5
    sequence = build_sequence(clauses)
    fixed = sequence.fixed_s[~np.isnan(sequence.fixed_s)]
    np.testing.assert_allclose(fixed, [0.1, 0.5, 0.4, 0.5])
    assert np.isnan(sequence.fixed_s[sequence.word >= 0]).all()


def test_a_pause_inside_a_word_waits_for_the_next() -> None:
    clauses, _ = pronounce_line(line("One two", (1, Pause(0.2))), PRONOUNCER)
    assert clauses[0].pause_s == (0.0, 0.2)


def test_a_stutter_is_the_first_sound_of_the_word() -> None:
    clauses, _ = pronounce_line(line("W-what? Th-this I-I k-know n-no 1-one"), PRONOUNCER)
    said = {word.start: " ".join(word.phonemes) for clause in clauses for word in clause.words}
    assert said[0] == "W AH0"
    assert said[8] == "DH AH0"
    assert said[16] == "AY1"
    assert said[20] == "N AH0"
    assert said[27] == "N AH0"


def test_a_stutter_may_go_on() -> None:
    clauses, _ = pronounce_line(line("S-s-stop! A-and go."), PRONOUNCER)
    said = [" ".join(word.phonemes) for clause in clauses for word in clause.words]
    assert said[:2] == ["S AH0", "S AH0"]
    assert said[3] == "AH0"


def test_initials_and_letters_are_names() -> None:
    clauses, _ = pronounce_line(line("A USA plan A."), PRONOUNCER)
    assert [" ".join(word.phonemes) for word in clauses[0].words] == [
        "AH0", "Y UW1", "EH1 S", "EY1", "P L AE1 N", "EY1",
    ]  # fmt: skip


def test_a_question_differs_from_a_statement_for_the_model() -> None:
    asked, told = (
        build_sequence(pronounce_line(line(text), PRONOUNCER)[0]) for text in ("Go?", "Go.")
    )
    assert (asked.ids == told.ids).all()
    column = FEATURES.index("question")
    assert asked.features[:, column].all()
    assert not told.features[:, column].any()


def test_guessed_words_are_listed_with_their_places() -> None:
    guesses = guessed_words(line("Hail Grobnak, lord of 3 orcs of Grobnak's!"), PRONOUNCER)
    assert [(w.spoken, w.start, w.end) for w in guesses] == [
        ("grobnak", 5, 12),
        ("grobnak's", 32, 41),
    ]


def test_notices_come_along() -> None:
    _, notices = pronounce_line(line("Hi 🙂"), PRONOUNCER)
    assert [(n.start, n.end) for n in notices] == [(3, 4)]


def test_sounds_are_silences_of_their_own() -> None:
    heard = line("Oh, you are serious?", (0, Sound("laugh")), (4, Pause(0.2)), (4, Sound("gasp")),
                 (20, Sound("sigh")))  # fmt: skip
    clauses, _ = pronounce_line(heard, PRONOUNCER)
    sequence = build_sequence(clauses)
    places = [(place, name) for place, name in enumerate(sequence.sounds) if name]
    assert [name for _, name in places] == ["laugh", "gasp", "sigh"]
    assert all(sequence.word[place] == -1 for place, _ in places)
    assert len(sequence.sounds) == len(sequence.ids)
    gasp = places[1][0]
    assert sequence.fixed_s[gasp - 1] == np.float32(0.2)
    assert np.isnan(sequence.fixed_s[gasp])
    assert sequence.sounds[-1] == ""


def test_a_line_may_be_one_sound() -> None:
    clauses, notices = pronounce_line(line("", (0, Sound("pain"))), PRONOUNCER)
    assert notices == []
    assert build_sequence(clauses).sounds == ("", "pain", "")


def test_without_sounds_the_phonemes_are_as_before() -> None:
    clauses, _ = pronounce_line(line("Well, hello. You?"), PRONOUNCER)
    assert not any(build_sequence(clauses).sounds)
