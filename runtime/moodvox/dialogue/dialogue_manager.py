r"""Godot Dialogue Manager 2 to 4 (`.dialogue`).

    ~ start
    Marta: [angry] Out! [ID:OUT]
    Old Tom: [#mood=sad 0.4] But it is {{weather}}... [[Really|Truly]].
    - I am going. [if has_coat /] => END
    if brave
        Old Tom: No! [#voice=res://voices/no.wav]

Titles, jumps, conditions and mutations are left alone, and so is BBCode inside a line.
`[[a|b]]` and `[if ...]...[/if]` are the game's to decide.
"""

from __future__ import annotations

import re
from dataclasses import replace

from moodvox.dialogue.file import Edit, Format, Reading
from moodvox.dialogue.hashtags import cut_tag
from moodvox.dialogue.line import DialogueLine, Gap, Hashtag
from moodvox.dialogue.marking import in_order, variable_name
from moodvox.dialogue.markup import markup_gaps
from moodvox.dialogue.placed import line_in
from moodvox.dialogue.rows import Row, rows_of
from moodvox.dialogue.settings import DialogueSettings
from moodvox.errors import ScriptError

MARKUP = frozenset(
    (
        "b i u s code char p br hr center left right fill indent url hint img font font_size "
        "dropcap opentype_features lang color bgcolor fgcolor outline_size outline_color table "
        "cell ul ol lb rb wave tornado shake fade rainbow pulse wait speed next do do! set $> $>> "
        "signal jump title"
    ).split()
)

_FLOW = re.compile(
    r"(?:if|elif|else|while|match|when|do!?|set|import|using|\$>>?)(?=[\s:(]|$)|=>|~\s|~$"
)
_CONDITION = re.compile(r"(?:if|elif|else|while|match|when)\b")
_PREFIX = re.compile(r"\s*(?:%\d*(?:\.\d+)?\s*(?:\[if\b[^\]]*\])?\s*|\|\s*)?")
_ID = re.compile(r"\s*\[ID:\s*([^\]\s]+)\s*\]", re.IGNORECASE)
_TAGS = re.compile(r"\[#([^\[\]]*)\]")
_JUMP = re.compile(r"\s*=>.*$")
_ANSWER_IF = re.compile(r"\s*\[if\b[^\]]*\]")
_INLINE_IF = re.compile(r"\[if\b[^\]]*\].*?(?:\[/if\]|$)")
_CHOICE_OF = re.compile(r"\[\[.*?\]\]")
_VARIABLE = re.compile(r"\{\{(.*?)\}\}")
_NAME = re.compile(r"((?:\{\{.*?\}\}|[^:\[\]{\\]|\\.)+):\s*")


def read(text: str, file: str, settings: DialogueSettings) -> Reading:
    """Every line and response."""
    lines: list[DialogueLine] = []
    faults: list[ScriptError] = []
    left: dict[str, int] = {}
    blocks: list[int] = []
    for row in rows_of(text):
        bare = row.text.strip()
        indent = len(row.text) - len(row.text.lstrip())
        if not bare or bare.startswith("#"):
            continue
        while blocks and indent <= blocks[-1]:
            blocks.pop()
        if _FLOW.match(bare):
            what = "conditions" if _CONDITION.match(bare) else "jumps and mutations"
            left[what] = left.get(what, 0) + (not bare.startswith("~"))
            if what == "conditions":
                blocks.append(indent)
            continue
        faults += _faults_of(row, file)
        line = _line_of(row, settings, conditional=bool(blocks))
        if line is not None:
            lines.append(line)
    return Reading(tuple(lines), tuple(faults), left)


def _line_of(row: Row, settings: DialogueSettings, *, conditional: bool) -> DialogueLine | None:
    source = row.text
    prefix = _PREFIX.match(source)
    begin = prefix.end() if prefix else 0
    prefixed = source[:begin].strip()
    conditional = conditional or prefixed.startswith("%")
    choice = source.startswith("- ", begin) and not prefixed
    begin += 2 if choice else 0
    end = len(source.rstrip())
    ids = [match for match in _ID.finditer(source) if match.start() >= begin]
    if choice:
        jump = _JUMP.search(source, begin)
        end = min(end, jump.start()) if jump else end
    tags, outside = _tags(row, begin)
    name = _NAME.match(source, begin, end)
    speaker = _name(name[1].strip(), settings) if name else ""
    begin = name.end() if name else begin
    if choice:
        answer_ifs = [(match.start(), match.end()) for match in _ANSWER_IF.finditer(source, begin)]
        conditional = conditional or bool(answer_ifs)
        outside += answer_ifs
    outside += [(match.start(), match.end()) for match in ids]
    begin, end = _trimmed(source, begin, end, outside)
    if begin >= end:
        return None
    written = source[begin:end]
    gaps = [Gap("markup", a - begin, b - begin) for a, b in outside if a >= begin and b <= end]
    named = ids[-1] if ids else None
    return replace(
        line_in(row, begin, written, named[1] if named else "", tags=tags, choice=choice),
        speaker=speaker,
        gaps=in_order([*gaps, *_gaps(written, settings)]),
        conditional=conditional,
        id_place=row.start + named.start(1) if named else -1,
        speaker_place=row.start + name.start(1) if name else -1,
    )


def _gaps(written: str, settings: DialogueSettings) -> list[Gap]:
    gaps = [Gap("alternatives", m.start(), m.end()) for m in _CHOICE_OF.finditer(written)]
    gaps += [Gap("condition", m.start(), m.end()) for m in _INLINE_IF.finditer(written)]
    gaps += [
        Gap("variable", m.start(), m.end(), variable_name(m[1]))
        for m in _VARIABLE.finditer(written)
    ]
    if written.startswith("\\") and written[1:2].isalpha():
        gaps.append(Gap("escape", 0, 1))
    return [*gaps, *markup_gaps(written, MARKUP | settings.markup)]


def _tags(row: Row, begin: int) -> tuple[tuple[Hashtag, ...], list[tuple[int, int]]]:
    """The tags of a row, and the stretches of the row that hold them."""
    tags: list[Hashtag] = []
    stretches: list[tuple[int, int]] = []
    for match in _TAGS.finditer(row.text, begin):
        stretches.append((match.start(), match.end()))
        place = match.start(1)
        for part in match[1].split(","):
            body = part.strip().removeprefix("#")
            start = row.start + place + len(part) - len(part.lstrip())
            tags.append(cut_tag(body, start, row.start + place + len(part.rstrip())))
            place += len(part) + 1
    return tuple(tags), stretches


def _trimmed(source: str, begin: int, end: int, outside: list[tuple[int, int]]) -> tuple[int, int]:
    """The text between the tags at its ends; those in its middle stay."""
    before = (begin, end)
    while True:
        for start, stop in outside:
            if begin <= start and not source[begin:start].strip():
                begin = max(begin, min(stop, end))
            if stop <= end and start >= begin and not source[stop:end].strip():
                end = start
        while begin < end and source[begin].isspace():
            begin += 1
        while begin < end and source[end - 1].isspace():
            end -= 1
        if (begin, end) == before:
            return begin, end
        before = (begin, end)


def _name(written: str, settings: DialogueSettings) -> str:
    match = _VARIABLE.fullmatch(written)
    if match is not None:
        return settings.variables.get(variable_name(match[1]), "")
    return re.sub(r"\\(.)", r"\1", written)


def _faults_of(row: Row, file: str) -> list[ScriptError]:
    faults = []
    for opening, closing in (("{{", "}}"), ("[[", "]]")):
        place = row.text.rfind(opening)
        if place >= 0 and closing not in row.text[place:]:
            faults.append(
                ScriptError(
                    f"'{opening}' is not closed on its row",
                    file=file, line=row.number, column=place + 1, hint=f"write {closing}",
                )
            )  # fmt: skip
    return faults


def tag(text: str, line: DialogueLine, name: str, value: str) -> Edit:
    """`[#name=value]` in front of the text, or the value of a tag of that name."""
    put = f"{name}={value}"
    for old in line.hashtags:
        if old.name == name:
            sharp = "#" if text[old.start] == "#" else ""
            return old.start, old.stop, sharp + put
    return line.span[0], line.span[0], f"[#{put}] "


DIALOGUE_MANAGER = Format("Dialogue Manager", (".dialogue",), read, tag=tag)
