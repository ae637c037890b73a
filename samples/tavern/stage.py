"""The engine's side of a scene: cues, playback by the clock, credit, and what came of it.

Each line is an audio source that plays what has arrived. A hundred times a second the
stage moves every source on by the time that has passed, tells the sidecar how far it
is, and lets the cues and events happen that are due.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from direction import Cue, Direction, MoodChange
from moodvox.errors import EngineError
from moodvox.protocol import Block, Cancel, Credit, Done, Error, Message, MoodEvent, Speak
from takes import Arrival, Event, Floats, Take

TICK_S = 0.01
CREDIT_EVERY_S = 0.02
SILENCE_MEANS_DEAD_S = 10.0
TAG = re.compile(r"\[[^\]]*\]")

Clock = Callable[[], float]
Listener = Callable[[Floats], None]
"""Takes the mixed sound of each tick, to be played live."""
Announcer = Callable[[Take], None]
"""Told of each line when its first sample is played."""


class Wire(Protocol):
    """What the stage needs of a client."""

    def send(self, message: Message) -> None: ...

    def receive(self, timeout_s: float) -> Message | None: ...


class Stage:
    """Plays one scene. Made for one call of `play`."""

    def __init__(
        self,
        wire: Wire,
        lines: Mapping[str, Speak],
        direction: Direction,
        sample_rate_hz: int,
        *,
        listener: Listener = lambda sound: None,
        announcer: Announcer = lambda take: None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._wire = wire
        self._lines = lines
        self._cues = list(direction.cues)
        self._changes = list(direction.changes)
        self._rate = sample_rate_hz
        self._listener = listener
        self._announcer = announcer
        self._clock = clock
        self._began_s = 0.0
        self._heard_s = 0.0
        self._played_s = 0.0
        self._credited_s = 0.0
        self.takes: dict[str, Take] = {}
        self.events: list[Event] = []

    def play(self) -> None:
        """Play the scene to its end; `takes` and `events` then tell what happened.

        Raises:
            EngineError: the sidecar has been silent for `SILENCE_MEANS_DEAD_S`.
        """
        self._began_s = self._clock()
        while self._cues or any(not take.over for take in self.takes.values()):
            self._fire_changes()
            self._fire_cues()
            message = self._wire.receive(TICK_S)
            while message is not None:
                self._take_in(message)
                message = self._wire.receive(0.0)
            self._advance()
            waiting = any(not take.ending and not take.error for take in self.takes.values())
            if waiting and self._now() - self._heard_s > SILENCE_MEANS_DEAD_S:
                raise EngineError("the sidecar fell silent in the middle of the scene")

    def _now(self) -> float:
        """Seconds since the scene began."""
        return self._clock() - self._began_s

    def _fire_cues(self) -> None:
        for cue in [cue for cue in self._cues if self._is_due(cue)]:
            self._cues.remove(cue)
            if cue.cuts_off:
                self._wire.send(Cancel(id=cue.cuts_off))
                speaker = self._lines[cue.line].character
                self.events.append(Event(self._now(), f"{speaker} cuts in"))
            line = self._lines[cue.line]
            words = " ".join(TAG.sub("", line.text).split())
            self.takes[line.id] = Take(
                line.id, line.character, words, self._rate, asked_s=self._now()
            )
            self._heard_s = self._now()
            self._wire.send(line)

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
        self._wire.send(
            MoodEvent(character=change.character, target=dict(change.target), over_s=change.over_s)
        )

    def _take_in(self, message: Message) -> None:
        self._heard_s = self._now()
        match message:
            case Block():
                self._take_block(self.takes[message.id], message)
            case Done():
                take = self.takes[message.id]
                take.ending = message.reason
                take.render_ms = message.timings.render_ms
            case Error() if message.id in self.takes:
                self.takes[message.id].error = f"{message.where}: {message.message}".strip(": ")
            case Error():
                raise EngineError(message.message, where=message.where, hint=message.hint)
            case _:
                pass

    def _take_block(self, take: Take, block: Block) -> None:
        now_s = self._now()
        if take.started_s is None:
            take.started_s = now_s
            self._announcer(take)
        lead_ms = (block.first_sample + block.samples - take.played) / self._rate * 1000.0
        audio = np.frombuffer(block.audio, "<f4")
        take.add(Arrival(now_s, block.first_sample, audio, block.mood, lead_ms))

    def _advance(self) -> None:
        """Move every source on to now, and tell the sidecar."""
        now_s = self._now()
        step = round(now_s * self._rate) - round(self._played_s * self._rate)
        sound = np.zeros(step, np.float32)
        credit = now_s - self._credited_s >= CREDIT_EVERY_S
        for take in self.takes.values():
            if take.started_s is None or take.over:
                continue
            piece = take.move_on(step)
            sound[: len(piece)] += piece
            if credit and not take.ending:
                self._wire.send(Credit(id=take.id, played_samples=take.played))
        self._listener(sound)
        self._played_s = now_s
        if credit:
            self._credited_s = now_s
