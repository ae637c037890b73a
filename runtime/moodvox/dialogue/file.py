"""A dialogue file, read; and its bytes with one line replaced and nothing else touched."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from moodvox.dialogue.encoding import decode, encode
from moodvox.dialogue.line import DialogueLine
from moodvox.dialogue.rows import RowMap
from moodvox.dialogue.settings import DEFAULTS, DialogueSettings
from moodvox.errors import InputError, ScriptError, nearest


@dataclass(frozen=True)
class Reading:
    """What a reader found.

    Attributes:
        lines: in the order of the file; two may have one id if the file has it twice.
        faults: what cannot be what its author meant.
        left_alone: what the game decides and no file can hold, by name: how many.
    """

    lines: tuple[DialogueLine, ...]
    faults: tuple[ScriptError, ...] = ()
    left_alone: Mapping[str, int] = field(default_factory=dict)


Edit = tuple[int, int, str]
"""Offsets into a file's text, and what is put in their place."""


def _as_it_is(_text: str, line: DialogueLine, written: str) -> Edit:
    return (*line.span, written)


@dataclass(frozen=True)
class Format:
    """A kind of dialogue file.

    Attributes:
        name: what people call it.
        suffixes: of its files, lower case.
        read: text, file's name, settings -> what is in it.
        enclose: text, line, new words -> the edit that writes them.
        spell: what an editor gives -> as this format has to write it.
        tag: text, line, name, value -> the edit that gives the line this tag in the
            format's own way; None if it has none.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[str, str, DialogueSettings], Reading]
    enclose: Callable[[str, DialogueLine, str], Edit] = _as_it_is
    spell: Callable[[str], str] = str
    tag: Callable[[str, DialogueLine, str, str], Edit] | None = None


def _nature(line: DialogueLine) -> tuple[str, str, str, bool]:
    """What no new text may change about a line."""
    return line.id, line.speaker, line.kind, line.conditional


@dataclass(frozen=True)
class DialogueFile:
    """A dialogue file; immutable. Made by `formats.read_dialogue`."""

    file: str
    format: Format
    text: str
    bom: bool
    settings: DialogueSettings
    reading: Reading

    @classmethod
    def of(
        cls,
        content: bytes,
        file: Path | str,
        form: Format,
        settings: DialogueSettings = DEFAULTS,
    ) -> DialogueFile:
        """Read the bytes of a file.

        Raises:
            ScriptError: they are no UTF-8.
        """
        text = decode(content, str(file))
        bom = content != encode(text, bom=False)
        return cls(str(file), form, text, bom, settings, form.read(text, str(file), settings))

    @property
    def lines(self) -> tuple[DialogueLine, ...]:
        return self.reading.lines

    @property
    def content(self) -> bytes:
        """The file's bytes, as they were read."""
        return encode(self.text, bom=self.bom)

    @cached_property
    def rows(self) -> RowMap:
        """Where rows begin."""
        return RowMap.of(self.text)

    @cached_property
    def _by_id(self) -> Mapping[str, DialogueLine]:
        return {line.id: line for line in reversed(self.lines)}

    def line(self, line_id: str) -> DialogueLine:
        """The line of that id; the first, if the file has it twice.

        Raises:
            InputError: there is none.
        """
        line = self._by_id.get(line_id)
        if line is None:
            raise InputError(
                f"there is no line '{line_id}'",
                where=self.file,
                hint=nearest(line_id, list(self._by_id)[:1000]),
            )
        return line

    def replace_line(self, line_id: str, written: str) -> bytes:
        """The file's bytes with the text of one line replaced; nothing else changes.

        `written` is text as the format has it (`DialogueLine.written`), variables and all.

        Raises:
            InputError: there is no such line.
            ScriptError: the text would change more than this line (it holds a line break,
                or something that begins a comment, a tag or a command in this format).
        """
        line = self.line(line_id)
        if written == line.written:
            return self.content
        written = self.format.spell(written)
        changed = self._edited(self.format.enclose(self.text, line, written))
        self._check_edit(line, changed, written)
        return encode(changed, bom=self.bom)

    def tag_line(self, line_id: str, name: str, value: str) -> bytes:
        """The file's bytes with one line given the tag `name` of this value.

        Raises:
            InputError: there is no such line, or the format has no tags.
            ScriptError: the value cannot stand in a tag of this format.
        """
        line = self.line(line_id)
        if self.format.tag is None:
            raise InputError(f"{self.format.name} has no tags for lines", where=self.file)
        changed = self._edited(self.format.tag(self.text, line, name, value))
        self._check_edit(line, changed, None)
        again = next(other for other in self._read(changed).lines if other.id == line_id)
        if not any((tag.name, tag.value) == (name, value) for tag in again.hashtags):
            raise self._refused(line, f"'{value}' cannot stand in a tag of {self.format.name}")
        return encode(changed, bom=self.bom)

    def diff(self, content: bytes) -> str:
        """What would change if the file had these bytes, as a unified diff."""
        before = self.text.splitlines(keepends=True)
        after = decode(content, self.file).splitlines(keepends=True)
        marked = difflib.unified_diff(before, after, f"a/{self.file}", f"b/{self.file}", n=2)
        return "".join(row if row.endswith("\n") else f"{row}\n" for row in marked)

    def fault(self, offset: int, message: str, *, hint: str = "") -> ScriptError:
        """An error at the character that stands at `offset`."""
        row, column = self.rows.at(offset)
        return ScriptError(message, file=self.file, line=row, column=column, hint=hint)

    def _edited(self, edit: Edit) -> str:
        start, stop, put = edit
        return self.text[:start] + put + self.text[stop:]

    def _read(self, text: str) -> Reading:
        return self.format.read(text, self.file, self.settings)

    def _check_edit(self, line: DialogueLine, text: str, written: str | None) -> None:
        """Read the changed file again: no other line may have become another."""
        before, after = self.lines, self._read(text).lines
        same = len(before) == len(after)
        for old, new in zip(before, after, strict=False):
            wanted = written if old is line and written is not None else old.written
            same = same and new.written == wanted and _nature(old) == _nature(new)
        if not same:
            raise self._refused(line, "this text would change more than its line")

    def _refused(self, line: DialogueLine, message: str) -> ScriptError:
        return ScriptError(
            message,
            file=self.file,
            line=line.row,
            column=line.column,
            hint=f"a line of {self.format.name} cannot hold it",
        )
