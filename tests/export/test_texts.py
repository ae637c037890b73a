"""Lines of dialogue: deterministic, varied, readable, and never what voices are judged with."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from moodvox.errors import InputError
from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.script.items import Line
from moodvox_export.corpus.packed import held_out
from moodvox_export.judging.sentences import ARCTIC, GAME_LINES, is_judged, plain_words
from moodvox_export.texts import Grammar, lines, main, sentences

MANY = sentences(5000, seed=1)


def test_the_same_seed_gives_the_same_lines_and_another_seed_others() -> None:
    assert sentences(300, seed=1) == MANY[:300]
    assert len(set(sentences(300, seed=2)) & set(MANY[:300])) < 60


def test_lines_are_different_and_of_every_kind() -> None:
    assert len({(plain_words(t), t[-1]) for t in MANY}) == len(MANY)
    ends = {mark: sum(t.endswith(mark) for t in MANY) for mark in ".?!"}
    assert min(ends.values()) > 500
    lengths = [len(t.split()) for t in MANY]
    assert lengths.count(1) > 100
    assert max(lengths) > 35
    assert sum(any(c.isdigit() for c in t) for t in MANY) > 100
    assert len({word for t in MANY for word in plain_words(t)}) > 1000


def test_no_line_is_judged() -> None:
    assert len(ARCTIC) >= 24
    assert len(GAME_LINES) >= 30
    assert all(held_out(f"arctic_{prompt}_1") for prompt in ARCTIC)
    assert is_judged("Yes. " + GAME_LINES[0].upper())
    assert not any(is_judged(t) for t in MANY)


def test_a_judged_line_is_left_out() -> None:
    grammar = Grammar.read("= line 1\nI never asked you to save me.\nI asked you to save me.")
    assert list(lines(1, grammar)) == ["I asked you to save me."]


def test_the_front_end_reads_them_with_every_phoneme() -> None:
    pronouncer = Pronouncer.bundled()
    heard = {
        phoneme.rstrip("012")
        for text in MANY[:600]
        for clause in pronounce_line(Line(text), pronouncer)[0]
        for word in clause.words
        for phoneme in word.phonemes
    }
    assert len(heard) == 39


def test_articles_and_capitals_are_those_of_written_english() -> None:
    grammar = Grammar.read("= line 1\na {x} is here. a {x}!\n= x\nowl\nunicorn\nhorse")
    found = set(itertools.islice(lines(3, grammar), 9))
    assert "An owl is here. A horse!" in found
    assert "A unicorn is here. An owl!" in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "before the first rule"),
        ("= line 1\n{nobody}", "nobody"),
        ("= line 1\n= other\nx", "choices"),
        ("= line 1\nx\n= line\ny", "two rules"),
    ],
)
def test_a_faulty_grammar_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Grammar.read(text)


def test_rules_in_circles_are_an_error() -> None:
    with pytest.raises(InputError, match="circles"):
        next(lines(1, Grammar.read("= line 1\n{line}")))


def test_the_verb_prints_or_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--count", "3", "--seed", "1", "--out", f"{tmp_path}/lines.txt"]) == 0
    assert main(["--count", "3", "--seed", "1"]) == 0
    assert (tmp_path / "lines.txt").read_text("utf-8") == capsys.readouterr().out
    assert (tmp_path / "lines.txt").read_text("utf-8") == "\n".join([*MANY[:3], ""])
