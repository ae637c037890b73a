"""Moods and curves out of plain data: a message's map, a JSON or TOML table.

A mood is a string in `mood.notation`, or a map from emotion (alias, preset) to weight;
a curve is a list of maps with the fields of the wire: ``at_s``, ``mood``, ``easing``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moodvox.errors import MoodError
from moodvox.mood.curve import Keyframe, MoodCurve
from moodvox.mood.mood import Mood
from moodvox.mood.notation import read_mood
from moodvox.mood.presets import MoodNames, scaled
from moodvox.mood.tokens import Tokens


def mood_of(value: object, names: MoodNames, *, where: str = "mood") -> Mood:
    """Read a mood from a string or a map.

    Raises:
        MoodError: it is neither, a name is unknown, or a weight is wrong; `where` leads
            to the entry (``mood.angri``).
    """
    if isinstance(value, str):
        try:
            tokens = Tokens(value)
            mood = read_mood(tokens, names)
            tokens.finish()
        except MoodError as error:
            raise MoodError(error.message, where=where, hint=error.hint) from error
        return mood
    if not isinstance(value, Mapping):
        raise MoodError(
            f"expected a mood instead of {type(value).__name__}",
            where=where,
            hint="a string such as 'sad 0.6 + fear 0.4', or a map from emotion to weight",
        )
    pairs: list[tuple[str, float]] = []
    for name, weight in value.items():
        place = f"{where}.{name}"
        mood_at_full = names.find(name) if isinstance(name, str) else None
        if mood_at_full is None:
            raise MoodError(f"unknown emotion '{name}'", where=place, hint=names.hint(str(name)))
        share = number_of(weight, where=place)
        if not 0.0 <= share <= 1.0:
            raise MoodError(f"weight {share} of '{name}' is outside 0 to 1", where=place)
        pairs += scaled(mood_at_full, share).weights
    try:
        return Mood.of(pairs)
    except MoodError as error:
        raise MoodError(error.message, where=where, hint=error.hint) from error


def curve_of(value: object, names: MoodNames, *, where: str = "curve") -> MoodCurve:
    """Read a curve from a list of keyframes; fields that are not known are passed over.

    Raises:
        MoodError: a keyframe is wrong; `where` leads to it (``curve[2].at_s``).
    """
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise MoodError(
            f"expected a list of keyframes instead of {type(value).__name__}", where=where
        )
    keyframes = []
    for index, entry in enumerate(value):
        place = f"{where}[{index}]"
        if not isinstance(entry, Mapping):
            raise MoodError(
                f"expected a keyframe instead of {type(entry).__name__}",
                where=place,
                hint="a map with at_s and mood",
            )
        for field in ("at_s", "mood"):
            if field not in entry:
                raise MoodError(f"a keyframe has no '{field}'", where=f"{place}.{field}")
        easing = entry.get("easing", "linear")
        keyframes.append(
            Keyframe(
                number_of(entry["at_s"], where=f"{place}.at_s"),
                mood_of(entry["mood"], names, where=f"{place}.mood"),
                easing if isinstance(easing, str) else repr(easing),
            )
        )
    try:
        return MoodCurve(tuple(keyframes))
    except MoodError as error:
        place = error.where.replace("keyframes", where).replace("time_s", "at_s")
        raise MoodError(error.message, where=place, hint=error.hint) from error


def number_of(value: object, *, where: str) -> float:
    """A number that is not a truth value.

    Raises:
        MoodError: it is something else, or an integer beyond what a float holds.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MoodError(f"expected a number instead of {type(value).__name__}", where=where)
    try:
        return float(value)
    except OverflowError as error:
        raise MoodError("number out of range", where=where) from error
