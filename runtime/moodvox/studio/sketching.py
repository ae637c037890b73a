"""A mood curve drawn by hand, as tags of its line; and a line's tags as a curve to draw on.

A curve is a row of handles: a moment, a mood, and how it gets there. In the text it is
mood tags before words, so what was drawn reads like what is written, and sounds the same
in a game. Handles move to the beginnings of words, where tags can stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from moodvox.dialogue.excerpt import Excerpt
from moodvox.errors import ScriptError
from moodvox.mood.curve import Keyframe, MoodCurve
from moodvox.mood.mood import Mood
from moodvox.mood.presets import MoodNames
from moodvox.script.items import Line, MoodMove
from moodvox.script.source import Position, TagRun, cut, rows_of
from moodvox.script.tags import read_tag
from moodvox.script.timeline import GLIDE_S, Reach
from moodvox.script.writer import write_move

JUMP_S = GLIDE_S + 0.03
"""Handles that are closer than this are one jump: a plain tag, which glides by itself."""

CLOSE_S = 0.02
LEAST_MOVE_S = 0.05
WEIGHT_DIGITS = 2
TIME_DIGITS = 2


@dataclass(frozen=True)
class Handle:
    """At `at_s` of the line the mood is `mood`; `easing` is the way into it."""

    at_s: float
    mood: Mood
    easing: str = "linear"


def handles_of(line: Line, reach: Reach, base: Mood) -> tuple[Handle, ...]:
    """The curve that a line's mood tags draw, beginning with `base` where they do not say."""
    handles = [Handle(0.0, base)]
    for placed in line.items:
        move = placed.item
        if not isinstance(move, MoodMove):
            continue
        if not any(character.isalnum() for character in line.plain[: placed.offset]):
            handles = list(_opening(handles[-1].mood, move))
        else:
            handles = _later(handles, move, reach.at(placed.offset))
    return tuple(handles)


def moves_of(handles: Sequence[Handle], reach: Reach, base: Mood) -> list[tuple[int, MoodMove]]:
    """The tags that draw `handles`: offsets into the plain text, rising, and moves."""
    curve = sorted((_rounded(handle) for handle in handles), key=lambda handle: handle.at_s)
    moves: list[tuple[int, MoodMove]] = []
    for index, handle in enumerate(curve):
        first, last = index == 0, index == len(curve) - 1
        following = handle if last else curve[index + 1]
        offset, word_s = (0, 0.0) if first else _word_at(reach, handle.at_s)
        if handle.mood == following.mood:
            if first and handle.mood != base:
                moves.append((0, MoodMove(handle.mood)))
        elif following.at_s - handle.at_s <= JUMP_S:
            moves.append((offset, MoodMove(following.mood)))
        else:
            over_s = max(LEAST_MOVE_S, round(following.at_s - word_s, TIME_DIGITS))
            start = handle.mood if first else None
            moves.append((offset, MoodMove(following.mood, start, over_s, following.easing)))
    return _merged(moves)


def redrawn(
    written: str,
    excerpt: Excerpt,
    line: Line,
    moves: Iterable[tuple[int, MoodMove]],
    names: MoodNames,
) -> str:
    """`written`, its mood tags being `moves` instead of those that it has.

    Args:
        excerpt: the spoken text, its places being offsets into `written`; those before 0
            are not written there (the format's own mood of the line).
        line: the spoken text, read.
    """
    edits = [
        (excerpt.place(start), excerpt.place(stop - 1) + 1, "")
        for start, stop in _mood_tags(excerpt.text, names)
        if excerpt.place(start) >= 0
    ]
    rows = _row_starts(excerpt.text)
    for offset, move in moves:
        row, column = line.origin(offset)
        place = 0 if offset == 0 else excerpt.place(rows[row - 1] + column - 1)
        edits.append((max(0, place), max(0, place), f"[{write_move(move)}] "))
    # From the back, so that places before stay true.
    for start, stop, put in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        before, after = written[:start], written[stop:]
        if not put and (not before or before[-1].isspace()) and after[:1].isspace():
            after = after[1:]
        written = before + put + after
    return written.strip()


def _opening(now: Mood, move: MoodMove) -> Iterable[Handle]:
    if move.over_s == 0.0:
        return (Handle(0.0, move.target),)
    start = now if move.start is None else move.start
    return Handle(0.0, start), Handle(move.over_s, move.target, move.easing)


def _later(handles: list[Handle], move: MoodMove, at_s: float) -> list[Handle]:
    now = _mood_at(handles, at_s)
    kept = [handle for handle in handles if handle.at_s < at_s - CLOSE_S] or handles[:1]
    kept.append(Handle(at_s, now))
    if move.start is not None or move.over_s == 0.0:
        kept.append(Handle(at_s + GLIDE_S, move.start or move.target))
    if move.over_s > 0.0:
        reached_s = max(at_s + move.over_s, kept[-1].at_s + CLOSE_S)
        kept.append(Handle(reached_s, move.target, move.easing))
    return kept


def _mood_at(handles: Sequence[Handle], at_s: float) -> Mood:
    curve = MoodCurve(tuple(Keyframe(h.at_s, h.mood, h.easing) for h in handles))
    return curve.at(at_s)


def _rounded(handle: Handle) -> Handle:
    weights = {name: round(weight, WEIGHT_DIGITS) for name, weight in handle.mood.weights}
    over = sum(weights.values()) - 1.0
    if over > 0.0:
        strongest = max(weights, key=lambda name: weights[name])
        weights[strongest] = round(weights[strongest] - over, WEIGHT_DIGITS)
    return replace(handle, mood=Mood.of(weights))


def _word_at(reach: Reach, at_s: float) -> tuple[int, float]:
    """The word that begins nearest to `at_s`: its offset, and when it begins."""
    offsets: list[int] = []
    index: list[int] = []
    for place, offset in enumerate(reach.offsets.tolist()):
        if not offsets or offset != offsets[-1]:
            offsets.append(offset)
            index.append(place)
    nearest = min(range(len(offsets)), key=lambda i: abs(float(reach.starts_s[index[i]]) - at_s))
    return offsets[nearest], float(reach.starts_s[index[nearest]])


def _merged(moves: list[tuple[int, MoodMove]]) -> list[tuple[int, MoodMove]]:
    """A jump and the move that sets out from it at one place are one tag."""
    merged: list[tuple[int, MoodMove]] = []
    for offset, move in moves:
        here = merged.pop()[1] if merged and merged[-1][0] == offset else None
        jumped = here is not None and here.over_s == 0.0 and move.over_s > 0.0 and not move.start
        merged.append((offset, replace(move, start=here.target) if here and jumped else move))
    return merged


def _mood_tags(text: str, names: MoodNames) -> list[tuple[int, int]]:
    """Where the mood tags of `text` begin and end."""
    rows = _row_starts(text)
    found = []
    for run in cut(text, Position("", 1, 1)):
        if not isinstance(run, TagRun):
            continue
        try:
            is_mood = isinstance(read_tag(run, names, lambda _sound: ("AH0",)), MoodMove)
        except ScriptError:
            continue
        if is_mood:
            start = rows[run.at.line - 1]
            found.append((start + run.at.column - 1, start + run.columns[-1]))
    return found


def _row_starts(text: str) -> list[int]:
    starts = [0]
    for row in rows_of(text):
        starts.append(starts[-1] + len(row))
    return starts
