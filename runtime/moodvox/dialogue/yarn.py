r"""Yarn Spinner 2 and 3 (`.yarn`).

    title: Tavern
    ---
    Marta: [angry] Out! #line:0a1b2c #mood:angry=0.7
    <<if $rain>>
        Old Tom: But it is {$weather}... #line:0a1b2d
    <<endif>>
    -> I am going. #line:0a1b2e
    ===

A line's id is its `#line:` tag, its mood a `#mood:` tag (which holds no spaces). Our tags in
a text are read as they are and as Yarn's own markup, which Yarn takes out of the text that
it shows: `[voice="angry -> calm over 2s" /]`. Commands and conditions are left alone. Other
markup (`[b]`, and what the project names) is not spoken; `[select]` and `[plural]` are the
game's to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from moodvox.dialogue.file import Edit, Format, Reading
from moodvox.dialogue.hashtags import cut_tag
from moodvox.dialogue.line import DialogueLine, Gap, Hashtag
from moodvox.dialogue.marking import in_order, variable_name
from moodvox.dialogue.markup import markup_gaps
from moodvox.dialogue.placed import line_in
from moodvox.dialogue.rows import Row, rows_of
from moodvox.dialogue.settings import DialogueSettings
from moodvox.errors import ScriptError

MARKUP = frozenset(("b", "i", "u", "s", "nomarkup", "character", "style", "color", "size"))
DECIDING = frozenset(("select", "plural", "ordinal"))

_HASHTAG = re.compile(r"#([^\s#$<]+)")
_ESCAPES = "{}<>/:"
_OPENS = re.compile(r"<<\s*(if|once|enum)\b")
_CLOSES = re.compile(r"<<\s*end(if|once|enum)\b")
_VOICE = re.compile(
    r"(?<!\\)\[\s*(?:voice|mood)\s*=\s*(?:\"([^\"\[\]]*)\"|([^\"\[\]\s/]+))\s*/\s*\]"
)
_PLAIN_TAG = re.compile(r"(?<!\\)\[([^\[\]=/\"]+)\]")
_COMMAND = re.compile(r"[ \t]*<<[^>\r\n]*>>")
_HEADER = re.compile(r"\s*([A-Za-z][\w.-]*)\s*:")


def read(text: str, file: str, settings: DialogueSettings) -> Reading:
    """Every line and option of every node."""
    reading = _Reading(file, settings)
    for row in rows_of(text):
        reading.add(row)
    reading.end()
    return reading.result()


@dataclass(frozen=True)
class _Cut:
    """A row's text from `begin` to `end`, what follows it, and the gaps of the text."""

    begin: int
    end: int
    rest: str
    rest_at: int
    gaps: tuple[Gap, ...]
    colon: int


class _Reading:
    def __init__(self, file: str, settings: DialogueSettings) -> None:
        self._file = file
        self._markup = MARKUP | settings.markup
        self._variables = settings.variables
        self._lines: list[DialogueLine] = []
        self._faults: list[ScriptError] = []
        self._left: dict[str, int] = {}
        self._in_body = False
        self._header: Row | None = None
        self._opened: Row | None = None
        self._conditions: list[Row] = []

    def result(self) -> Reading:
        return Reading(tuple(self._lines), tuple(self._faults), self._left)

    def add(self, row: Row) -> None:
        bare = row.text.strip()
        if not bare or bare.startswith("//"):
            return
        if self._in_body:
            self._add_body(row, bare)
        elif bare == "---":
            if self._header is None:
                self._fault(row, 0, "a node begins without a title", "write 'title: NAME' above")
            self._in_body, self._opened, self._header = True, row, None
        elif _HEADER.match(row.text):
            self._header = self._header or row
        elif not bare.startswith("#"):
            self._fault(row, 0, f"expected a header such as 'title: NAME', not '{bare[:30]}'",
                        "lines stand between --- and ===")  # fmt: skip

    def end(self) -> None:
        if self._in_body and self._opened is not None:
            self._fault(self._opened, 0, "this node is not closed", "end it with ===")
        elif self._header is not None:
            self._fault(self._header, 0, "this node has no lines", "they begin below a row ---")

    def _add_body(self, row: Row, bare: str) -> None:
        if bare == "===":
            for opened in self._conditions:
                self._fault(opened, 0, "this block is not closed in its node",
                            "end it with <<endif>> or <<endonce>>")  # fmt: skip
            self._in_body, self._conditions = False, []
            return
        if bare.startswith("<<"):
            self._add_command(row, bare)
            return
        kind, begin = "line", _indent(row.text)
        if bare.startswith("->"):
            kind, begin = "choice", begin + 2
        elif bare.startswith("=>"):
            begin += 2
        cut = self._cut(row, begin)
        if cut is not None and cut.end > cut.begin:
            self._add_line(row, cut, choice=kind == "choice")

    def _add_command(self, row: Row, bare: str) -> None:
        if ">>" not in bare:
            self._fault(row, row.text.index("<<"), "'<<' is not closed on its row", "write >>")
            return
        if _CLOSES.match(bare):
            if self._conditions:
                self._conditions.pop()
            else:
                self._fault(row, row.text.index("<<"), "this ends a block that was not begun", "")
        elif _OPENS.match(bare):
            self._conditions.append(row)
            self._count("conditions")
        else:
            self._count("commands")

    def _cut(self, row: Row, begin: int) -> _Cut | None:
        """The text of a row from `begin`, up to its tags, commands and comment."""
        source, place, colon = row.text, begin, -1
        gaps: list[Gap] = []
        depth = 0
        while place < len(source):
            two = source[place : place + 2]
            if two[0] == "\\" and len(two) == 2:
                if two[1] in _ESCAPES:
                    gaps.append(Gap("escape", place, place + 2, words=two[1]))
                place += 2
                continue
            if two in ("//", "<<") or two[0] == "#":
                break
            if two[0] == "{":
                close = source.find("}", place)
                if close < 0:
                    self._fault(row, place, "'{' is not closed on its row", r"write } or \{")
                    return None
                name = variable_name(source[place + 1 : close])
                gaps.append(Gap("variable", place, close + 1, name))
                place = close
            depth += (two[0] == "[") - (two[0] == "]")
            if two[0] == ":" and colon < 0 and not depth:
                colon = place
            place += 1
        return _Cut(begin, place, source[place:], place, tuple(gaps), colon)

    def _add_line(self, row: Row, cut: _Cut, *, choice: bool) -> None:
        speaker, begin, name_at = "", cut.begin, -1
        if cut.colon > cut.begin and row.text[cut.begin : cut.colon].strip():
            speaker = self._name(row.text[cut.begin : cut.colon].strip())
            name_at = cut.begin + _indent(row.text[cut.begin :])
            begin = cut.colon + 1
        written = row.text[begin : cut.end].strip()
        if not written:
            return
        begin += _indent(row.text[begin : cut.end])
        tags, command = self._tags(row, cut)
        named = next((tag for tag in tags if tag.name == "line" and tag.value), None)
        inner = [
            Gap(gap.kind, gap.start - begin, gap.stop - begin, gap.name, gap.words)
            for gap in cut.gaps
            if gap.start >= begin
        ]
        line_id = f"line:{named.value}" if named else ""
        self._lines.append(
            replace(
                line_in(row, begin, written, line_id, tags=tags, choice=choice),
                speaker=speaker,
                gaps=in_order(
                    [*inner, *_voice_tags(written), *markup_gaps(written, self._markup, DECIDING)]
                ),
                conditional=bool(self._conditions) or command,
                id_place=named.start if named else -1,
                speaker_place=row.start + name_at if name_at >= 0 else -1,
            )
        )

    def _tags(self, row: Row, cut: _Cut) -> tuple[tuple[Hashtag, ...], bool]:
        """The hashtags behind a text, and whether a command stands there too."""
        tags: list[Hashtag] = []
        place, command = 0, False
        while place < len(cut.rest):
            if cut.rest.startswith("//", place):
                break
            if cut.rest.startswith("<<", place):
                close = cut.rest.find(">>", place)
                if close < 0:
                    self._fault(row, cut.rest_at + place, "'<<' is not closed on its row",
                                "write >>")  # fmt: skip
                    break
                command, place = True, close + 2
                self._count("conditions")
                continue
            match = _HASHTAG.match(cut.rest, place)
            if match is not None:
                start = row.start + cut.rest_at + match.start()
                tags.append(cut_tag(match[1], start, start + len(match[0])))
            place = match.end() if match else place + 1
        return tuple(tags), command

    def _name(self, written: str) -> str:
        """Who speaks; a name that is a variable is as the project's example has it."""
        if written.startswith("{") and written.endswith("}"):
            return self._variables.get(variable_name(written[1:-1]), "")
        return re.sub(r"\\(.)", r"\1", written)

    def _count(self, what: str) -> None:
        self._left[what] = self._left.get(what, 0) + 1

    def _fault(self, row: Row, offset: int, message: str, hint: str) -> None:
        self._faults.append(
            ScriptError(message, file=self._file, line=row.number, column=offset + 1, hint=hint)
        )


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _voice_tags(written: str) -> Iterator[Gap]:
    """Our tags, written as Yarn's markup."""
    for match in _VOICE.finditer(written):
        group = 1 if match[1] is not None else 2
        at = match.start(group) - 1
        yield Gap("escape", match.start(), match.end(), words=f"[{match[group]}]", words_at=at)


def spell(written: str) -> str:
    """Our tags as Yarn's own markup: `[angry 0.4]` would not be Yarn."""

    def spelled(match: re.Match[str]) -> str:
        name = match[1].split()[0].lower() if match[1].strip() else ""
        return match[0] if name in MARKUP | DECIDING else f'[voice="{match[1]}" /]'

    return _PLAIN_TAG.sub(spelled, written)


def tag(text: str, line: DialogueLine, name: str, value: str) -> Edit:
    """`#name:value` behind the line's other tags, or instead of one of that name."""
    put = f"#{name}:{value}"
    for old in line.hashtags:
        if old.name == name:
            return old.start, old.stop, put
    command = _COMMAND.match(text, line.span[1])
    ends = [line.span[1], *(old.stop for old in line.hashtags)]
    end = max(ends if command is None else [*ends, command.end()])
    return end, end, f" {put}"


YARN = Format("Yarn", (".yarn",), read, spell=spell, tag=tag)
