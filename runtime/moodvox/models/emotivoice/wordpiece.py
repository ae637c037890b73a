"""WordPiece, as the style encoder (an uncased BERT) splits its texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from moodvox.errors import VoiceError

MAX_BYTES: Final = 4 << 20
MAX_WORD: Final = 100
"""A longer word is unknown."""

_SPECIAL: Final = ("[UNK]", "[CLS]", "[SEP]")


class WordPiece:
    """`vocabulary` maps a piece to its id; pieces inside a word begin with ``##``."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._ids = vocabulary
        self._longest = max(map(len, vocabulary))

    @classmethod
    def load(cls, path: Path) -> WordPiece:
        """Read `vocab.txt`: one piece a line, the line's number is its id.

        Raises:
            VoiceError: missing, too large, not UTF-8, or without BERT's own pieces.
        """
        if not path.is_file():
            raise VoiceError(
                f"missing file '{path.name}'", where=str(path), hint="download or copy it again"
            )
        if path.stat().st_size > MAX_BYTES:
            raise VoiceError(
                f"larger than {MAX_BYTES} bytes", where=str(path), hint="is it the right file?"
            )
        try:
            lines = path.read_bytes().decode("utf-8").split("\n")
        except UnicodeDecodeError as error:
            raise VoiceError(
                f"'{path.name}' is not UTF-8", where=str(path), hint="save it as UTF-8"
            ) from error
        while lines and not lines[-1]:
            lines.pop()
        ids = {line.rstrip("\r"): place for place, line in enumerate(lines)}
        missing = [piece for piece in _SPECIAL if piece not in ids]
        if missing:
            raise VoiceError(
                f"'{path.name}' lacks {', '.join(missing)}",
                where=str(path),
                hint="this is no vocabulary of BERT",
            )
        return cls(ids)

    def __len__(self) -> int:
        return len(self._ids)

    def encode(self, text: str, limit: int) -> list[int]:
        """Ids between ``[CLS]`` and ``[SEP]``, at most `limit` in all: the rest is left out."""
        pieces = [piece for word in split_words(text) for piece in self._pieces(word)]
        kept: Sequence[str] = pieces[: max(0, limit - 2)]
        return [self._ids[piece] for piece in ("[CLS]", *kept, "[SEP]")]

    def _pieces(self, word: str) -> list[str]:
        """The longest known pieces from left to right; all or nothing."""
        if len(word) > MAX_WORD:
            return ["[UNK]"]
        found: list[str] = []
        place = 0
        while place < len(word):
            head = "##" if place else ""
            for end in range(min(len(word), place + self._longest), place, -1):
                if head + word[place:end] in self._ids:
                    found.append(head + word[place:end])
                    place = end
                    break
            else:
                return ["[UNK]"]
        return found


def split_words(text: str) -> list[str]:
    """Lower-case words without accents; each sign and each hanzi is a word of its own."""
    spaced = []
    for character in text:
        if character in ("\0", "\ufffd") or (_is_control(character)):
            continue
        if character.isspace() or unicodedata.category(character) == "Zs":
            spaced.append(" ")
        else:
            spaced.append(f" {character} " if _is_hanzi(character) else character)
    words: list[str] = []
    for word in "".join(spaced).split():
        bare = unicodedata.normalize("NFD", word.lower())
        words += _at_signs("".join(c for c in bare if unicodedata.category(c) != "Mn"))
    return words


def _at_signs(word: str) -> list[str]:
    parts: list[str] = []
    within = False
    for character in word:
        if _is_sign(character):
            parts.append(character)
            within = False
        elif within:
            parts[-1] += character
        else:
            parts.append(character)
            within = True
    return parts


def _is_control(character: str) -> bool:
    return character not in "\t\n\r" and unicodedata.category(character)[0] == "C"


def _is_sign(character: str) -> bool:
    ascii_sign = "!" <= character <= "~" and not character.isalnum()
    return ascii_sign or unicodedata.category(character)[0] == "P"


def _is_hanzi(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _HANZI)


_HANZI: Final = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip
