r"""Ink (`.ink`).

    === tavern ===
    Marta: [angry] Out! # id: out # mood: angry 0.7
    { rain: Old Tom: But it is {weather}... # id: rain }
    * [Leave] I am going. -> street

Ink has no ids of its own: a tag `# id:` is what its localisation tools write. A mood is a
tag `# mood:` or ours in the text. Knots, diverts, glue, logic and conditions are left
alone; `{a|b}` and `{x: a}` are the game's to decide. In a choice, square brackets are Ink's
own: what they hold is shown and not spoken.
"""

from __future__ import annotations

import re
from dataclasses import replace

from moodvox.dialogue.file import Edit, Format, Reading
from moodvox.dialogue.hashtags import SPEAKER_NAMES, cut_tag, value_of
from moodvox.dialogue.line import DialogueLine, Gap, Hashtag
from moodvox.dialogue.marking import in_order
from moodvox.dialogue.markup import markup_gaps
from moodvox.dialogue.placed import line_in
from moodvox.dialogue.rows import Row, rows_of
from moodvox.dialogue.settings import DialogueSettings
from moodvox.errors import ScriptError

_DECLARATION = re.compile(r"(?:INCLUDE|VAR|CONST|LIST|EXTERNAL)\s|TO" r"DO\s*:|~|={1,}\s*\w|={2,}")
_MARKS = re.compile(r"\s*(?:[*+]\s*)+|\s*(?:-(?!>)\s*)+|\s*")
_LABEL = re.compile(r"\(\s*\w+\s*\)\s*")
_GUARD = re.compile(r"\{[^{}|]*\}\s*")
_BRANCH = re.compile(r"\s*-\s*[^\s-][^:]*:(?!\S*//)")
_NAME = re.compile(r"([^\W\d_][\w .'-]{0,38}):\s+")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_TAGGED_ARROW = re.compile(r"(\[[^\[\]]*?)(?<!\\)->(?=[^\[\]]*\])")
_BRACKETS = re.compile(r"(?<!\\)\[([^\]]*)\]")


def read(text: str, file: str, settings: DialogueSettings) -> Reading:
    """Every line of content and every choice."""
    reading = _Reading(text, file, settings)
    bare = _COMMENT.sub(lambda match: re.sub(r"[^\r\n]", " ", match[0]), text)
    for row in rows_of(bare):
        reading.add(row)
    if reading.blocks:
        reading.fault(*reading.blocks[-1], "'{' is not closed", "write }")
    return Reading(tuple(reading.lines), tuple(reading.faults), reading.left)


class _Reading:
    def __init__(self, text: str, file: str, settings: DialogueSettings) -> None:
        self._text = text
        self.lines: list[DialogueLine] = []
        self.faults: list[ScriptError] = []
        self.left: dict[str, int] = {}
        self.blocks: list[tuple[Row, int]] = []
        self._above: tuple[Hashtag, ...] = ()
        self._file = file
        self._settings = settings

    def fault(self, row: Row, offset: int, message: str, hint: str) -> None:
        self.faults.append(
            ScriptError(message, file=self._file, line=row.number, column=offset + 1, hint=hint)
        )

    def add(self, row: Row) -> None:
        bare = row.text.strip()
        if not bare or bare.startswith("//"):
            return
        if _DECLARATION.match(bare):
            knot = bare[0] == "="
            self._count("knots and stitches" if knot else "declarations and logic")
            self._above = () if knot else self._above
            return
        begin = self._past_blocks(row)
        if begin is None:
            return
        marks = _MARKS.match(row.text, begin)
        sign = row.text[begin : marks.end()].strip() if marks else ""
        choice = sign.startswith(("*", "+"))
        begin = marks.end() if marks else begin
        label = _LABEL.match(row.text, begin) if sign else None
        begin = label.end() if label else begin
        conditional = bool(self.blocks)
        while choice and (guard := _GUARD.match(row.text, begin)) is not None:
            begin, conditional = guard.end(), True
            self._count("conditions")
        self._add_line(row, begin, choice=choice, conditional=conditional)

    def _past_blocks(self, row: Row) -> int | None:
        """Where content begins behind the braces of blocks over several rows; None: nowhere."""
        text = row.text
        begin = len(text) - len(text.lstrip())
        if self.blocks:
            branch = _BRANCH.match(text)
            if branch is not None:
                self._count("conditions")
                begin = branch.end()
        while begin < len(text):
            if text[begin].isspace():
                begin += 1
            elif text[begin] == "}" and self.blocks:
                self.blocks.pop()
                begin += 1
            elif text[begin] == "{" and _closing(text, begin) < 0:
                self.blocks.append((row, begin))
                self._count("conditions")
                colon = text.find(":", begin)
                if colon < 0:
                    return None
                begin = colon + 1
            else:
                break
        rest = text[begin:].strip()
        return None if not rest or rest.startswith("//") else begin

    def _add_line(self, row: Row, begin: int, *, choice: bool, conditional: bool) -> None:
        source = row.text
        end, tags_at, gaps = self._scan(row, begin)
        tags = (*self._above, *self._tags(row, tags_at))
        by_tag = value_of(tags, SPEAKER_NAMES)
        speaker = by_tag.value if by_tag else ""
        speaker_place = by_tag.stop - len(by_tag.value) if by_tag else -1
        name = None if by_tag else _NAME.match(source, begin, end)
        if name is not None and name[1][0].isupper() and len(name[1].split()) <= 3:
            speaker, begin = name[1].strip(), name.end()
            speaker_place = row.start + name.start(1)
        while begin < end and (source[begin].isspace() or source.startswith("<>", begin)):
            begin += 2 if source.startswith("<>", begin) else 1
        while begin < end and (source[end - 1].isspace() or source.endswith("<>", begin, end)):
            end -= 2 if source.endswith("<>", begin, end) else 1
        place = row.start + begin
        written = self._text[place : place + max(0, end - begin)]
        inner = [
            Gap(gap.kind, gap.start - begin, gap.stop - begin, gap.name, gap.words)
            for gap in gaps
            if begin <= gap.start and gap.stop <= end
        ]
        if written != source[begin:end]:
            inner += [Gap("markup", m.start(), m.end()) for m in _COMMENT.finditer(written)]
        if choice:
            inner += [
                Gap("markup", match.start(), match.end()) for match in _BRACKETS.finditer(written)
            ]
        else:
            inner += markup_gaps(written, self._settings.markup)
        gaps_in = in_order(inner)
        if not _has_words(written, gaps_in):
            # Tags alone on a row are those of the next line.
            self._above = () if choice else tags
            return
        self._above = ()
        named = value_of(tags, ("id",))
        line_id = named.value if named else ""
        self.lines.append(
            replace(
                line_in(row, begin, written, line_id, tags=tags, choice=choice),
                speaker=speaker,
                gaps=gaps_in,
                conditional=conditional,
                id_place=named.stop - len(named.value) if named else -1,
                speaker_place=speaker_place,
            )
        )

    def _scan(self, row: Row, begin: int) -> tuple[int, int, list[Gap]]:
        """Where a text that begins at `begin` ends, where its tags begin, and its gaps."""
        source, place = row.text, begin
        gaps: list[Gap] = []
        end = tags_at = -1
        while place < len(source):
            two = source[place : place + 2]
            if two[0] == "\\" and len(two) == 2:
                if two[1] not in "[]\\#":
                    gaps.append(Gap("escape", place, place + 2, words=two[1]))
                place += 2
                continue
            if two == "//":
                break
            if two[0] == "}" and self.blocks:
                self.blocks.pop()
                break
            if two[0] == "#":
                tags_at = place
                end = place if end < 0 else end
                break
            if end < 0 and (two in ("->", "<-")):
                end = place
                self._count("diverts")
                inside = source.rfind("[", begin, place)
                if inside > source.rfind("]", begin, place):
                    self.fault(row, place, "'->' is a divert in Ink, in a tag too", r"write \->")
            if two == "<>":
                gaps.append(Gap("markup", place, place + 2))
                place += 1
            if two[0] == "{":
                close = _closing(source, place)
                if close < 0:
                    self.fault(row, place, "'{' is not closed on its row", r"write } or \{")
                    close = len(source) - 1
                gaps.append(_brace_gap(source, place, close))
                place = close
            place += 1
        end = min(place, len(source)) if end < 0 else end
        return end, tags_at, gaps

    def _tags(self, row: Row, begin: int) -> tuple[Hashtag, ...]:
        if begin < 0:
            return ()
        rest = row.text[begin:]
        stop = min((at for at in (rest.find("//"), rest.find("->")) if at >= 0), default=len(rest))
        tags: list[Hashtag] = []
        place = 0
        for part in rest[:stop].split("#")[1:]:
            start = row.start + begin + place
            body = part.rstrip().rstrip("}") if self.blocks or "{" not in part else part
            place += 1 + len(part)
            if body.strip():
                tags.append(cut_tag(body, start, start + 1 + len(body.rstrip())))
        return tuple(tags)

    def _count(self, what: str) -> None:
        self.left[what] = self.left.get(what, 0) + 1


def _closing(text: str, opening: int) -> int:
    """Where the brace at `opening` is closed in `text`; -1 if it is not."""
    depth = 0
    for place in range(opening, len(text)):
        if text[place] in "{}" and (place == 0 or text[place - 1] != "\\"):
            depth += 1 if text[place] == "{" else -1
            if depth == 0:
                return place
    return -1


def _brace_gap(text: str, opening: int, closing: int) -> Gap:
    inner = text[opening + 1 : closing]
    if "|" in inner or inner[:1] in "&!~":
        kind = "alternatives"
    elif ":" in inner:
        kind = "condition"
    else:
        return Gap("variable", opening, closing + 1, inner.strip())
    return Gap(kind, opening, closing + 1)  # type: ignore[arg-type]


def _has_words(written: str, gaps: tuple[Gap, ...]) -> bool:
    """Whether something of the text is left, or may be once the game has filled it in."""
    rest = list(written)
    for gap in gaps:
        filler = " " if gap.kind == "markup" else "x"
        rest[gap.start : gap.stop] = filler * (gap.stop - gap.start)
    return bool("".join(rest).strip())


def spell(written: str) -> str:
    r"""A mood's arrow as Ink lets it stand: `[angry \-> calm over 2s]`."""
    return _TAGGED_ARROW.sub(r"\1\\->", written)


def tag(text: str, line: DialogueLine, name: str, value: str) -> Edit:
    """`# name: value` behind the line's other tags, or instead of one of that name."""
    put = f"# {name}: {value}"
    for old in line.hashtags:
        if old.name == name:
            return old.start, old.stop, put
    end = max([line.span[1], *(old.stop for old in line.hashtags)])
    space = "" if text[end - 1 : end].isspace() else " "
    return end, end, f"{space}{put}"


INK = Format("Ink", (".ink",), read, spell=spell, tag=tag)
