"""The project's lexicon file."""

from __future__ import annotations

from pathlib import Path

import pytest

from moodvox.errors import ProjectError
from moodvox.phonemes.lexicon import Lexicon

GOOD = """\
# names of the northern campaign
Xylophar   Z AY1 L AH0 F AA2 R   # the dragon
  Ner'zhul /nɛrˈzuːl/

ÉLODIE\tEH1 L OW0 D IY0
"""


def test_words_are_found_whatever_their_capitals_and_accents() -> None:
    lexicon = Lexicon.parse(GOOD)
    assert len(lexicon) == 3
    assert lexicon.look_up("xylophar") == ("Z", "AY1", "L", "AH0", "F", "AA2", "R")
    assert lexicon.look_up("ner'zhul") == ("N", "EH0", "R", "Z", "UW1", "L")
    assert "elodie" in lexicon
    assert "kylo" not in lexicon


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("Xylophar Z AY1 QQ", "1:16", "'Xylophar': 'QQ' is no ARPAbet symbol", ""),
        ("ok OW1\nXylophar", "2:9", "'Xylophar': a pronunciation is missing", ""),
        ("a-b EY1", "1:1", "not '-'", "a line of its own"),
        ("R2D2 AA1", "1:1", "not '2'", "a line of its own"),
        ("Ящер AA1", "1:1", "not 'я'", ""),
        ("Kylo K AY1\nKYLO K IY1", "2:1", "stands here and in line 1", "keep one"),
        ("' AH0", "1:1", "is no word", ""),
        ("\n\n  Kylo /kaɪ€/", "3:12", "no IPA symbol", "letters known"),
    ],
)
def test_errors_name_file_line_and_column(
    tmp_path: Path, text: str, place: str, message: str, hint: str
) -> None:
    path = tmp_path / "names.lexicon"
    path.write_text(text, "utf-8")
    with pytest.raises(ProjectError) as caught:
        Lexicon.load(path)
    assert caught.value.where == f"{path}:{place}"
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_missing_file_and_wrong_bytes(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot read the lexicon"):
        Lexicon.load(tmp_path / "none.lexicon")
    path = tmp_path / "latin.lexicon"
    path.write_bytes(b"ok OW1\ncaf\xe9 K AE1\n")
    with pytest.raises(ProjectError, match="not UTF-8") as caught:
        Lexicon.load(path)
    assert caught.value.where == f"{path}:2:1"


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "windows.lexicon"
    path.write_bytes("\ufeffKylo K AY1 L OW0\r\nRen R EH1 N\r\n".encode())
    lexicon = Lexicon.load(path)
    assert lexicon.look_up("kylo") == ("K", "AY1", "L", "OW0")
    assert lexicon.look_up("ren") == ("R", "EH1", "N")


def test_a_file_that_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "names.lexicon"
    path.write_text("Kylo K AY1 L OW0", "utf-8")
    before = Lexicon.load(path)
    path.write_text("Kylo K IY1 L OW0", "utf-8")
    assert Lexicon.load(path).look_up("kylo") == ("K", "IY1", "L", "OW0")
    assert before.look_up("kylo") == ("K", "AY1", "L", "OW0")
