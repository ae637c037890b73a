"""A text taken out of a file, and where in the file each of its characters stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Excerpt:
    """`text`, in runs that stand in one piece in the file.

    Attributes:
        starts: offsets into `text` at which a run begins, rising; the first is 0.
        places: offset into the file of each run's first character.
        end: offset into the file of what follows the last character.
    """

    text: str
    starts: tuple[int, ...]
    places: tuple[int, ...]
    end: int

    @classmethod
    def whole(cls, text: str, place: int) -> Excerpt:
        """`text`, as it stands in one piece at `place`."""
        return cls(text, (0,), (place,), place + len(text))

    @classmethod
    def joined(cls, parts: Iterable[tuple[str, int]], end: int) -> Excerpt:
        """Texts one after the other, each with the place that it begins at."""
        texts: list[str] = []
        starts: list[int] = []
        places: list[int] = []
        length = 0
        for text, place in parts:
            if text:
                texts.append(text)
                starts.append(length)
                places.append(place)
                length += len(text)
        if not texts:
            return cls("", (0,), (end,), end)
        return cls("".join(texts), tuple(starts), tuple(places), end)

    def place(self, offset: int) -> int:
        """Where in the file ``text[offset]`` stands; `end` behind the last character."""
        if offset >= len(self.text):
            return self.end
        run = bisect_right(self.starts, max(0, offset)) - 1
        return self.places[run] + max(0, offset) - self.starts[run]

    def parts(self, start: int, stop: int) -> list[tuple[str, int]]:
        """``text[start:stop]`` in its runs, each with its place."""
        inner = [at for at in self.starts if start < at < stop]
        cuts = [start, *inner, stop]
        return [
            (self.text[a:b], self.place(a))
            for a, b in pairwise(cuts)
            if a < b
        ]  # fmt: skip
