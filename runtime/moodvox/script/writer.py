"""Writes a line back as tagged text, in one canonical form.

`parse_line(write_line(line))` equals `line` for every line that was parsed. A line that a
tool built is written too; what tags cannot say about it (an item inside whitespace)
moves to the next place where they can.
"""

from __future__ import annotations

import re

from moodvox.errors import ScriptError
from moodvox.mood.mood import Mood
from moodvox.mood.names import NEUTRAL
from moodvox.script.items import (
    Item,
    Line,
    MoodMove,
    Pause,
    Pitch,
    Placed,
    Rate,
    Say,
    Sound,
    Whisper,
)

_SPECIAL = re.compile(r"[\[\]\\]")


def write_line(line: Line) -> str:
    """`line` as tagged text.

    Raises:
        ScriptError: an item lies outside the text or inside the name of a `[say]`, or a
            `[say]` name is one that its tag cannot hold.
    """
    plain = line.plain
    written: list[str] = []
    place = 0
    for placed in sorted(line.items, key=lambda placed: _settled(plain, placed)):
        offset = _settled(plain, placed)
        if offset < place:
            raise _error(placed, "an item stands inside the name of a [say]")
        written.append(_escaped(plain[place:offset]))
        place = offset
        if isinstance(placed.item, Say):
            place += placed.item.length
            written.append(_write_say(plain[offset:place], placed))
            continue
        if offset == len(plain) and plain:
            written.append(" ")
        written.append(f"[{write_item(placed.item)}]")
        if (offset == 0 or plain[offset - 1].isspace()) and not plain[offset:][:1].isspace():
            written.append(" ")
    written.append(_escaped(plain[place:]))
    return "".join(written).strip()


def write_item(item: Item) -> str:
    """What stands between the brackets for `item` (`[say]` needs its text: `write_line`)."""
    match item:
        case MoodMove():
            return write_move(item)
        case Pause(duration_s):
            return f"pause {_duration(duration_s)}"
        case Rate(factor):
            return f"rate {_number(factor)}"
        case Pitch(semitones):
            sign = "-" if semitones < 0.0 else "+"
            return f"pitch {sign}{_number(abs(semitones))}st"
        case Whisper(on):
            return "whisper" if on else "/whisper"
        case Sound(name):
            return name
        case Say():
            raise ScriptError("a [say] cannot be written without its text")


def write_move(move: MoodMove) -> str:
    """`angry 0.4 -> calm over 2s ease_in`."""
    target = write_mood(move.target)
    if move.start is None and move.over_s == 0.0 and move.easing == "linear":
        return target
    start = "" if move.start is None else f"{write_mood(move.start)} "
    easing = "" if move.easing == "linear" else f" {move.easing}"
    return f"{start}-> {target} over {_duration(move.over_s)}{easing}"


def write_mood(mood: Mood) -> str:
    """`sad 0.6 + fearful 0.4`, as `mood.notation.parse_mood` reads it; the strongest first."""
    ranked = sorted(mood.weights, key=lambda pair: (-pair[1], pair[0]))
    parts = [name if weight == 1.0 else f"{name} {_number(weight)}" for name, weight in ranked]
    return " + ".join(parts) or NEUTRAL


def _settled(plain: str, placed: Placed) -> int:
    """The offset, moved out of a stretch of whitespace to its end."""
    offset = placed.offset
    if not 0 <= offset <= len(plain):
        raise _error(placed, f"an item at offset {offset} of a text of {len(plain)} characters")
    if offset and plain[offset - 1].isspace():
        while offset < len(plain) and plain[offset].isspace():
            offset += 1
    return offset


def _write_say(name: str, placed: Placed) -> str:
    assert isinstance(placed.item, Say)
    if len(name) < placed.item.length or name.strip() != name or not name or "\n" in name:
        raise _error(placed, f"[say] cannot hold '{name}'")
    return f"[say {_escaped(name)} as {' '.join(placed.item.phonemes)}]"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _duration(duration_s: float) -> str:
    milliseconds = round(duration_s * 1000.0, 6)
    if 0.0 < duration_s < 1.0 and milliseconds / 1000.0 == duration_s:
        return f"{_number(milliseconds)}ms"
    return f"{_number(duration_s)}s"


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _error(placed: Placed, message: str) -> ScriptError:
    return ScriptError(message, line=placed.line, column=placed.column)
