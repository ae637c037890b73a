"""`moodvox ab`: pairs to files, a listener at a terminal, what ratings prove; live games."""

from __future__ import annotations

import json
import os
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moodvox.ab.ratings import Rating, keep, load
from moodvox.cli import ab
from moodvox.cli.main import DONE, FAILED, main
from moodvox.client import Client
from moodvox.project.project import Project, read_project

SCRIPT = """Marta: Out with you! #out
Bram: [happy] One more, and then another one. #more
Marta: [angry] No. #no
"""


@pytest.fixture
def words(tmp_path: Path, voices_folder: Path) -> list[str]:
    (tmp_path / "scene.mood").write_text(SCRIPT, "utf-8")
    ratings = ["--ratings", str(tmp_path / "ratings.jsonl")]
    voices = ["--voices", str(voices_folder), "--a", "voice=moody", "--b", "voice=eager"]
    return ["ab", str(tmp_path / "scene.mood"), *ratings, *voices]


def test_pairs_are_written_with_a_key_that_is_right(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words[words.index("voice=eager")] = "voice=moody, speaker=cameron"
    assert main([*words, "--export", str(tmp_path / "out"), "--repeats", "2"]) == DONE
    key = json.loads((tmp_path / "out" / "key.json").read_text("utf-8"))
    assert key["test"] == "voice=moody | voice=moody, speaker=cameron"
    assert sorted(pair["item"] for pair in key["pairs"]) == [
        "more",
        "more",
        "no",
        "no",
        "out",
        "out",
    ]
    for pair in key["pairs"]:
        for number in (1, 2):
            with wave.open(str(tmp_path / "out" / f"{pair['number']:03}-{number}.wav")) as file:
                assert file.getnframes() > 1000
                assert file.getframerate() == 24000
    assert "6 pairs" in capsys.readouterr().out


class Speaker:
    """Stands for the headphones."""

    played: list[int]

    def __init__(self, sample_rate_hz: int) -> None:
        assert sample_rate_hz == 24000
        self.played = []

    def __enter__(self) -> Speaker:
        return self

    def __exit__(self, *fault: object) -> None:
        assert len(self.played) == 3

    def write(self, samples: Any) -> None:
        self.played.append(len(samples))


def test_a_listener_chooses_and_it_is_kept_by_variant(
    tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    answers = iter(["1", "what?", "r", "2", "0"])
    monkeypatch.setattr(ab, "Output", Speaker)
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    assert main([*words, "--rater", "Ada", "--seed", "4"]) == DONE
    kept = load(tmp_path / "ratings.jsonl")
    assert [one.rater for one in kept] == ["Ada"] * 3
    assert kept[0].choice == kept[0].first
    assert kept[1].choice == ("b" if kept[1].first == "a" else "a")
    assert kept[2].choice == "same"
    assert "No preference is proven" in capsys.readouterr().out


def test_who_has_enough_may_go(
    tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["1", "q"])
    monkeypatch.setattr(ab, "Output", Speaker)
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    assert main(words) == DONE
    assert len(load(tmp_path / "ratings.jsonl")) == 1


def test_results_are_told_test_by_test(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.jsonl"
    for number in range(12):
        keep(path, Rating("quality | fast", str(number), "a", "b"))
        keep(path, Rating("x | y", str(number), "a" if number % 2 else "b", "a"))
    assert main(["ab", "--result", "--ratings", str(path)]) == DONE
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("quality | fast: 'quality' is preferred: 100%")
    assert said[1].startswith("x | y: No preference is proven")
    words = ["ab", "--result", "--json", "--ratings", str(path), "--a", "quality", "--b", "fast"]
    assert main(words) == DONE
    assert json.loads(capsys.readouterr().out)["chose_a"] == 12


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ab", "--a", "fast", "--b", "quality"], "which lines?"),
        (["ab", "x.mood", "--a", "fast"], "says nothing"),
        (["ab", "no-such-file.mood", "--a", "fast", "--b", "quality"], "no-such-file.mood"),
    ],
)
def test_what_is_missing_is_said(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == FAILED
    assert said in capsys.readouterr().err


def project_of(folder: Path, text: str) -> Path:
    (folder / "moodvox.toml").write_text(text, "utf-8")
    return folder


def test_a_project_deals_out_two_variants(tmp_path: Path) -> None:
    text = '[ab]\na = "quality"\nb = "fast"\nby = "line"\nshare_b = 0.25\nsalt = "x"\n'
    comparison = Project.load(project_of(tmp_path, text)).comparison
    assert comparison is not None
    assert (comparison.by, comparison.share_b, comparison.salt) == ("line", 0.25, "x")
    assert Project.load(project_of(tmp_path, "")).comparison is None


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ('[ab]\na = "fst"\nb = "fast"\n', "2:", "no tier is called 'fst'"),
        ('[ab]\na = "fast"\n', "", "says nothing"),
        ('[ab]\na = "fast"\nb = "quality"\nby = "day"\n', "4:", "day"),
        ('[ab]\na = "fast"\nb = "quality"\nshare_b = 2\n', "4:", "share_b"),
    ],
)
def test_faults_of_the_table_have_a_place(tmp_path: Path, text: str, place: str, said: str) -> None:
    _, faults = read_project(project_of(tmp_path, text))
    assert faults
    assert said in str(faults[0])
    assert f"moodvox.toml:{place}" in faults[0].where


def test_a_live_game_is_dealt_out_and_counted(
    tmp_path: Path, voices_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    text = '[ab]\na = "voice=ramp"\nb = "voice=silent"\n[defaults]\nvoice = "ramp"\n'
    folder = project_of(tmp_path, text)
    with Client.launch(voices=[voices_folder], project=folder, credit_by="all") as client:
        comparison = Project.load(folder).comparison
        assert comparison is not None
        for number in range(8):
            name = f"guard {number}"
            for line in (client.say(name, "Halt!"), client.say(name, "Who goes there?")):
                line.wait()
                heard = "b" if not np.any(line.samples()) else "a"
                assert heard == comparison.side(name, line.id)
        client.say("guard 0", "No part of it.", voice="ramp").wait()
        stats = client.stats()
    assert stats["ab_a_lines"] + stats["ab_b_lines"] == 16
    assert stats["ab_a_lines"] > 0 < stats["ab_b_lines"]
