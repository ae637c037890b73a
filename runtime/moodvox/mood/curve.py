"""A mood as a function of time.

A curve goes through keyframes; before the first it has the first one's mood, after the
last it keeps the last one's or decays from it to a baseline. Times are seconds on
whatever clock the curve was made for: a line's own time (0 = its first sample) in what
the speech stage samples, the character's clock in `mood.character`.

Shape letters: N times, K keyframes, n emotions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from moodvox.errors import MoodError, nearest
from moodvox.mood.easing import EASINGS, easing_named
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.mood.names import NEUTRAL

MAX_KEYFRAMES = 1000
"""More than a minute of keyframes at 10 a second: beyond that a curve is a mistake."""

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Keyframe:
    """At `time_s` the mood is `mood`; `easing` is the way into it from the one before."""

    time_s: float
    mood: Mood
    easing: str = "linear"


@dataclass(frozen=True)
class Decay:
    """After the last keyframe the distance to `baseline` halves every `half_life_s`."""

    baseline: Mood
    half_life_s: float


@dataclass(frozen=True)
class MoodCurve:
    """Mood over time; checked when it is made.

    Attributes:
        keyframes: at least one, times finite and strictly rising.
        decay: what happens after the last keyframe; None = its mood stays.
        earlier: what held before the first keyframe, oldest first; each of them holds
            until the next one's first keyframe. Empty = the first mood.

    Raises:
        MoodError: a keyframe is wrong; `where` names it (``keyframes[2].time_s``).
    """

    keyframes: tuple[Keyframe, ...]
    decay: Decay | None = None
    earlier: tuple[MoodCurve, ...] = ()

    def __post_init__(self) -> None:
        if not self.keyframes:
            raise MoodError("a mood curve needs at least one keyframe", where="keyframes")
        if len(self.keyframes) > MAX_KEYFRAMES:
            raise MoodError(
                f"{len(self.keyframes)} keyframes, more than {MAX_KEYFRAMES}", where="keyframes"
            )
        before = -math.inf
        for index, keyframe in enumerate(self.keyframes):
            where = f"keyframes[{index}]"
            _check_time(keyframe.time_s, before, where)
            if keyframe.easing not in EASINGS:
                raise MoodError(
                    f"unknown easing '{keyframe.easing}'",
                    where=f"{where}.easing",
                    hint=nearest(keyframe.easing, EASINGS),
                )
            before = keyframe.time_s
        if self.decay is not None and not 0.0 < self.decay.half_life_s < math.inf:
            raise MoodError(
                f"half-life {self.decay.half_life_s} s is not above 0", where="decay.half_life_s"
            )

    @classmethod
    def constant(cls, mood: Mood = NEUTRAL_MOOD) -> MoodCurve:
        """The same mood at all times."""
        return cls((Keyframe(0.0, mood),))

    @classmethod
    def through(cls, moods: Iterable[tuple[float, Mood]], easing: str = "linear") -> MoodCurve:
        """A curve through (time_s, mood) pairs, every way between them with one easing."""
        return cls(tuple(Keyframe(time_s, mood, easing) for time_s, mood in moods))

    @property
    def start_s(self) -> float:
        """The time of the first keyframe."""
        return self.keyframes[0].time_s

    @property
    def end_s(self) -> float:
        """The time of the last keyframe."""
        return self.keyframes[-1].time_s

    def emotions(self) -> tuple[str, ...]:
        """Every emotion that has a weight somewhere on this curve, sorted."""
        found: set[str] = set()
        for piece in self._pieces():
            moods = [keyframe.mood for keyframe in piece.keyframes]
            if piece.decay is not None:
                moods.append(piece.decay.baseline)
            found.update(name for mood in moods for name, _ in mood.weights)
        return tuple(sorted(found))

    def at(self, time_s: float) -> Mood:
        """The mood at `time_s`. Weights below a billionth are left out."""
        if self.is_constant:
            return self.keyframes[0].mood
        names = self.emotions()
        row = self._sample(np.array([time_s], np.float64), names)[0]
        return Mood.of((name, min(w, 1.0)) for name, w in zip(names, row, strict=True) if w > 1e-9)

    def weights(self, times_s: ArrayLike, names: Sequence[str]) -> NDArray[np.float32]:
        """Weights of `names` at `times_s` (N,) -> (N, n) float32, each row's sum <= 1.

        `neutral` among the names gets what the others leave.

        Raises:
            MoodError: a time is not finite, or the curve holds an emotion that is not
                among `names`.
        """
        times = np.atleast_1d(np.asarray(times_s, np.float64))
        if not np.isfinite(times).all():
            raise MoodError("a mood curve was asked for at a time that is not finite")
        self.check(names)
        table = self._sample(times, names)
        if NEUTRAL in names:
            table[:, names.index(NEUTRAL)] = np.maximum(0.0, 1.0 - table.sum(axis=1))
        return table.astype(np.float32)

    def check(self, names: Sequence[str]) -> None:
        """See that `names` has every emotion of this curve.

        Raises:
            MoodError: one is not among them.
        """
        for name in self.emotions():
            if name not in names:
                raise MoodError(f"unknown emotion '{name}'", where=name, hint=nearest(name, names))

    def shifted(self, by_s: float) -> MoodCurve:
        """This curve, `by_s` later.

        Keyframes too close to be told apart at their new time become as close as can be.
        """
        moved: list[Keyframe] = []
        earliest_s = -math.inf
        for keyframe in self.keyframes:
            time_s = max(keyframe.time_s + by_s, earliest_s)
            moved.append(replace(keyframe, time_s=time_s))
            earliest_s = math.nextafter(time_s, math.inf)
        return MoodCurve(
            tuple(moved), self.decay, tuple(piece.shifted(by_s) for piece in self.earlier)
        )

    def then(self, later: MoodCurve) -> MoodCurve:
        """This curve until the first keyframe of `later`, and `later` from it on.

        Nothing smooths the change-over: `later` should begin with this curve's mood.
        """
        pieces = tuple(p for p in self._pieces() if p.start_s < later.start_s)
        return replace(later, earlier=pieces)

    @property
    def is_constant(self) -> bool:
        """Whether it is one mood at all times."""
        return len(self.keyframes) == 1 and self.decay is None and not self.earlier

    def _pieces(self) -> Iterator[MoodCurve]:
        yield from self.earlier
        yield replace(self, earlier=()) if self.earlier else self

    def _sample(self, times: Weights, names: Sequence[str]) -> Weights:
        if self.is_constant:
            return np.tile(weight_vector(self.keyframes[0].mood, names), (len(times), 1))
        pieces = tuple(self._pieces())
        ends = [*(piece.start_s for piece in pieces[1:]), math.inf]
        table = np.zeros((len(times), len(names)))
        begin = -math.inf
        for piece, end in zip(pieces, ends, strict=True):
            inside = (times >= begin) & (times < end)
            if inside.any():
                table[inside] = _sample_piece(piece, times[inside], names)
            begin = end
        return table


def mix(start: Weights, target: Weights, progress: Weights) -> Weights:
    """`start` at progress 0, `target` at 1; (n,) or (N, n) by (N,) -> (N, n).

    Written as a sum of shares, so that no weight is negative by rounding.
    """
    share = progress[:, None]
    return start * (1.0 - share) + target * share


def weight_vector(mood: Mood, names: Sequence[str]) -> Weights:
    """(n,) weights of `names` in `mood`; `neutral` and emotions not named are left out."""
    given = mood.as_dict()
    return np.array([given.get(name, 0.0) for name in names])


def _sample_piece(piece: MoodCurve, times: Weights, names: Sequence[str]) -> Weights:
    keyframes = piece.keyframes
    starts = np.array([keyframe.time_s for keyframe in keyframes])
    moods = np.array([weight_vector(keyframe.mood, names) for keyframe in keyframes])
    before = np.searchsorted(starts, times, side="right") - 1
    table: Weights = moods[np.clip(before, 0, len(keyframes) - 1)]
    between = (before >= 0) & (before < len(keyframes) - 1)
    for name in {keyframe.easing for keyframe in keyframes[1:]}:
        eased = np.array([keyframe.easing == name for keyframe in keyframes[1:]])
        rows = np.flatnonzero(between)
        rows = rows[eased[before[rows]]]
        if len(rows):
            left = before[rows]
            progress = (times[rows] - starts[left]) / (starts[left + 1] - starts[left])
            table[rows] = mix(moods[left], moods[left + 1], easing_named(name)(progress))
    if piece.decay is not None:
        rows = np.flatnonzero(before == len(keyframes) - 1)
        lives = (times[rows] - starts[-1]) / piece.decay.half_life_s
        baseline = weight_vector(piece.decay.baseline, names)
        table[rows] = mix(moods[-1], baseline, 1.0 - np.exp2(-lives))
    return table


def _check_time(time_s: float, before: float, where: str) -> None:
    if not math.isfinite(time_s):
        raise MoodError(f"time {time_s} is not finite", where=f"{where}.time_s")
    if time_s <= before:
        raise MoodError(
            f"time {time_s} s is not after {before} s",
            where=f"{where}.time_s",
            hint="keyframes go forward in time",
        )
