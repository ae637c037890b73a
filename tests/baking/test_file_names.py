"""Any id gets a name that every system takes, inside the folder, and its own."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.baking.names import MAX_CHARS, Names, file_stem, spoken_stem


@pytest.mark.parametrize("line_id", ["out", "borin-out", "DM_OUT", "a.b", "0a1b2c", "Straße"])
def test_plain_ids_are_names(line_id: str) -> None:
    assert file_stem(line_id) == line_id


def test_yarn_finds_its_files_without_the_prefix() -> None:
    assert file_stem("line:0a1b2c") == "0a1b2c"


@pytest.mark.parametrize(
    "line_id",
    ["../../etc/passwd", "..", ".", "a/b", "a\\b", 'say "no"', "CON", "nul.txt", "com1", "-rf",
     ".hidden", "trailing.", "a:b", "line:", "*?<>|", "x" * 300, "tab\there", "🙂", "\ud800"],
)  # fmt: skip
def test_strange_ids_get_a_hash(line_id: str) -> None:
    assert re.search(r"-[0-9a-f]{10}$", file_stem(line_id))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_every_name_is_safe(line_id: str) -> None:
    stem = file_stem(line_id)
    assert stem
    assert not set(stem) & set('/\\:*?"<>|\0\n\r')
    assert stem[0] not in ".-"
    assert stem[-1] not in ". "
    assert len(stem) <= MAX_CHARS + 11
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", stem)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="aAb/.:", max_size=4), unique=True, max_size=12))
def test_no_two_ids_share_a_name_even_without_capitals(ids: list[str]) -> None:
    names = Names()
    stems = [names.take(file_stem(line_id), line_id).casefold() for line_id in ids]
    assert len(set(stems)) == len(stems)


def test_lines_without_ids_are_called_by_their_words() -> None:
    first = spoken_stem("Old Tom", "Out.", 0)
    assert first == spoken_stem("Old Tom", "Out.", 0)
    assert len({first, spoken_stem("Old Tom", "Out.", 1), spoken_stem("Tom", "Out.", 0)}) == 3
