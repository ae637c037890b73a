"""The project's own pronunciations: a plain text file of invented names.

    # names of the northern campaign
    Xylophar   Z AY1 L AH0 F AA2 R
    Ner'zhul   /nɛrˈzuːl/

One word a line, then its pronunciation in ARPAbet or in IPA between slashes; `#`
begins a comment. Capitals and accents do not matter ("XYLOPHAR", "xylophár" and
"Xylophar" are one word); a word has letters and apostrophes only, since the reader
parts words at hyphens and spaces: give each part its own line. A word may stand only
once. Possessives and plurals follow from the word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from moodvox.errors import ProjectError
from moodvox.phonemes.notation import NotationError, parse_pronunciation

MAX_BYTES = 4_000_000


def fold_word(word: str) -> str:
    """Lower case without accents, apostrophes made plain: the form that words are found by."""
    plain = word.replace("’", "'").replace("ʼ", "'")
    decomposed = unicodedata.normalize("NFKD", plain.casefold())
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")


@dataclass(frozen=True)
class Lexicon:
    """Folded word -> phonemes. Immutable: to reload, load again."""

    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __contains__(self, word: object) -> bool:
        return word in self.entries

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def look_up(self, word: str) -> tuple[str, ...] | None:
        """The pronunciation of a word as the reader hands it on, or None."""
        return self.entries.get(word)

    @classmethod
    def load(cls, path: Path | str) -> Lexicon:
        """Read a lexicon file.

        Raises:
            ProjectError: unreadable, not UTF-8, or a wrong line (``file:line:column``).
        """
        path = Path(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ProjectError(
                f"cannot read the lexicon: {error.strerror}", where=str(path)
            ) from error
        if len(content) > MAX_BYTES:
            raise ProjectError(
                f"the lexicon has {len(content)} bytes; it may have {MAX_BYTES}", where=str(path)
            )
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise ProjectError(
                "the lexicon is not UTF-8", where=f"{path}:{line}:1", hint="save it as UTF-8"
            ) from error
        return cls.parse(text, file=str(path))

    @classmethod
    def parse(cls, text: str, *, file: str = "lexicon") -> Lexicon:
        """Read the text of a lexicon file; errors as `load`."""
        entries: dict[str, tuple[str, ...]] = {}
        lines: dict[str, int] = {}
        for number, line in enumerate(text.split("\n"), 1):
            body = line.partition("#")[0].rstrip()
            match = re.match(r"\s*(\S+)\s*", body)
            if match is None:
                continue
            where = f"{file}:{number}"
            word = fold_word(match[1])
            _check_word(match[1], word, f"{where}:{match.start(1) + 1}")
            if word in entries:
                raise ProjectError(
                    f"'{match[1]}' stands here and in line {lines[word]}",
                    where=f"{where}:{match.start(1) + 1}",
                    hint="capitals do not part words; keep one",
                )
            try:
                entries[word] = parse_pronunciation(body[match.end() :])
            except NotationError as error:
                raise ProjectError(
                    f"'{match[1]}': {error.message}",
                    where=f"{where}:{match.end() + error.column}",
                    hint=error.hint,
                ) from error
            lines[word] = number
        return cls(entries)


def _check_word(written: str, word: str, where: str) -> None:
    for character in word:
        if not (character == "'" or "a" <= character <= "z"):
            hint = (
                "give each part a line of its own"
                if character in "-_" or character.isdigit()
                else ""
            )
            raise ProjectError(
                f"'{written}': a word has letters and apostrophes only, not '{character}'",
                where=where,
                hint=hint,
            )
    if not word.strip("'"):
        raise ProjectError(f"'{written}' is no word", where=where)
