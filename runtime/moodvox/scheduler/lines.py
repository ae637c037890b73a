"""The lines that are not over: in the order of their characters, held, or about to spoil."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator

from moodvox.scheduler.stream import ROUNDING_S, Stream

DELAY_LOOK_S = 0.1
"""How often a line that waits for room is looked at."""


class Lines:
    """Knows every stream by key, and what each character says first and said last.

    Whatever goes over all characters is written to be cheap: it is done for every turn, in
    a thread that others wait for.
    """

    def __init__(self) -> None:
        self._streams: dict[Hashable, Stream] = {}
        self._queues: dict[Hashable, deque[Stream]] = {}
        self._firsts: dict[Hashable, Stream] = {}
        self._tails: dict[Hashable, Stream] = {}
        self._held: set[Hashable] = set()
        self._perishable: set[Hashable] = set()

    def __len__(self) -> int:
        return len(self._streams)

    @property
    def characters(self) -> int:
        """How many have something to say."""
        return len(self._queues)

    def __iter__(self) -> Iterator[Stream]:
        return iter(self._streams.values())

    def __contains__(self, key: Hashable) -> bool:
        return key in self._streams

    def __getitem__(self, key: Hashable) -> Stream:
        return self._streams[key]

    def get(self, key: Hashable) -> Stream | None:
        """A line, also one that is rendered to its end and still heard."""
        found = self._streams.get(key)
        return found or next((t for t in self._tails.values() if t.job.key == key), None)

    def add(self, stream: Stream) -> None:
        """Behind the others of its character."""
        job = stream.job
        self._streams[job.key] = stream
        self._queues.setdefault(job.character, deque()).append(stream)
        self._firsts.setdefault(job.character, stream)
        if job.start_by_s is not None:
            self._perishable.add(job.key)

    def forget(self, stream: Stream, now_s: float) -> None:
        """Take a line out; the next of its character begins no earlier than now."""
        job = stream.job
        self._perishable.discard(job.key)
        del self._streams[job.key]
        queue = self._queues[job.character]
        queue.remove(stream)
        if not queue:
            del self._queues[job.character], self._firsts[job.character]
        else:
            following = self._firsts[job.character] = queue[0]
            following.begins_s = max(following.begins_s, now_s)

    def heard_last(self, stream: Stream) -> None:
        """A line is rendered to its end, and its character's next comes behind it."""
        self._tails[stream.job.character] = stream

    def cut_off(self, character: Hashable) -> None:
        """What was rendered of a character's last line will not be heard."""
        self._tails.pop(character, None)

    def unheard_s(self, character: Hashable, now_s: float) -> float:
        """How long a character's last line will still be heard."""
        tail = self._tails.get(character)
        return tail.unheard_s(now_s) if tail else 0.0

    def hold(self, owner: Hashable, held: bool) -> None:
        """Leave an owner's lines out of `firsts`, or take them in again."""
        (self._held.add if held else self._held.discard)(owner)

    def keys(self, owner: Hashable, character: Hashable) -> tuple[Hashable, ...]:
        """The lines of an owner or character (None: of any), in the order they came."""
        return tuple(
            stream.job.key
            for stream in self
            if owner in (None, stream.job.owner) and character in (None, stream.job.character)
        )

    def speaking(self) -> list[Stream]:
        """Those that are open, or being opened."""
        return [stream for stream in self if stream.is_open or stream.opening]

    def heads(self, now_s: float) -> Iterator[Stream]:
        """The first line of each character, if it may have a turn as far as its own playback
        goes; not those that somebody is at work on."""
        for character, stream in self._firsts.items():
            if stream.played < stream.room_from or not self._is_free(stream):
                continue
            unheard_s = self.unheard_s(character, now_s)
            if unheard_s > 0.0 and stream.anchor_s is None:
                stream.begins_s = now_s + unheard_s
            if stream.slack_s(unheard_s) >= -ROUNDING_S:
                yield stream

    def turns_s(self, now_s: float) -> Iterator[float]:
        """When first lines may have a turn that nobody will tell of: those that wait until
        the line before is heard, and those that wait for room to begin in."""
        for character, stream in self._firsts.items():
            if (character in self._tails or not stream.is_open) and self._is_free(stream):
                unheard_s = self.unheard_s(character, now_s)
                slack_s = stream.slack_s(unheard_s)
                if slack_s < -ROUNDING_S <= slack_s + unheard_s:
                    yield now_s - slack_s
                elif stream.delayed and not stream.is_open:
                    yield now_s + DELAY_LOOK_S

    def _is_free(self, stream: Stream) -> bool:
        busy = stream.opening or stream.rendering
        return not busy and stream.job.owner not in self._held

    def perishable(self) -> Iterator[tuple[Stream, float]]:
        """Lines that were not begun, and when they must be heard at the latest."""
        for key in list(self._perishable):
            stream = self._streams[key]
            if stream.job.start_by_s is None or stream.anchor_s is not None:
                self._perishable.discard(key)
            else:
                yield stream, stream.job.start_by_s

    def spoiled(self, now_s: float) -> list[Stream]:
        """Lines that can no longer be heard in time; forgets lines that were heard."""
        for character, tail in list(self._tails.items()):
            if tail.unheard_s(now_s) <= 0.0:
                del self._tails[character]
        spoiled: list[Stream] = []
        for stream, start_by_s in self.perishable():
            character = stream.job.character
            is_next = self._firsts[character] is stream
            wait_s = self.unheard_s(character, now_s) if is_next else 0.0
            if now_s + wait_s > start_by_s + ROUNDING_S and not stream.rendering:
                spoiled.append(stream)
        return spoiled
