"""Checking files: every finding with its place."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from moodvox.dialogue.formats import MAX_FILE_BYTES
from moodvox.errors import TextError
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.project.check import check_files, failed
from moodvox.project.project import Project
from moodvox.script.items import Line
from moodvox.text.clauses import Notice

TOML = '[presets]\ngrim = "sad 0.4"\n[cast.Mira]\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "moodvox.toml").write_text(TOML)
    return Project.load(tmp_path)


def found(folder: Path, name: str, content: str | bytes, project: Project) -> list[str]:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return [str(entry).removeprefix(f"{folder}{os.sep}") for entry in check_files([file], project)]


def test_good_files_have_no_findings(tmp_path: Path, project: Project) -> None:
    scene = "Mira (grim): Hello [say Kylo as K AY1 L OW0], [say Xul as /zʌl/]. #hello\n"
    assert found(tmp_path, "a.mood", scene, project) == []
    assert found(tmp_path, "a.txt", "[grim] Hello.\r\n\r\nAnd [happy] again.\r\n", project) == []
    assert found(tmp_path, "a.toml", TOML, project) == []
    assert found(tmp_path, "a.lexicon", "Xylo Z AY1\n", project) == []


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.mood",
            "Mirra: Hi.\nMira: [angri] x [rate 9]\n",
            [
                "a.mood:1:1: unknown character 'Mirra' (did you mean 'Mira'?)",
                "a.mood:2:8: unknown tag 'angri' (did you mean 'angry'?)",
                "a.mood:2:23: rate 9 is outside 0.25 to 4",
            ],
        ),
        (
            "a.txt",
            "Hello.\n\n  [grimm] x ]\nMira: [say K as QQ1]",
            [
                "a.txt:3:4: unknown tag 'grimm' (did you mean 'grim'?)",
                "a.txt:3:13: ']' closes no tag (write \\] for the character)",
                "a.txt:4:17: 'QQ1' is no ARPAbet symbol (IPA goes between slashes: /ˈkaɪloʊ/)",
            ],
        ),
        (
            "a.toml",
            "[cast.X]\nrate = 9\nraet = 1",
            [
                "a.toml:2:8: rate 9 is outside 0.25 to 4",
                "a.toml:3:1: unknown key 'raet' (did you mean 'rate'?)",
            ],
        ),
        ("a.lexicon", "Xylo", ["a.lexicon:1:5: 'Xylo': a pronunciation is missing"]),
        ("a.mood", "# only words\n", ["a.mood:1:1: warning: there is nothing to say in this file"]),
        ("a.txt", " \n\n", ["a.txt:1:1: warning: there is nothing to say in this file"]),
        ("a.mood", "", ["a.mood:1:1: warning: there is nothing to say in this file"]),
        (
            "a.txt",
            b"ok\ncaf\xe9",
            ["a.txt:2:4: byte 0xe9 is not UTF-8 (in Windows-1252 it"],
        ),
        (
            "a.txt",
            b"\xff\xfeH\0i\0",
            ["a.txt:1:1: the file is UTF-16, not UTF-8 (save it"],
        ),
        ("a.mood", b"\xef\xbb\xbfMira: [x]", ["a.mood:1:8: unknown tag 'x'"]),
        (
            "a.txt",
            b"a" * (MAX_FILE_BYTES + 1),
            ["a.txt:1:1: the file is larger than 33554432 bytes"],
        ),
    ],
)
def test_findings(
    tmp_path: Path, project: Project, name: str, content: str | bytes, expected: list[str]
) -> None:
    lines = found(tmp_path, name, content, project)
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start)


def test_a_missing_file_is_a_finding(tmp_path: Path, project: Project) -> None:
    entries = check_files([tmp_path / "no.mood"], project)
    assert [str(entry) for entry in entries] == [
        f"{tmp_path / 'no.mood'}:1:1: cannot read the file: No such file or directory"
    ]


def test_folders_hold_scenes_lexicons_and_projects(tmp_path: Path, project: Project) -> None:
    deep = tmp_path / "scenes" / "inn"
    deep.mkdir(parents=True)
    (deep / "b.mood").write_text("x")
    (deep / "a.mood").write_text("x")
    (deep / "notes.txt").write_text("[x]")
    (deep / "tool.toml").write_text("x = 1")
    (deep / "names.lexicon").write_text("x")
    (deep / "moodvox.toml").write_text("x = 1")
    names = [Path(entry.file).name for entry in check_files([tmp_path], project)]
    assert names == ["a.mood", "b.mood", "moodvox.toml", "names.lexicon"]


def test_a_file_that_is_named_twice_is_checked_once(tmp_path: Path, project: Project) -> None:
    file = tmp_path / "a.mood"
    file.write_text("x")
    assert len(check_files([file, str(file), tmp_path], project)) == 1


def test_an_id_stands_once_in_all_files(tmp_path: Path, project: Project) -> None:
    (tmp_path / "a.mood").write_text("Mira: One. #x\nMira: Two. #y\nMira: Three.\n")
    (tmp_path / "b.mood").write_text("\n\nMira: Three.\nMira: One. #x\n")
    entries = check_files([tmp_path / "a.mood", tmp_path / "b.mood"], project)
    assert [(Path(e.file).name, e.line, e.message) for e in entries] == [
        ("b.mood", 4, f"id 'x' is already that of {tmp_path / 'a.mood'}:1:12")
    ]


def test_without_a_cast_anyone_may_speak(tmp_path: Path) -> None:
    assert found(tmp_path, "a.mood", "Anyone: Hi.", Project.empty()) == []


class Ear:
    """Hears what is strange in a line."""

    def pronunciation(self, speaker: str) -> Callable[[str], tuple[str, ...]] | None:
        return parse_pronunciation

    def hear(self, line: Line, speaker: str) -> Iterable[str | Notice]:
        return listen(line)


def listen(line: Line) -> Iterable[str | Notice]:
    if "ß" in line.plain:
        where = f"character {line.plain.index('ß') + 1}"
        raise TextError("'ß' cannot be spoken", where=where, hint="write ss")
    if "№" in line.plain:
        raise TextError("this line is too strange")
    if "🙂" in line.plain:
        start = line.plain.index("🙂")
        return [Notice("an emoji is not spoken", start, start + 1)]
    return ["a murmur"] if "hm" in line.plain else []


def test_words_are_tried_where_the_tags_are_right(tmp_path: Path, project: Project) -> None:
    rows = ["Mira: [sad] Hi 🙂", "Mira: [x] 🙂", "Mira: [sad]  Straße", "Mira: №", "Mira: hm"]
    file = tmp_path / "a.mood"
    file.write_text("\n".join(rows), "utf-8")
    entries = check_files([file], project, ear=Ear())
    assert [(e.line, e.column, e.severity, e.message) for e in entries] == [
        (1, 16, "warning", "an emoji is not spoken"),
        (2, 8, "error", "unknown tag 'x'"),
        (3, 18, "error", "'ß' cannot be spoken"),
        (4, 7, "error", "this line is too strange"),
        (5, 7, "warning", "a murmur"),
    ]
    assert entries[2].hint == "write ss"
    plain = tmp_path / "a.txt"
    plain.write_text("ok\nHi [sad] 🙂", "utf-8")
    assert [(e.line, e.column) for e in check_files([plain], project, ear=Ear())] == [(2, 10)]


def test_only_errors_make_a_check_fail(tmp_path: Path, project: Project) -> None:
    (tmp_path / "a.mood").write_text("")
    assert not failed(check_files([tmp_path / "a.mood"], project))
    (tmp_path / "a.mood").write_text("x")
    assert failed(check_files([tmp_path / "a.mood"], project))


def test_findings_are_records(tmp_path: Path, project: Project) -> None:
    (tmp_path / "a.mood").write_text("Mira: [angri] x")
    record = check_files([tmp_path / "a.mood"], project)[0].as_dict()
    assert json.loads(json.dumps(record)) == {
        "file": str(tmp_path / "a.mood"),
        "line": 1,
        "column": 8,
        "severity": "error",
        "message": "unknown tag 'angri'",
        "hint": "did you mean 'angry'?",
    }
