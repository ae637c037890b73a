"""How one character feels now, and how that goes on.

A character moves towards a target, stays there for a while, and decays to its
temperament; no weight ever changes faster than the rate limit. Time is a parameter of
everything: seconds of one clock that never runs backwards.
"""

from __future__ import annotations

import math
from dataclasses import replace

from moodvox.errors import MoodError
from moodvox.mood.curve import Decay, Keyframe, MoodCurve
from moodvox.mood.easing import STEEPEST, easing_named
from moodvox.mood.mood import NEUTRAL_MOOD, Mood

HISTORY_S = 120.0
"""How far back `curve_from` still tells the truth: twice the longest line that we test."""

MAX_EARLIER = 64
"""Moves kept for the history, however fast they come: each of them costs time in every line."""


class CharacterMood:
    """The mood of one character over time.

    Args:
        temperament: the baseline that moods decay to.
        half_life_s: the distance to the temperament halves in this time; None = a mood
            stays until the next.
        rate_limit_per_s: no weight changes faster than this; None = no limit.
        now_s: when the character begins, at its temperament.

    Raises:
        MoodError: a half-life or rate limit that is not above 0, or a time not finite.
    """

    def __init__(
        self,
        temperament: Mood = NEUTRAL_MOOD,
        *,
        half_life_s: float | None = None,
        rate_limit_per_s: float | None = None,
        now_s: float = 0.0,
    ) -> None:
        _check_positive(half_life_s, "half_life_s")
        _check_positive(rate_limit_per_s, "rate_limit_per_s")
        self._temperament = temperament
        self._half_life_s = half_life_s
        self._rate_limit_per_s = rate_limit_per_s
        self._target = temperament
        self._curve = MoodCurve((Keyframe(now_s, temperament),))

    @property
    def temperament(self) -> Mood:
        return self._temperament

    @property
    def target(self) -> Mood:
        """Where the last move goes."""
        return self._target

    def at(self, time_s: float) -> Mood:
        """The mood at `time_s`, past or future, if nothing else happens."""
        return self._curve.at(time_s)

    def curve_from(self, time_s: float) -> MoodCurve:
        """The mood in line time: 0 is `time_s` on the character's clock.

        Holds what has happened and what is to come; a line that began before a move
        keeps its past.
        """
        return self._curve.shifted(-time_s)

    def move(
        self,
        target: Mood,
        *,
        now_s: float,
        over_s: float = 0.0,
        easing: str = "linear",
        stay_s: float = 0.0,
    ) -> None:
        """Go to `target` over `over_s`, stay `stay_s`, then decay to the temperament.

        Where the rate limit does not allow it that fast, the move takes longer.

        Raises:
            MoodError: a duration is negative or not finite, the easing is unknown, or
                `now_s` lies before an earlier move.
        """
        easing_named(easing)
        for name, duration_s in (("over_s", over_s), ("stay_s", stay_s)):
            if not 0.0 <= duration_s < math.inf:
                raise MoodError(f"duration {duration_s} s is negative or not finite", where=name)
        if not self._curve.start_s <= now_s < math.inf:
            raise MoodError(
                f"time {now_s} s lies before the last move at {self._curve.start_s} s",
                where="now_s",
            )
        start = self._curve.at(now_s)
        keyframes = [Keyframe(now_s, start)]
        self._append_move(keyframes, target, over_s, easing)
        if stay_s > 0.0 and self._half_life_s is not None:
            _append(keyframes, keyframes[-1].time_s + stay_s, target, "linear")
        self._append_decay_ramp(keyframes)
        decay = None if self._half_life_s is None else Decay(self._temperament, self._half_life_s)
        self._target = target
        self._curve = self._forget(now_s).then(MoodCurve(tuple(keyframes), decay))

    def settle(self, *, now_s: float, over_s: float = 0.0, easing: str = "linear") -> None:
        """Go back to the temperament."""
        self.move(self._temperament, now_s=now_s, over_s=over_s, easing=easing)

    def retemper(
        self,
        temperament: Mood,
        *,
        now_s: float,
        half_life_s: float | None = None,
        rate_limit_per_s: float | None = None,
    ) -> None:
        """Take on another temperament (a reloaded project), going on from the present mood.

        A character at its temperament moves to the new one; any other keeps its target.
        """
        _check_positive(half_life_s, "half_life_s")
        _check_positive(rate_limit_per_s, "rate_limit_per_s")
        was_settled = self._target == self._temperament
        left_s = max(0.0, self._curve.end_s - now_s)
        self._temperament = temperament
        self._half_life_s = half_life_s
        self._rate_limit_per_s = rate_limit_per_s
        self.move(temperament if was_settled else self._target, now_s=now_s, over_s=left_s)

    def _append_move(
        self, keyframes: list[Keyframe], target: Mood, over_s: float, easing: str
    ) -> None:
        now_s, start = keyframes[-1].time_s, keyframes[-1].mood
        limit = self._rate_limit_per_s
        way = distance(start, target)
        if limit is None:
            if over_s > 0.0:
                _append(keyframes, now_s + over_s, target, easing)
            else:
                keyframes[-1] = replace(keyframes[-1], mood=target)
            return
        if easing == "hold" and over_s > 0.0:
            _append(keyframes, now_s + over_s, start, "linear")
            now_s = keyframes[-1].time_s
        if math.isinf(STEEPEST[easing]):
            easing, over_s = "linear", 0.0
        needed_s = STEEPEST[easing] * way / limit
        _append(keyframes, now_s + max(over_s, needed_s), target, easing)

    def _append_decay_ramp(self, keyframes: list[Keyframe]) -> None:
        """Where the decay would begin faster than the limit, go straight at the limit first."""
        if self._half_life_s is None or self._rate_limit_per_s is None:
            return
        start = keyframes[-1].mood
        way = distance(start, self._temperament)
        slow_enough = self._rate_limit_per_s * self._half_life_s / math.log(2.0)
        if way <= slow_enough:
            return
        left = slow_enough / way
        needed_s = (way - slow_enough) / self._rate_limit_per_s
        _append(
            keyframes,
            keyframes[-1].time_s + needed_s,
            _between(start, self._temperament, 1.0 - left),
            "linear",
        )

    def _forget(self, now_s: float) -> MoodCurve:
        earlier = self._curve.earlier[-MAX_EARLIER:]
        ends = [*(piece.start_s for piece in earlier[1:]), self._curve.start_s]
        kept = tuple(
            piece
            for piece, end_s in zip(earlier, ends[: len(earlier)], strict=True)
            if end_s >= now_s - HISTORY_S
        )
        return replace(self._curve, earlier=kept)


def _append(keyframes: list[Keyframe], time_s: float, mood: Mood, easing: str) -> None:
    """Add a keyframe; where the clock is too coarse to tell it apart, it takes the last's place."""
    if time_s > keyframes[-1].time_s:
        keyframes.append(Keyframe(time_s, mood, easing))
    else:
        keyframes[-1] = replace(keyframes[-1], mood=mood)


def distance(start: Mood, target: Mood) -> float:
    """How far the weight that moves most has to go: what a rate limit is about."""
    names = {name for name, _ in (*start.weights, *target.weights)}
    return max((abs(start[name] - target[name]) for name in names), default=0.0)


def _between(start: Mood, target: Mood, share: float) -> Mood:
    names = {name for name, _ in (*start.weights, *target.weights)}
    return Mood.of({name: start[name] * (1.0 - share) + target[name] * share for name in names})


def _check_positive(value: float | None, where: str) -> None:
    if value is not None and not 0.0 < value < math.inf:
        raise MoodError(f"{value} is not above 0", where=where)
