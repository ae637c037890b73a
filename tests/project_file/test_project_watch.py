"""Noticing that the project file changed. The clock is a number; nobody waits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from moodvox.project.project import Project
from moodvox.project.watch import LOOK_EVERY_S, Change, ProjectWatch

STEP_S = LOOK_EVERY_S


class Game:
    """A folder whose files get a new time with every writing, whatever the disk's clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "moodvox.toml"
        self.lexicon = folder / "names.lexicon"
        self._time_ns = 10**18

    def write(self, text: str, file: Path | None = None) -> None:
        file = file or self.file
        file.write_text(text, "utf-8")
        self._time_ns += 10**9
        os.utime(file, ns=(self._time_ns, self._time_ns))


@pytest.fixture
def game(tmp_path: Path) -> Game:
    return Game(tmp_path)


def error_of(change: Change | None) -> str:
    assert change is not None
    assert change.error is not None
    return change.error.message


def test_the_first_poll_reads(game: Game) -> None:
    game.write("[cast.Mira]")
    watch = ProjectWatch(game.folder)
    assert watch.project == Project.empty()
    change = watch.poll(100.0)
    assert change == Change(Project.load(game.file))
    assert list(watch.project.cast) == ["Mira"]
    assert watch.error is None


def test_without_a_change_there_is_nothing_to_tell(game: Game) -> None:
    game.write("")
    watch = ProjectWatch(game.file)
    watch.poll(0.0)
    assert [watch.poll(STEP_S * step) for step in range(1, 5)] == [None] * 4


def test_a_change_is_told_once_and_not_before_its_time(game: Game) -> None:
    game.write("")
    watch = ProjectWatch(game.file)
    watch.poll(0.0)
    game.write("[cast.Mira]")
    assert watch.poll(STEP_S * 0.9) is None
    change = watch.poll(STEP_S)
    assert change is not None
    assert list(change.project.cast) == ["Mira"]
    assert watch.poll(STEP_S * 2) is None


def test_a_bad_file_leaves_the_last_good_one(game: Game) -> None:
    game.write("[cast.Mira]")
    watch = ProjectWatch(game.file)
    watch.poll(0.0)
    game.write("[cast.Mira]\nrate = 99")
    change = watch.poll(STEP_S)
    assert "rate 99" in error_of(change)
    assert list(watch.project.cast) == ["Mira"]
    assert watch.error is not None
    assert watch.poll(STEP_S * 2) is None, "a fault is told once"
    game.write("[cast.Mira]\nrate = 2.0")
    assert watch.poll(STEP_S * 3) == Change(Project.load(game.file))
    assert watch.error is None
    assert watch.project.cast["Mira"].rate == 2.0


def test_a_file_that_goes_and_comes_back(game: Game) -> None:
    game.write("[cast.Mira]")
    watch = ProjectWatch(game.file)
    watch.poll(0.0)
    game.file.unlink()
    assert "No such file" in error_of(watch.poll(STEP_S))
    assert list(watch.project.cast) == ["Mira"]
    assert watch.poll(STEP_S * 2) is None
    game.write("[cast.Tom]")
    watch.poll(STEP_S * 3)
    assert list(watch.project.cast) == ["Tom"]
    assert watch.error is None


def test_a_missing_file_is_waited_for(game: Game) -> None:
    watch = ProjectWatch(game.folder)
    assert "No such file" in error_of(watch.poll(0.0))
    assert watch.project == Project.empty()
    game.write("[cast.Tom]")
    watch.poll(STEP_S)
    assert list(watch.project.cast) == ["Tom"]


def test_a_change_of_the_lexicon_is_one_of_the_project(game: Game) -> None:
    game.write("Xylo Z AY1", game.lexicon)
    game.write('lexicon = "names.lexicon"')
    watch = ProjectWatch(game.file)
    watch.poll(0.0)
    game.write("Xylo Z AY1 L OW0", game.lexicon)
    watch.poll(STEP_S)
    assert watch.project.lexicon.look_up("xylo") == ("Z", "AY1", "L", "OW0")
    game.write("Xylo QQ", game.lexicon)
    assert "QQ" in error_of(watch.poll(STEP_S * 2))
    assert watch.project.lexicon.look_up("xylo") == ("Z", "AY1", "L", "OW0")


def test_a_bad_lexicon_that_is_new_is_watched_too(game: Game) -> None:
    game.write("Xylo QQ", game.lexicon)
    game.write('lexicon = "names.lexicon"')
    watch = ProjectWatch(game.file)
    error_of(watch.poll(0.0))
    game.write("Xylo Z AY1", game.lexicon)
    change = watch.poll(STEP_S)
    assert change is not None
    assert change.error is None
    assert watch.project.lexicon.look_up("xylo") == ("Z", "AY1")


def test_a_lexicon_that_was_missing_is_found_when_it_comes(game: Game) -> None:
    game.write('lexicon = "names.lexicon"')
    watch = ProjectWatch(game.file)
    assert "there is no file" in error_of(watch.poll(0.0))
    game.write("Xylo Z AY1", game.lexicon)
    watch.poll(STEP_S)
    assert watch.error is None
