"""Moods on the stage: how lines begin, and what an event does to characters and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from moodvox.errors import MoodError
from moodvox.mood.character import CharacterMood
from moodvox.mood.curve import Keyframe, MoodCurve
from moodvox.mood.mood import Mood
from moodvox.protocol import MoodEvent
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.characters import Characters, carried_on
from moodvox.sidecar.line import CharacterKey, MoodChange, SpokenLine

Heard = Callable[[SpokenLine], int]
"""Where playback of a line stands, in samples."""


class Feelings:
    """The states of all characters, and their way into lines."""

    def __init__(self, casting: Casting) -> None:
        self.casting = casting
        self._characters = Characters()

    def forget(self, session: int) -> None:
        """A client has left."""
        self._characters.forget(session)

    def recast(self, casting: Casting, now_s: float) -> None:
        """The project has changed."""
        self.casting = casting
        self._characters.recast(casting.project, now_s)

    def begin(self, line: SpokenLine, begins_s: float, now_s: float) -> MoodCurve:
        """The mood of a line in its own time, as asked for or as its character feels.

        Raises:
            MoodError: what was asked for means nothing to the voice, or is no curve.
        """
        curve = self._asked(line)
        if curve is None:
            state = self._characters.mood(line.character, line.role, now_s)
            curve = state.curve_from(begins_s)
        line.spoken = curve.at(0.0)
        return curve

    def move(
        self, key: CharacterKey, event: MoodEvent, lines: Iterable[SpokenLine], heard: Heard,
        now_s: float,
    ) -> None:  # fmt: skip
        """Move a character's state, and those of its `lines` that have been begun.

        Raises:
            MoodError: a voice that should take it on does not know the mood, or the
                easing is unknown; then nothing has changed.
        """
        role = self.casting.role(event.character)
        begun = list(lines)
        target = self.casting.mood(event.target, begun[0].voice if begun else role.voice, "target")
        state = self._characters.moved(key, role, now_s)
        _move(state, target, event, now_s)
        for line in begun:
            self._change(line, event, state, heard, now_s)
        self._characters.keep(key, state)

    def move_line(self, line: SpokenLine, event: MoodEvent, heard: Heard, now_s: float) -> None:
        """Move one line only, from the mood that is being spoken.

        Raises:
            MoodError: as `move`.
        """
        target = self.casting.mood(event.target, line.voice, "target")
        state = CharacterMood(line.spoken, now_s=now_s)
        _move(state, target, event, now_s)
        self._change(line, event, state, heard, now_s)

    def _change(
        self, line: SpokenLine, event: MoodEvent, state: CharacterMood, heard: Heard, now_s: float
    ) -> None:
        if line.stream is None:
            line.early_events.append(event)
            return
        curve = carried_on(state.curve_from(now_s), line.spoken)
        line.change = MoodChange(curve, heard(line))

    def _asked(self, line: SpokenLine) -> MoodCurve | None:
        speak = line.speak
        if speak.mood is not None:
            return MoodCurve.constant(self.casting.mood(speak.mood, line.voice, "mood"))
        if speak.curve is None:
            return None
        points = tuple(
            Keyframe(
                point.at_s,
                self.casting.mood(point.mood, line.voice, f"curve[{index}].mood"),
                point.easing,
            )
            for index, point in enumerate(speak.curve)
        )
        try:
            return MoodCurve(points)
        except MoodError as fault:
            where = fault.where.replace("keyframes", "curve").replace("time_s", "at_s")
            raise MoodError(fault.message, where=where, hint=fault.hint) from None


def _move(state: CharacterMood, target: Mood, event: MoodEvent, now_s: float) -> None:
    try:
        state.move(target, now_s=now_s, over_s=event.over_s, easing=event.easing)
    except MoodError as fault:
        where = fault.where or "easing"
        raise MoodError(fault.message, where=where, hint=fault.hint) from None
