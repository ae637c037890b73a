"""What the studio does with files that are not as it would like them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moodvox.errors import InputError
from moodvox.studio.saving import ChangedError, digest, save
from studio.conftest import Connect, Start
from studio.studio_kit import tavern


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scene.mood"
    path.write_bytes(b"Wren: Quiet.\n")
    return path


def test_a_file_is_replaced_whole_and_keeps_its_mode(file: Path) -> None:
    file.chmod(0o640)
    save(file, b"new\n", seen=digest(b"Wren: Quiet.\n"))
    assert file.read_bytes() == b"new\n"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["scene.mood"]


def test_a_new_file_is_made_only_where_none_is(tmp_path: Path) -> None:
    save(tmp_path / "new.json", b"{}", seen="")
    with pytest.raises(ChangedError):
        save(tmp_path / "new.json", b"[]", seen="")
    assert (tmp_path / "new.json").read_bytes() == b"{}"


def test_somebody_elses_change_is_never_overwritten(file: Path) -> None:
    seen = digest(file.read_bytes())
    file.write_bytes(b"Wren: Somebody else was here.\n")
    with pytest.raises(ChangedError, match="changed on disk"):
        save(file, b"new\n", seen=seen)
    assert file.read_bytes() == b"Wren: Somebody else was here.\n"


def test_a_link_is_followed(file: Path) -> None:
    link = file.with_name("link.mood")
    link.symlink_to(file)
    save(link, b"new\n", seen=digest(file.read_bytes()))
    assert link.is_symlink()
    assert file.read_bytes() == b"new\n"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    target: object = Path if step == "replace" else os
    monkeypatch.setattr(target, step, full)
    with pytest.raises(InputError, match="No space left on device") as refused:
        save(file, b"new\n", seen=digest(b"Wren: Quiet.\n"))
    assert refused.value.hint == "nothing was changed"
    assert file.read_bytes() == b"Wren: Quiet.\n"
    assert len(list(file.parent.iterdir())) == 1


def test_a_read_only_file_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anything
    with pytest.raises(InputError, match="read-only"):
        save(file, b"new\n", seen=digest(b"Wren: Quiet.\n"))


STRANGE = 'Wren: He said "no/../yes\\\\" & <b>left</b>. #quote\n'


def test_strange_files_are_told_apart_from_good_ones(
    start_studio: Start, connect: Connect, tmp_path: Path
) -> None:
    folder = tavern(tmp_path / "a 'strange' & <b>folder</b>")
    (folder / "latin.mood").write_bytes("Wren: Café. #cafe\n".encode("latin-1"))
    (folder / "wide.mood").write_bytes("Wren: Quiet.\n".encode("utf-16"))
    (folder / "quo'te \".mood").write_text(STRANGE, "utf-8")
    (folder / "twice.mood").write_text("Wren: One. #a\nWren: Two. #a\n", "utf-8")
    (folder / "empty.mood").write_bytes(b"")
    tab = connect(start_studio(folder))
    files = tab.ask("hello")["files"]
    assert "quo'te \".mood" in files
    latin = tab.ask("open", file="latin.mood")
    assert latin["where"] == "latin.mood:1:10"
    assert "not UTF-8" in latin["message"]
    assert "UTF-16" in tab.ask("open", file="wide.mood")["message"]
    assert tab.ask("open", file="empty.mood")["lines"] == []
    strange = tab.ask("open", file="quo'te \".mood")["lines"][0]
    assert strange[2] == STRANGE.removeprefix("Wren: ").removesuffix(" #quote\n")
    tab.ask("open", file="twice.mood")
    assert tab.ask("check", file="twice.mood")["faults"] == {
        "a@2": ["id 'a' is already that of row 1"]
    }
    second = {"file": "twice.mood", "line": "a", "row": 2, "text": "Two."}
    assert tab.ask("look", **second)["plain"] == "Two."


def test_only_listed_files_are_opened(
    start_studio: Start, connect: Connect, tmp_path: Path
) -> None:
    (tmp_path / "secret.mood").write_text("Wren: Hush. #hush\n", "utf-8")
    tab = connect(start_studio(tavern(tmp_path / "tavern")))
    names = ["../secret.mood", "/etc/passwd", "", "tavern.mood/..", "a\0b", "moodvox.toml"]
    for name in names:
        answer = tab.ask("open", file=name)
        assert answer["type"] == "fault"
        assert "there is no dialogue file" in answer["message"]


def test_a_bake_goes_nowhere_but_below(
    start_studio: Start, connect: Connect, tmp_path: Path
) -> None:
    tab = connect(start_studio(tavern(tmp_path / "tavern")))
    for out in ("..", "../elsewhere", "/tmp/elsewhere", "", ".", "baked/../.."):
        assert "is not a folder inside" in tab.ask("bake", out=out)["message"]


def test_a_change_on_disk_is_told_before_anything_is_written(
    start_studio: Start, connect: Connect, tmp_path: Path
) -> None:
    folder = tavern(tmp_path / "tavern")
    tab = connect(start_studio(folder))
    opened = tab.ask("open", file="tavern.mood")
    changed = (folder / "tavern.mood").read_bytes() + b"Wren: More. #more\n"
    (folder / "tavern.mood").write_bytes(changed)
    line = {"file": "tavern.mood", "line": "out", "row": 30, "text": "Out!"}
    refused = tab.ask("write", digest=opened["digest"], **line)
    assert refused["code"] == "changed_on_disk"
    assert (folder / "tavern.mood").read_bytes() == changed
    again = tab.ask("diff", **line)
    assert "\n-Marta: [angry 0.8] Out!" in again["diff"]
    assert tab.ask("write", digest=again["digest"], **line)["type"] == "answer"
    assert b"Marta: Out! #out\n" in (folder / "tavern.mood").read_bytes()


def test_a_text_that_would_be_more_than_its_line_is_refused(
    start_studio: Start, connect: Connect, tmp_path: Path
) -> None:
    folder = tavern(tmp_path / "tavern")
    before = (folder / "tavern.mood").read_bytes()
    tab = connect(start_studio(folder))
    digest_seen = tab.ask("open", file="tavern.mood")["digest"]
    line = {"file": "tavern.mood", "line": "out", "row": 30, "text": "One.\nWren: Two."}
    assert "more than its line" in tab.ask("write", digest=digest_seen, **line)["message"]
    assert (folder / "tavern.mood").read_bytes() == before


@pytest.mark.timeout(300)
def test_fifty_thousand_lines_are_listed_and_spoken(
    start_studio: Start,
    open_page: Callable[..., object],
    tmp_path: Path,
) -> None:
    folder = tavern(tmp_path / "tavern")
    (folder / "tavern.mood").unlink()
    rows = (f"Wren: [happy 0.{n % 9}] Line number {n}. #line-{n}\n" for n in range(50_000))
    (folder / "many.mood").write_text("".join(rows), "utf-8")
    page: Any = open_page(start_studio(folder))
    page.wait_for_selector("#count:has-text('50000 lines')")
    assert page.locator("#list .row").count() < 100
    page.focus("#list")
    page.keyboard.press("End")
    page.wait_for_selector("#where:has-text('line-49999')")
    assert page.locator("#list .row").count() < 100
    page.fill("#filter", "#line-31415")
    page.wait_for_selector("#count:has-text('1 of 50000')")


def test_nonsense_on_the_socket_is_answered_and_ends_nothing(
    start_studio: Start, connect: Connect, tmp_path: Path
) -> None:
    tab = connect(start_studio(tavern(tmp_path / "tavern")))
    for fields in ({"call": "open"}, {"call": "fly"}, {"call": "hear", "text": 3}):
        answer = tab.ask(str(fields.pop("call")), **fields)
        assert (answer["type"], answer["code"]) == ("fault", "bad_message")
    assert tab.ask("hello")["type"] == "answer"
