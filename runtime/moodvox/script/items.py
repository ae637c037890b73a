"""What a tagged line is made of once its tags are read.

`Line.plain` is the text to be spoken with every tag taken out; each tag became an
item placed at an offset into `plain`. An item acts from its offset onward.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from moodvox.mood.mood import Mood


@dataclass(frozen=True)
class MoodMove:
    """`[angry 0.4 -> calm over 2s]`: jump to `start` if given, then move to `target`."""

    target: Mood
    start: Mood | None = None
    over_s: float = 0.0
    easing: str = "linear"


@dataclass(frozen=True)
class Pause:
    """`[pause 300ms]`: silence before the next word."""

    duration_s: float


@dataclass(frozen=True)
class Rate:
    """`[rate 0.9]`: speed factor, 1 is the voice's own."""

    factor: float


@dataclass(frozen=True)
class Pitch:
    """`[pitch +2st]`: shift in semitones."""

    semitones: float


@dataclass(frozen=True)
class Whisper:
    """`[whisper]` switches whispering on, `[/whisper]` off."""

    on: bool


@dataclass(frozen=True)
class Say:
    """`[say NAME as K AY1 L OW0]`: these `length` characters of `plain` are said so."""

    length: int
    phonemes: tuple[str, ...]


@dataclass(frozen=True)
class Sound:
    """`[laugh]`: a sound that is no word, before the next word."""

    name: str


Item = MoodMove | Pause | Rate | Pitch | Whisper | Say | Sound


@dataclass(frozen=True)
class Placed:
    """An item at `offset` into `Line.plain`; `line` and `column` of its tag in the source.

    Where it was written does not count when two are compared.
    """

    offset: int
    item: Item
    line: int = field(default=1, compare=False)
    column: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Line:
    """One spoken line: the text without tags, and the items by rising offset.

    Two lines are equal if they are spoken alike, however their tags were written.

    Attributes:
        source: the text that was read.
        origins: source line and column of each character of `plain`; empty in a line
            that was not read from a source.
    """

    plain: str
    items: tuple[Placed, ...] = ()
    source: str = field(default="", compare=False)
    origins: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)

    def origin(self, offset: int) -> tuple[int, int]:
        """Source line and column, both from 1, of ``plain[offset]``; behind it at the end."""
        if not self.origins:
            return 1, offset + 1
        if offset < len(self.origins):
            return self.origins[max(0, offset)]
        line, column = self.origins[-1]
        return line, column + 1
