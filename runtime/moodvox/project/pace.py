"""Whether a line's moods move faster than its character can."""

from __future__ import annotations

import math
from collections.abc import Iterator

from moodvox.mood.character import distance
from moodvox.mood.easing import STEEPEST
from moodvox.mood.mood import Mood
from moodvox.project.cast import CastMember
from moodvox.script.items import Line, MoodMove, Placed
from moodvox.script.timeline import GLIDE_S


def too_fast(line: Line, member: CastMember) -> Iterator[tuple[Placed, str, str]]:
    """Each move that outruns the member's rate limit: its tag, what is wrong, what to do.

    What stands before the first word is how the line begins, and no move.
    """
    limit = member.rate_limit_per_s
    if limit is None:
        return
    mood = member.temperament
    for placed in line.items:
        move = placed.item
        if not isinstance(move, MoodMove):
            continue
        jump = mood if move.start is None else move.start
        if placed.offset > 0 and move.over_s == 0.0:
            yield from _judged(placed, mood, move.target, GLIDE_S, "linear", limit)
        elif placed.offset > 0 and move.start is not None:
            yield from _judged(placed, mood, move.start, GLIDE_S, "linear", limit)
        if move.over_s > 0.0:
            yield from _judged(placed, jump, move.target, move.over_s, move.easing, limit)
        mood = move.target


def _judged(
    placed: Placed, start: Mood, target: Mood, over_s: float, easing: str, limit: float
) -> Iterator[tuple[Placed, str, str]]:
    way = distance(start, target)
    steepest = STEEPEST[easing]
    if math.isinf(steepest):
        steepest, over_s = 1.0, GLIDE_S
    needed_s = steepest * way / limit
    if needed_s > over_s + 1e-9:
        message = f"the mood moves by {way:.2g} in {over_s:.2g} s, faster than {limit:g} per second"
        yield placed, message, f"its character's rate limit: give it {needed_s:.2g} s"
