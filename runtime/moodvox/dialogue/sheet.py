"""Localisation sheets (`.csv`, `.tsv`): a row for each line, columns for id, speaker and text.

Columns are found by the names that engines and people give them; `text_column` of the
project says which one is spoken where there are several languages. A cell is written back
as the file has its others: in quotes where it needs them, and nothing else is touched.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from moodvox.dialogue.cells import Cell, read_cells
from moodvox.dialogue.file import Edit, Format, Reading
from moodvox.dialogue.line import DialogueLine, Gap
from moodvox.dialogue.marking import braces, in_order
from moodvox.dialogue.markup import markup_gaps
from moodvox.dialogue.rows import RowMap
from moodvox.dialogue.settings import DialogueSettings
from moodvox.errors import ScriptError, nearest

ID_NAMES = ("id", "key", "keys", "line id", "line_id", "lineid", "string id", "stringid")
SPEAKER_NAMES = ("speaker", "character", "_character", "actor", "who", "name")
MOOD_NAMES = ("mood", "emotion", "_mood")
TEXT_NAMES = (
    "text", "line", "dialogue", "dialog", "en", "en-us", "en_us", "en-gb", "en_gb", "english",
    "english(en)", "source", "sourcestring", "source text", "string", "value",
)  # fmt: skip
YARN_NAMES = {"language", "id", "text", "file", "node", "linenumber"}
"""The columns that Yarn's own translation sheets have."""

_SEPARATORS = ",;\t|"
_VARIABLE = re.compile(r"%(?:\d+\$)?[sd]|%\w+%")


@dataclass(frozen=True)
class Columns:
    """Where in a row each thing stands; -1 where the sheet has it not."""

    id: int
    speaker: int
    mood: int
    text: int


def is_yarn_sheet(header: Sequence[str]) -> bool:
    """Whether these are the columns of a translation that Yarn has exported."""
    return {name.strip().lower() for name in header} >= YARN_NAMES


def separator_of(text: str, file: str) -> str:
    """What parts the cells: a tab in `.tsv`, else what the first row has most of."""
    if file.lower().endswith(".tsv"):
        return "\t"
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    return max(_SEPARATORS, key=lambda mark: (first.count(mark), -_SEPARATORS.index(mark)))


def header_of(text: str, file: str) -> list[str]:
    """The names of the columns."""
    head = text[: 1 << 16]
    rows = read_cells(head, separator_of(text, file))[0]
    return [cell.text for cell in next(iter(rows), [])]


def find_columns(header: Sequence[str], settings: DialogueSettings) -> Columns:
    """Which column holds what."""
    names = [name.strip().lower() for name in header]

    def first(wanted: Sequence[str]) -> int:
        return next((names.index(name) for name in wanted if name in names), -1)

    chosen = settings.text_column.strip().lower()
    text = first((chosen,)) if chosen else first(TEXT_NAMES)
    return Columns(first(ID_NAMES), first(SPEAKER_NAMES), first(MOOD_NAMES), text)


def read(text: str, file: str, settings: DialogueSettings) -> Reading:
    """Every row with something to say below the first, which names the columns."""
    separator = separator_of(text, file)
    rows, unclosed = read_cells(text, separator)
    rows = [row for row in rows if any(cell.text.strip() for cell in row)]
    places = RowMap.of(text)

    def fault(offset: int, message: str, hint: str = "") -> ScriptError:
        line, column = places.at(offset)
        return ScriptError(message, file=file, line=line, column=column, hint=hint)

    faults: list[ScriptError] = []
    if unclosed >= 0:
        faults.append(fault(unclosed, "this quote is not closed", "write \" at the cell's end"))
    if not rows:
        return Reading((), tuple(faults))
    header = [cell.text for cell in rows[0]]
    columns = find_columns(header, settings)
    if columns.text < 0:
        asked = settings.text_column
        hint = nearest(asked, header) if asked else "name it: [dialogue] text_column in the project"
        named = f"'{asked}'" if asked else "of text"
        faults.append(fault(rows[0][0].start, f"the sheet has no column {named}", hint))
        return Reading((), tuple(faults))
    lines: list[DialogueLine] = []
    yarn = is_yarn_sheet(header)
    for row in rows[1:]:
        if len(row) != len(header):
            faults.append(
                fault(row[0].start, f"{len(row)} cells under {len(header)} columns",
                      f"a text that holds '{separator}' stands in quotes")
            )  # fmt: skip
        if columns.text < len(row) and row[columns.text].text.strip():
            lines.append(_line_of(row, columns, settings, places, yarn=yarn))
    return Reading(tuple(lines), tuple(faults))


def _line_of(
    row: Sequence[Cell],
    columns: Columns,
    settings: DialogueSettings,
    places: RowMap,
    *,
    yarn: bool,
) -> DialogueLine:
    cell = row[columns.text]
    line_id = _text(row, columns.id)
    number, _ = places.at(cell.start)
    at, column = places.at(cell.excerpt.place(0))
    mood = _text(row, columns.mood)
    speaker = _text(row, columns.speaker)
    speaker_place = row[columns.speaker].excerpt.place(0) if speaker else -1
    gaps = [*braces(cell.text), *markup_gaps(cell.text, settings.markup)]
    for match in _VARIABLE.finditer(cell.text):
        gaps.append(Gap("variable", match.start(), match.end(), match[0].strip("%")))
    if yarn and columns.speaker < 0:
        name = re.match(r"([^:\[\]{}]{1,80}):\s*", cell.text)
        if name is not None:
            speaker, speaker_place = name[1].strip(), cell.excerpt.place(0)
            gaps.append(Gap("markup", 0, name.end()))
    return DialogueLine(
        id=line_id or f"row-{number}",
        speaker=speaker,
        excerpt=cell.excerpt,
        row=at,
        column=column,
        span=(cell.start, cell.stop),
        named=bool(line_id),
        mood=mood,
        mood_place=row[columns.mood].excerpt.place(0) if mood else -1,
        gaps=in_order(gaps),
        id_place=row[columns.id].excerpt.place(0) if line_id else -1,
        speaker_place=speaker_place,
    )


def _text(row: Sequence[Cell], column: int) -> str:
    return row[column].text.strip() if 0 <= column < len(row) else ""


def enclose(text: str, line: DialogueLine, written: str) -> Edit:
    """The cell with these words: in quotes if it was, or if it needs them."""
    start, stop = line.span
    quoted = text[start : start + 1] == '"'
    out = io.StringIO()
    # Whatever parts the cells of this file, quotes do no harm to a cell that holds it.
    needs = quoted or any(mark in written for mark in _SEPARATORS) or written != written.strip()
    if needs:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="")
    else:
        writer = csv.writer(out, lineterminator="")
    writer.writerow([written])
    return start, stop, out.getvalue()


SHEET = Format("a sheet", (".csv", ".tsv"), read, enclose)
