"""Stage directions of a scene: what happens besides the lines.

    @mood NAME MOOD [over TIME [EASING]] [after TIME]
    @interrupt NAME after TIME
    @wait TIME

`after` counts from the first sample of the line above. A `@mood` without it happens
when the line above is over; above the first line it sets how a character comes in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from moodvox.errors import nearest
from moodvox.mood.notation import read_mood
from moodvox.mood.presets import MoodNames
from moodvox.mood.tokens import NotationError, Tokens
from moodvox.script.items import MoodMove
from moodvox.script.limits import MAX_MOVE_S
from moodvox.script.moves import read_duration, read_over
from moodvox.script.source import Position


@dataclass(frozen=True)
class MoodChange:
    """`character` moves; `after_s` into the line above, None = once it is over."""

    character: str
    move: MoodMove
    after_s: float | None


@dataclass(frozen=True)
class Interrupt:
    """The line above ends `after_s` into it, and the next one begins."""

    character: str
    after_s: float


@dataclass(frozen=True)
class Wait:
    """Silence before the next line."""

    duration_s: float


Direction = MoodChange | Interrupt | Wait

_KINDS = ("mood", "interrupt", "wait")


def read_direction(
    text: str, at: Position, names: MoodNames, characters: Collection[str], speaker: str
) -> Direction:
    """Read `text`, a direction with its `@`.

    Args:
        at: where the `@` stands.
        characters: who may be named.
        speaker: whose line stands above; "" above the first.

    Raises:
        ScriptError: at the word that is wrong.
    """
    kind = text[1:].split(None, 1)[0] if text[1:2].strip() else ""
    if kind not in _KINDS:
        raise at.error(f"unknown direction '@{kind}'", hint=nearest(kind, _KINDS))
    rest = text[1 + len(kind) :].lstrip()
    begin = at.column + len(text) - len(rest)
    name = ""
    if kind != "wait":
        name = _name(rest, Position(at.file, at.line, begin), characters)
        begin += len(name)
        rest = rest[len(name) :]
    tokens = Tokens(rest)
    try:
        if kind == "wait":
            return _finished(tokens, Wait(read_duration(tokens, "time", MAX_MOVE_S)))
        if kind == "interrupt":
            return _interrupt(tokens, name, speaker)
        return _mood_change(tokens, name, names, speaker)
    except NotationError as error:
        place = Position(at.file, at.line, begin + error.offset)
        raise place.error(error.message, hint=error.hint) from error


def _name(text: str, at: Position, characters: Collection[str]) -> str:
    """The longest of `characters` that `text` begins with."""
    found = [
        name for name in characters if text.startswith(name) and not text[len(name) :][:1].strip()
    ]
    if found:
        return max(found, key=len)
    words = text.split()
    if not words:
        raise at.error("missing a character's name")
    raise at.error(f"'{words[0]}' has no line in this scene", hint=nearest(words[0], characters))


def _mood_change(tokens: Tokens, name: str, names: MoodNames, speaker: str) -> Direction:
    target = read_mood(tokens, names)
    over_s, easing = 0.0, "linear"
    if tokens.peek().text.lower() == "over":
        over_s, easing = read_over(tokens)
    after = tokens.peek()
    after_s = _read_after(tokens) if after.text.lower() == "after" else None
    if after_s is not None and not speaker:
        tokens.fail("'after' above the first line", after, hint="there is nothing to count from")
    return _finished(
        tokens, MoodChange(name, MoodMove(target, over_s=over_s, easing=easing), after_s)
    )


def _interrupt(tokens: Tokens, name: str, speaker: str) -> Direction:
    if tokens.peek().text.lower() != "after":
        tokens.fail("missing 'after' and a time", hint="such as 'after 1.2s'")
    after = tokens.peek()
    after_s = _read_after(tokens)
    if name != speaker:
        who = f"the line above is {speaker}'s" if speaker else "there is no line above"
        tokens.fail(f"'{name}' is not speaking here", after, hint=who)
    return _finished(tokens, Interrupt(name, after_s))


def _read_after(tokens: Tokens) -> float:
    tokens.take()
    return read_duration(tokens, "time", MAX_MOVE_S)


def _finished(tokens: Tokens, direction: Direction) -> Direction:
    tokens.finish()
    return direction
