"""Finding keys again in TOML text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moodvox.project.locator import KeyPath, Locator

TEXT = '''\
# a comment [not.a.table]
top = "a # b" # and "c" = 1
'quoted key' = 'x'
  [defaults]
  voice="kathleen"
many = [1, "two", [3, { deep = 4 }],
  # inside
  5,
]
a.b . "c" = 6
inline = { one = 1, two.three = "t", four = [] }
text = """
[no.table]
key = 1 \\""" still
"""
raw = \'\'\'
[no] = "
\'\'\'
when = 1979-05-27 07:32:00 # a date
[cast."Old \\"Tom\\""]
rate = 1.5
[[shelf]]
name = "first"
[shelf.book]
pages = 1
[[shelf]]
name = "second"
[[shelf.page]]
x = 1
[[shelf.page]]
x = 2
[x.y.z]
'''


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("top",), (2, 1), (2, 7)),
        (("quoted key",), (3, 1), (3, 16)),
        (("defaults",), (4, 4), (4, 4)),
        (("defaults", "voice"), (5, 3), (5, 9)),
        (("defaults", "many", 1), (6, 12), (6, 12)),
        (("defaults", "many", 2, 1, "deep"), (6, 25), (6, 32)),
        (("defaults", "many", 3), (8, 3), (8, 3)),
        (("defaults", "a"), (10, 1), (10, 1)),
        (("defaults", "a", "b", "c"), (10, 7), (10, 13)),
        (("defaults", "inline", "one"), (11, 12), (11, 18)),
        (("defaults", "inline", "two", "three"), (11, 25), (11, 33)),
        (("defaults", "text"), (12, 1), (12, 8)),
        (("defaults", "raw"), (16, 1), (16, 7)),
        (("defaults", "when"), (19, 1), (19, 8)),
        (("cast",), (20, 2), (20, 2)),
        (("cast", 'Old "Tom"'), (20, 7), (20, 7)),
        (("cast", 'Old "Tom"', "rate"), (21, 1), (21, 8)),
        (("shelf", 0, "name"), (23, 1), (23, 8)),
        (("shelf", 0, "book", "pages"), (25, 1), (25, 9)),
        (("shelf", 1, "name"), (27, 1), (27, 8)),
        (("shelf", 1, "page", 1, "x"), (31, 1), (31, 5)),
        (("x", "y"), (32, 4), (32, 4)),
    ],
)
def test_places(path: KeyPath, key: tuple[int, int], value: tuple[int, int]) -> None:
    locator = Locator(TEXT)
    place = locator.place(path)
    assert place is not None
    assert locator.line_column(place.key) == key
    assert locator.line_column(place.value) == value


def test_what_is_not_there_has_no_place() -> None:
    assert Locator(TEXT).place(("no", "table")) is None
    assert Locator("").place(()) is None


def paths(data: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from paths(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from paths(value, (*path, index))


def test_every_key_of_the_example_is_found() -> None:
    locator = Locator(TEXT)
    for path in paths(tomllib.loads(TEXT)):
        assert locator.place(path) is not None, path


PIECES = [
    *("a", "b", "'c d'", '"e"', ".", " = ", "1", "-1.5e3", "true", "1979-05-27 07:32:00"),
    *('"x"', "'y'", '"""', "'''", "[", "]", "[[", "]]", "{", "}", ", ", "\n", "#", '\\"', '"', "'"),
    *("[a]\n", "[[b]]\n", "a = 1\n", "b = [1, {c = 2}]\n"),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example('a = """"""\n')
@example('a = """x"""""\nb = 1\n')
@example("a = '''x'''''\nb = 1\n")
@example('[[b]]\n[[b]]\n[b.a]\na.b = {"e".a = []}')
def test_whatever_tomllib_reads_is_found(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    locator = Locator(text)
    for path in paths(data):
        place = locator.place(path)
        assert place is not None
        assert 0 <= place.key <= place.value <= len(text)
