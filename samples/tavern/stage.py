"""The engine's side of a scene: cues, playback by the clock, credit, and what came of it.

Each line is an audio source that plays what has arrived. A hundred times a second (a
tick) the stage moves every source on by the time that has passed, tells the sidecar
how far it is, and lets the cues and events happen that are due.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from direction import Cue, Direction, MoodChange
from moodvox.client import Arrival as ClientArrival
from moodvox.client import LineError
from moodvox.client.line import samples_of
from moodvox.protocol import Block, Done, Speak
from takes import Arrival, Event, Floats, Take

TICK_S = 0.01
CREDIT_EVERY_S = 0.02
TAG = re.compile(r"\[[^\]]*\]")

Listener = Callable[[Floats], None]
"""Takes the mixed sound of each tick, to be played live."""
Announcer = Callable[[Take], None]
"""Told of each line when its first sample is played."""


class Line(Protocol):
    """What the stage needs of `client.LineHandle`."""

    @property
    def blocks(self) -> Sequence[Block]: ...

    @property
    def arrivals(self) -> Sequence[ClientArrival]: ...

    @property
    def is_over(self) -> bool: ...

    def wait(self, timeout_s: float = ...) -> Done: ...

    def credit(self, played_samples: int) -> None: ...


class Game(Protocol):
    """What the stage needs of `client.Client`."""

    def say(
        self, character: str, text: str, *, line: str, mood: Mapping[str, float] | None
    ) -> Line: ...

    def set_mood(
        self, character: str, target: Mapping[str, float], *, over_s: float, easing: str
    ) -> None: ...

    def cancel(self, *, line: str) -> None: ...


class Stage:
    """Plays one scene. Made for one call of `play`.

    Args:
        game: a client that leaves credit to us (`credit_by="hand"`).
        lines: what is said, by id.
        sample_rate_hz: of every line.
        clock, sleep: replaced by tests.

    Attributes:
        takes: by line, in the order in which they were asked for.
        events: mood events and interruptions.
    """

    def __init__(
        self,
        game: Game,
        lines: Mapping[str, Speak],
        direction: Direction,
        sample_rate_hz: int,
        *,
        listener: Listener = lambda sound: None,
        announcer: Announcer = lambda take: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._game = game
        self._lines = lines
        self._cues = list(direction.cues)
        self._changes = list(direction.changes)
        self._rate = sample_rate_hz
        self._listener = listener
        self._announcer = announcer
        self._clock = clock
        self._sleep = sleep
        self._began_s = 0.0
        self._ticked_s = 0.0
        self._credited_s = 0.0
        self._handles: dict[str, Line] = {}
        self.takes: dict[str, Take] = {}
        self.events: list[Event] = []

    def play(self) -> None:
        """Play the scene to its end; `takes` and `events` then tell what happened.

        Raises:
            SidecarError: the sidecar has gone.
        """
        self._began_s = self._clock()
        while self._cues or any(not take.over for take in self.takes.values()):
            self._fire_changes()
            self._fire_cues()
            self._sleep(TICK_S)
            for take in self.takes.values():
                if not take.over:
                    self._take_in(take, self._handles[take.id])
            self._advance()

    def _now(self) -> float:
        """Seconds since the scene began."""
        return self._clock() - self._began_s

    def _fire_cues(self) -> None:
        for cue in [cue for cue in self._cues if self._is_due(cue)]:
            self._cues.remove(cue)
            line = self._lines[cue.line]
            if cue.cuts_off and not self.takes[cue.cuts_off].ending:
                self._game.cancel(line=cue.cuts_off)
                self.events.append(Event(self._now(), f"{line.character} cuts in"))
            words = " ".join(TAG.sub("", line.text).split())
            asked_s = self._now()
            self.takes[line.id] = Take(line.id, line.character, words, self._rate, asked_s)
            self._handles[line.id] = self._game.say(
                line.character, line.text, line=line.id, mood=line.mood
            )

    def _is_due(self, cue: Cue) -> bool:
        if cue.during:
            return self._has_played(cue.during, cue.at_s)
        if not cue.after:
            return True
        before = self.takes.get(cue.after)
        if before is None or not before.over:
            return False
        ended_s = (before.started_s or before.asked_s) + before.duration_s
        return self._now() >= ended_s + cue.gap_s

    def _has_played(self, line: str, at_s: float) -> bool:
        """Whether a line has been heard for that long, or is already over."""
        if not line:
            return True
        take = self.takes.get(line)
        return take is not None and (take.over or take.played >= at_s * self._rate)

    def _fire_changes(self) -> None:
        due = [change for change in self._changes if self._has_played(change.during, change.at_s)]
        for change in due:
            self._changes.remove(change)
            self._send_change(change)

    def _send_change(self, change: MoodChange) -> None:
        if change.during:
            self.events.append(Event(self._now(), change.label))
        self._game.set_mood(
            change.character, change.target, over_s=change.over_s, easing=change.easing
        )

    def _take_in(self, take: Take, line: Line) -> None:
        """Everything that has come of a line since the last tick."""
        over = line.is_over
        known = len(take.arrivals)
        for block, arrival in zip(line.blocks[known:], line.arrivals[known:], strict=False):
            if take.started_s is None:
                take.started_s = self._now()
                self._announcer(take)
            lead_ms = (block.first_sample + block.samples - take.played) / self._rate * 1000.0
            audio = samples_of(block)
            at_s = take.asked_s + arrival.at_s
            take.add(Arrival(at_s, block.first_sample, audio, block.mood, lead_ms))
        if over and not take.ending:
            try:
                done = line.wait(0.0)
            except LineError as error:
                take.error = str(error)
            else:
                take.ending = done.reason
                take.render_ms = done.timings.render_ms

    def _advance(self) -> None:
        """Move every source on to now, and tell the sidecar."""
        now_s = self._now()
        step = round(now_s * self._rate) - round(self._ticked_s * self._rate)
        sound = np.zeros(step, np.float32)
        credit = now_s - self._credited_s >= CREDIT_EVERY_S
        for take in self.takes.values():
            if take.started_s is None or take.over:
                continue
            piece = take.move_on(step)
            sound[: len(piece)] += piece
            if credit and not take.ending:
                self._handles[take.id].credit(take.played)
        self._listener(sound)
        self._ticked_s = now_s
        if credit:
            self._credited_s = now_s
