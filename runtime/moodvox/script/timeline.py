"""A line's tags against the time at which it is spoken.

What the speech stage samples for each phoneme. A text knows offsets and audio knows
seconds; a `Reach` says when each offset is spoken, and the functions here give mood,
rate, pitch and whisper at offsets or times. Pauses and sounds: `placing`.

How a mood tag acts: `[angry]` glides in over `GLIDE_S`, so that nothing jumps in the
middle of speech; `[a -> b over 2s]` glides into a and moves to b from the moment its
place is reached; `[-> b over 2s]` sets out from whatever the mood is then. Before the
first word nothing has been heard, so tags there hold at once. A mood holds until the
next tag; the base curve is heard until the first.

Shape letters: N times, P phonemes or other offsets, n emotions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from moodvox.errors import MoodError, nearest
from moodvox.mood.curve import MoodCurve, mix, weight_vector
from moodvox.mood.easing import easing_named
from moodvox.mood.names import NEUTRAL
from moodvox.script.items import Line, MoodMove, Pitch, Placed, Rate, Whisper

GLIDE_S = 0.12
"""About a short syllable: a change this long is heard as immediate and not as a click."""

Floats = NDArray[np.float32]
Seconds = NDArray[np.float64]


@dataclass(frozen=True)
class Reach:
    """When each place of the plain text is spoken.

    Attributes:
        offsets: (P,) offset into the plain text from which each phoneme comes, rising.
        starts_s: (P,) when it begins, in line time.
        end_s: when the line ends.
    """

    offsets: NDArray[np.int64]
    starts_s: Seconds
    end_s: float

    def at(self, offset: int) -> float:
        """When speech reaches `offset`: the start of the first phoneme at or behind it."""
        place = int(np.searchsorted(self.offsets, offset, side="left"))
        return float(self.starts_s[place]) if place < len(self.starts_s) else self.end_s


@dataclass(frozen=True)
class Manner:
    """How each place is spoken; every array is (P,).

    Attributes:
        rate: float32 speed factor, 1 = the voice's own.
        pitch_st: float32 shift in semitones.
        whisper: bool.
    """

    rate: Floats
    pitch_st: Floats
    whisper: NDArray[np.bool_]


def manner_at(line: Line, offsets: ArrayLike) -> Manner:
    """Rate, pitch and whisper at `offsets` (P,) into the plain text."""
    places = np.atleast_1d(np.asarray(offsets, np.int64))
    rate = np.ones(len(places), np.float32)
    pitch_st = np.zeros(len(places), np.float32)
    whisper = np.zeros(len(places), np.bool_)
    for placed in line.items:
        behind = places >= placed.offset
        match placed.item:
            case Rate(factor):
                rate[behind] = factor
            case Pitch(semitones):
                pitch_st[behind] = semitones
            case Whisper(on):
                whisper[behind] = on
            case _:
                pass
    return Manner(rate, pitch_st, whisper)


def holds_one_mood(line: Line, base: MoodCurve) -> bool:
    """Whether the mood is the same from the first phoneme to the last, if no event comes."""
    moves = [(placed, placed.item) for placed in line.items if isinstance(placed.item, MoodMove)]
    if not moves:
        return base.is_constant
    return all(not move.over_s and _opens(line, placed) for placed, move in moves)


def mood_weights(
    line: Line,
    base: MoodCurve,
    reach: Reach,
    times_s: ArrayLike,
    names: Sequence[str],
    *,
    resumed_s: float | None = None,
) -> Floats:
    """The mood heard at `times_s` (N,), tags applied -> (N, n) float32, rows sum to <= 1.

    Args:
        base: the character's mood in line time.
        reach: when each place of the line is spoken.
        names: the n emotions of the result.
        resumed_s: when an event gave the character a new mood while it spoke (`base`
            holds that already): tags reached before it no longer hold from then on. The
            base glides in; the further it is from the mood of the tags, the more of the
            length of its own first move that takes, so that "calm over 3 s" takes 3 s
            from a tag's mood too.

    Raises:
        MoodError: a mood of the line or the curve is not among `names`.
    """
    times = np.atleast_1d(np.asarray(times_s, np.float64))
    moves = _moves(line, reach)
    if not moves:
        return base.weights(times, names)
    for move in moves:
        _check_names(move.move, names)
    resumes = () if resumed_s is None else (resumed_s,)
    everything = np.array([*times, *(move.at_s for move in moves), *resumes])
    own = base.weights(everything, names).astype(np.float64)
    if NEUTRAL in names:
        own[:, names.index(NEUTRAL)] = 0.0
    table = own.copy()
    waiting = bool(resumes)
    for index, move in enumerate(moves):
        if waiting and everything[-1] < move.at_s and not move.opening:
            table = _glide_in(table, own, everything, -1, base)
            waiting = False
        table = _apply(table, move, everything, len(times) + index, names)
    if waiting:
        table = _glide_in(table, own, everything, -1, base)
    table = table[: len(times)]
    if NEUTRAL in names:
        table[:, names.index(NEUTRAL)] = np.maximum(0.0, 1.0 - table.sum(axis=1))
    return table.astype(np.float32)


@dataclass(frozen=True)
class _TimedMove:
    at_s: float
    move: MoodMove
    opening: bool


def _moves(line: Line, reach: Reach) -> list[_TimedMove]:
    """The line's mood tags by time; several that are reached at one time count as one."""
    found: list[_TimedMove] = []
    for placed in line.items:
        if not isinstance(placed.item, MoodMove):
            continue
        opening = _opens(line, placed)
        timed = _TimedMove(reach.at(placed.offset), placed.item, opening)
        if found and (opening or found[-1].at_s == timed.at_s):
            before = found.pop().move
            if timed.move.start is None and timed.move.over_s > 0.0:
                reached = before.target if before.over_s == 0.0 else before.start
                timed = replace(timed, move=replace(timed.move, start=reached))
        found.append(timed)
    return found


def _opens(line: Line, placed: Placed) -> bool:
    """Whether nothing has been heard before it."""
    return not any(character.isalnum() for character in line.plain[: placed.offset])


def _apply(
    table: Seconds, timed: _TimedMove, times: Seconds, own_row: int, names: Sequence[str]
) -> Seconds:
    move = timed.move
    since = times - timed.at_s
    target = weight_vector(move.target, names)
    jumps = move.start is not None or move.over_s == 0.0
    start = weight_vector(move.start, names) if move.start is not None else table[own_row]
    if move.over_s > 0.0:
        progress = easing_named(move.easing)(np.clip(since / move.over_s, 0.0, 1.0))
        moved = mix(start, target, progress)
    else:
        moved = np.broadcast_to(target, table.shape)
    if jumps and not timed.opening:
        return mix(table, moved, np.clip(since / GLIDE_S, 0.0, 1.0))
    return np.where((since >= 0.0)[:, None] | (jumps and timed.opening), moved, table)


def _glide_in(table: Seconds, own: Seconds, times: Seconds, row: int, base: MoodCurve) -> Seconds:
    """`table` until ``times[row]``, from there on a glide to `own`."""
    at_s = times[row]
    next_s = min((key.time_s for key in base.keyframes if key.time_s > at_s), default=at_s)
    way = float(np.abs(table[row] - own[row]).max(initial=0.0))
    glide_s = GLIDE_S + way * max(0.0, next_s - at_s - GLIDE_S)
    return mix(table, own, np.clip((times - at_s) / glide_s, 0.0, 1.0))


def _check_names(move: MoodMove, names: Sequence[str]) -> None:
    for mood in (move.target, move.start):
        for name, _ in mood.weights if mood is not None else ():
            if name not in names:
                raise MoodError(f"unknown emotion '{name}'", where=name, hint=nearest(name, names))
